/** The inodes: found by number, made, recorded in their table, and freed. */
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { FileType } from './file-calls.ts'
import { FileError } from './file-error.ts'
import { Inode, Names } from './inode.ts'
import { FIRST_FREE_INO, inodeBlockOf, isDataBlock, isFileSize } from './layout.ts'
import { isOnData, placeOf } from './extents.ts'
import {
  CorruptMetadata, decodeDirectoryBlock, decodeExtentBlock, decodeInode, encodeExtentChain, encodeInode, encodeOrphans,
  extentBlocksFor, MOST_ORPHANS,
} from './records.ts'
import type { Extent, InodeRecord } from './records.ts'
import type { Task } from './task.ts'
import type { MountedVolume } from './mounted-volume.ts'

export class InodeTable {
  readonly orphans = new Set<number>()
  readonly #volume: MountedVolume
  readonly #inodes = new Map<number, Inode>()
  /** How often each number was freed in this mount. */
  readonly #frees = new Map<number, number>()
  #firstFree = FIRST_FREE_INO

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  get loaded(): Iterable<Inode> {
    return this.#inodes.values()
  }

  /** @throws CorruptMetadata when it is free, or cannot be what it should be */
  *get(ino: number): Task<Inode> {
    const known = this.#inodes.get(ino)
    if (known) return known
    const { metadata, layout } = this.#volume
    const frees = this.#frees.get(ino)
    if (ino < 1 || ino > layout.inodes) throw new CorruptMetadata(`there is no inode ${ino}`)
    const record = decodeInode(yield* metadata.load(inodeBlockOf(layout, ino)), ino)
    if (!record) throw new CorruptMetadata(`a name leads to inode ${ino}, which is free`)
    const inode = inodeOf(ino, record)
    for (let block = record.extentBlock; block !== 0; ) {
      if (!isDataBlock(layout, block) || inode.extentBlocks.includes(block)) throw new CorruptMetadata(`the extents of inode ${ino} cannot go on in block ${block}`)
      const { extents, next } = decodeExtentBlock(yield* metadata.load(block), block)
      inode.extentBlocks.push(block)
      inode.extents.push(...extents)
      block = next
    }
    if (!isFileSize(record.sizeBytes) || !inode.extents.every((extent) => isOnData(layout, extent))) throw new CorruptMetadata(`inode ${ino} has a size or blocks that no file has`)
    const raced = this.#inodes.get(ino)
    if (raced) return raced
    // It was freed while its blocks were read: what was read is nobody's any more.
    if (this.#frees.get(ino) !== frees) throw new CorruptMetadata(`inode ${ino} was freed meanwhile`)
    this.#inodes.set(ino, inode)
    return inode
  }

  /** Brings the names of a directory into memory. */
  *names(directory: Inode): Task<Names> {
    if (directory.names) return directory.names
    const recorded = []
    for (let index = 0; index * BLOCK_BYTES < directory.recordedSizeBytes; index++) {
      const place = placeOf(directory.extents, index)
      if (!place) throw new CorruptMetadata(`directory ${directory.ino} has a hole`)
      recorded.push(decodeDirectoryBlock(yield* this.#volume.metadata.load(place.block), place.block))
    }
    return (directory.names ??= new Names(recorded))
  }

  /** Makes sure that {@link create} finds a free inode without waiting. @throws FileError ENOSPC */
  *prepare(call: string, path?: string): Task<number> {
    const { metadata, layout } = this.#volume
    const from = this.#firstFree
    for (let ino = from; ino <= layout.inodes; ino++) {
      if (this.#inodes.has(ino)) continue
      const table = yield* metadata.load(inodeBlockOf(layout, ino))
      if (this.#inodes.has(ino) || decodeInode(table, ino) !== null) continue
      // Unless one below it was freed meanwhile.
      if (this.#firstFree === from) this.#firstFree = ino
      return ino
    }
    throw new FileError('ENOSPC', call, path)
  }

  /** @param ino a free one, from {@link prepare} */
  create(ino: number, type: FileType, mode: number): Inode {
    const inode = new Inode(ino, type)
    inode.mode = mode & 0o7777
    inode.modifiedUs = inode.changedUs = inode.createdUs = this.#volume.now()
    if (type === 'directory') inode.names = new Names([])
    this.#inodes.set(ino, inode)
    if (this.#firstFree === ino) this.#firstFree = ino + 1
    this.#volume.touch(inode)
    return inode
  }

  /** Writes an inode to its table, as a part of the running transaction. */
  record(inode: Inode): void {
    const { metadata, layout } = this.#volume
    this.#recordExtents(inode)
    const { type, mode, uid, gid, recordedLinks: links, recordedSizeBytes: sizeBytes, modifiedUs, changedUs, createdUs, extents, target } = inode
    const extentBlock = inode.extentBlocks[0] ?? 0
    encodeInode(metadata.change(inodeBlockOf(layout, inode.ino)), inode.ino, {
      type, mode, uid, gid, links, sizeBytes, modifiedUs, changedUs, createdUs, extents, extentBlock, target,
    })
    this.#setOrphan(inode.ino, inode.recordedLinks === 0)
  }

  /** Frees an inode and everything that it holds. */
  free(inode: Inode): void {
    const { metadata, layout, allocator } = this.#volume
    inode.freed = true
    for (const extent of inode.extents) this.release(inode, extent)
    for (const block of inode.extentBlocks) this.#releaseMetadata(block)
    encodeInode(metadata.change(inodeBlockOf(layout, inode.ino)), inode.ino, null)
    allocator.reserved -= inode.reservedPages + inode.promisedExtentBlocks
    inode.reservedPages = inode.promisedExtentBlocks = 0
    inode.extents = []
    inode.pages = null
    this.#frees.set(inode.ino, (this.#frees.get(inode.ino) ?? 0) + 1)
    metadata.running.inodes.delete(inode)
    metadata.running.ordered.delete(inode)
    this.#inodes.delete(inode.ino)
    this.#setOrphan(inode.ino, false)
    this.#firstFree = Math.min(this.#firstFree, inode.ino)
  }

  /** Gives up the blocks of an extent. The names of a directory are metadata. */
  release(inode: Inode, { block: first, count }: Extent): void {
    if (inode.type !== 'directory') return this.#volume.allocator.release({ block: first, count })
    for (let block = first; block < first + count; block++) this.#releaseMetadata(block)
  }

  #releaseMetadata(block: number): void {
    const { metadata, allocator, defects } = this.#volume
    metadata.forget(block, !defects.omitsRevoke)
    allocator.release({ block, count: 1 })
  }

  #recordExtents(inode: Inode): void {
    const wanted = extentBlocksFor(inode.extents.length)
    const { metadata, allocator } = this.#volume
    while (inode.extentBlocks.length > wanted) this.#releaseMetadata(inode.extentBlocks.pop()!)
    while (inode.extentBlocks.length < wanted) {
      const run = allocator.allocate(1)
      if (!run) throw new FileError('ENOSPC', 'write')
      if (inode.promisedExtentBlocks > 0) {
        inode.promisedExtentBlocks--
        allocator.reserved--
      }
      metadata.create(run.block)
      inode.extentBlocks.push(run.block)
    }
    encodeExtentChain(inode.extents, inode.extentBlocks, (block, encode) => encode(metadata.change(block)))
  }

  #setOrphan(ino: number, isOrphan: boolean): void {
    if (this.orphans.has(ino) === isOrphan) return
    if (isOrphan) this.orphans.add(ino)
    else this.orphans.delete(ino)
    const { metadata, layout } = this.#volume
    encodeOrphans(metadata.change(layout.orphans), layout.orphans, [...this.orphans].slice(0, MOST_ORPHANS))
  }
}

function inodeOf(ino: number, record: InodeRecord): Inode {
  const inode = new Inode(ino, record.type)
  const { mode, uid, gid, links, sizeBytes, modifiedUs, changedUs, createdUs, target } = record
  Object.assign(inode, { mode, uid, gid, links, sizeBytes, modifiedUs, changedUs, createdUs, target })
  inode.recordedLinks = links
  inode.recordedSizeBytes = sizeBytes
  inode.extents = [...record.extents]
  return inode
}

