/**
 * What a damaged file system is to become, in memory: the inodes that can be kept, each with blocks that nobody before it
 * has. Blocks that two files claim stay with the lower inode number.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { Survey, SurveyedInode } from './check.ts'
import { placeOf, withExtent } from './extents.ts'
import type { FileType } from './file-calls.ts'
import { isDataBlock, isFileSize } from './layout.ts'
import type { Layout } from './layout.ts'
import { extentBlocksFor, NAME_SPACE, nameBytes } from './records.ts'
import type { Extent, InodeRecord, NameRecord } from './records.ts'

export interface DraftInode {
  record: InodeRecord
  extents: Extent[]
  extentBlocks: number[]
  /** Of a directory: the names in each of its blocks. */
  names: Map<string, NameRecord>[]
}

export class Draft {
  readonly layout: Layout
  readonly inodes = new Map<number, DraftInode>()
  /** Blocks in use. */
  readonly used = new Set<number>()

  constructor({ layout, inodes }: Survey) {
    this.layout = layout
    for (let block = 0; block < layout.dataStart; block++) this.used.add(block)
    this.used.add(layout.superblockCopy)
    for (const [ino, surveyed] of inodes) this.inodes.set(ino, this.#keep(surveyed))
  }

  /** An empty directory, or whatever else has nothing in it. */
  create(ino: number, type: FileType, mode: number): DraftInode {
    const none = { uid: 0, gid: 0, links: 0, sizeBytes: 0, modifiedUs: 0, changedUs: 0, createdUs: 0, extents: [], extentBlock: 0, target: '' }
    const inode: DraftInode = { record: { type, mode, ...none }, extents: [], extentBlocks: [], names: [] }
    this.inodes.set(ino, inode)
    return inode
  }

  /** Gives up an inode and its blocks. */
  drop(ino: number): void {
    const inode = this.inodes.get(ino)
    if (!inode) return
    for (const extent of inode.extents) this.#free(extent)
    for (const block of inode.extentBlocks) this.used.delete(block)
    this.inodes.delete(ino)
  }

  /** @returns false when the volume is full */
  addName(directory: DraftInode, name: string, target: NameRecord): boolean {
    const needed = nameBytes(name)
    const roomy = directory.names.find((names) => [...names.keys()].reduce((sum, known) => sum + nameBytes(known), needed) <= NAME_SPACE)
    if (roomy) return roomy.set(name, target).size > 0
    const block = this.#allocate()
    if (block === null) return false
    directory.extents = withExtent(directory.extents, { page: directory.names.length, block, count: 1, unwritten: false })
    directory.names.push(new Map([[name, target]]))
    return true
  }

  /** Sees to it that there are just the blocks that the lists of extents need. */
  placeExtents(): void {
    for (const inode of this.inodes.values()) {
      const wanted = (): number => extentBlocksFor(inode.extents.length)
      while (inode.extentBlocks.length > wanted()) this.used.delete(inode.extentBlocks.pop()!)
      while (inode.extentBlocks.length < wanted()) {
        const block = this.#allocate()
        if (block !== null) inode.extentBlocks.push(block)
        else this.#giveUpLast(inode)
      }
    }
  }

  #allocate(): number | null {
    for (let block = this.layout.dataStart; block < this.layout.superblockCopy; block++) {
      if (this.used.has(block)) continue
      this.used.add(block)
      return block
    }
    return null
  }

  #giveUpLast(inode: DraftInode): void {
    this.#free(inode.extents.pop()!)
  }

  #free({ block: first, count }: Extent): void {
    for (let block = first; block < first + count; block++) this.used.delete(block)
  }

  #keep({ record, extents, extentBlocks, names }: SurveyedInode): DraftInode {
    const kept: DraftInode = { record, extents: [], extentBlocks: [], names: [] }
    if (record.type === 'symlink') return kept
    kept.extentBlocks = extentBlocks.filter((block) => this.#claim(block))
    const pages = isFileSize(record.sizeBytes) ? Math.ceil(record.sizeBytes / BLOCK_BYTES) : Infinity
    const claimed = this.#claimExtents(extents, pages)
    if (record.type === 'file') {
      kept.extents = claimed
      if (pages === Infinity) kept.record = { ...record, sizeBytes: endOf(claimed) * BLOCK_BYTES }
      return kept
    }
    // The blocks of a directory follow one another without holes.
    names.forEach((inBlock, page) => {
      const place = placeOf(claimed, page)
      if (!place) return
      kept.extents = withExtent(kept.extents, { page: kept.names.length, block: place.block, count: 1, unwritten: false })
      kept.names.push(new Map(inBlock))
    })
    const inUse = new Set(kept.extents.flatMap(({ block, count }) => Array.from({ length: count }, (_, index) => block + index)))
    for (const { block: first, count } of claimed)
      for (let block = first; block < first + count; block++) if (!inUse.has(block)) this.used.delete(block)
    return kept
  }

  /** @param pages those of the file: what was written beyond them goes */
  #claimExtents(extents: readonly Extent[], pages: number): Extent[] {
    let claimed: Extent[] = []
    let previousEnd = 0
    for (const { page: first, block, count, unwritten } of extents) {
      for (let index = 0; index < count && block + index < this.layout.superblockCopy; index++) {
        const page = first + index
        if (page < previousEnd || (page >= pages && !unwritten) || !this.#claim(block + index)) continue
        claimed = withExtent(claimed, { page, block: block + index, count: 1, unwritten })
      }
      previousEnd = Math.max(previousEnd, first + count)
    }
    return claimed
  }

  #claim(block: number): boolean {
    if (!isDataBlock(this.layout, block) || this.used.has(block)) return false
    this.used.add(block)
    return true
  }
}

function endOf(extents: readonly Extent[]): number {
  const last = extents.filter(({ unwritten }) => !unwritten).at(-1)
  return last ? last.page + last.count : 0
}
