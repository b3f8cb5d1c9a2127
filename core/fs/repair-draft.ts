/**
 * What a damaged file system is to become, in memory: the inodes that can be kept, each with blocks that nobody before it
 * has. Blocks that two files claim stay with the lower inode number.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { Survey, SurveyedInode } from './check.ts'
import { dataBlocksOf, placeOf, withExtent } from './extents.ts'
import type { FileType } from './file-calls.ts'
import { isFileSize, MOST_FILE_PAGES } from './layout.ts'
import type { Layout } from './layout.ts'
import { extentBlocksFor, NAME_SPACE, nameBytes } from './records.ts'
import type { Extent, InodeRecord, NameRecord } from './records.ts'

export interface DraftInode {
  record: InodeRecord
  extents: Extent[]
  /** As many as the list of extents needs. */
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
    // Not before everyone has what is theirs: what is left is free.
    for (const inode of this.inodes.values()) while (!this.#placeExtents(inode)) this.#giveUpLast(inode)
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
    const { extents } = directory
    directory.extents = withExtent(extents, { page: directory.names.length, block, count: 1, unwritten: false })
    if (this.#placeExtents(directory)) return directory.names.push(new Map([[name, target]])) > 0
    directory.extents = extents
    this.used.delete(block)
    return false
  }

  /** Sees to it that there are just the blocks that the list of extents needs. @returns false when the volume is full */
  #placeExtents({ extents, extentBlocks }: DraftInode): boolean {
    const wanted = extentBlocksFor(extents.length)
    while (extentBlocks.length > wanted) this.used.delete(extentBlocks.pop()!)
    while (extentBlocks.length < wanted) {
      const block = this.#allocate()
      if (block === null) return false
      extentBlocks.push(block)
    }
    return true
  }

  #allocate(): number | null {
    for (let block = this.layout.dataStart; block < this.layout.superblockCopy; block++) {
      if (this.used.has(block)) continue
      this.used.add(block)
      return block
    }
    return null
  }

  /** The end of a file, or the last names of a directory, with the blocks that they are in. */
  #giveUpLast(inode: DraftInode): void {
    const last = inode.extents.pop()!
    inode.names.splice(last.page)
    this.#free(last)
  }

  #free(extent: Extent): void {
    for (const block of dataBlocksOf(this.layout, extent)) this.used.delete(block)
  }

  #keep({ record, extents, extentBlocks, names }: SurveyedInode): DraftInode {
    const kept: DraftInode = { record, extents: [], extentBlocks: [], names: [] }
    if (record.type === 'symlink') {
      if (!isFileSize(record.sizeBytes)) kept.record = { ...record, sizeBytes: 0 }
      return kept
    }
    kept.extentBlocks = extentBlocks.filter((block) => this.#claim(block))
    const pages = isFileSize(record.sizeBytes) ? Math.ceil(record.sizeBytes / BLOCK_BYTES) : MOST_FILE_PAGES
    const claimed = this.#claimExtents(extents, pages)
    if (record.type === 'file') {
      kept.extents = claimed
      if (!isFileSize(record.sizeBytes)) kept.record = { ...record, sizeBytes: endOf(claimed) * BLOCK_BYTES }
      return kept
    }
    // The blocks of a directory follow one another without holes.
    names.forEach((inBlock, page) => {
      const place = placeOf(claimed, page)
      if (!place) return
      kept.extents = withExtent(kept.extents, { page: kept.names.length, block: place.block, count: 1, unwritten: false })
      kept.names.push(new Map(inBlock))
    })
    claimed.forEach((extent) => this.#free(extent))
    for (const extent of kept.extents) for (const block of dataBlocksOf(this.layout, extent)) this.used.add(block)
    return kept
  }

  /** @param pages those of the file: what was written beyond them goes */
  #claimExtents(extents: readonly Extent[], pages: number): Extent[] {
    let claimed: Extent[] = []
    let previousEnd = 0
    for (const extent of extents) {
      const { page: first, block: firstBlock, count, unwritten } = extent
      for (const block of dataBlocksOf(this.layout, extent)) {
        const page = first + block - firstBlock
        if (page < previousEnd || page >= (unwritten ? MOST_FILE_PAGES : pages) || !this.#claim(block)) continue
        claimed = withExtent(claimed, { page, block, count: 1, unwritten })
      }
      previousEnd = Math.max(previousEnd, first + count)
    }
    return claimed
  }

  #claim(block: number): boolean {
    if (this.used.has(block)) return false
    this.used.add(block)
    return true
  }
}

function endOf(extents: readonly Extent[]): number {
  const last = extents.filter(({ unwritten }) => !unwritten).at(-1)
  return last ? last.page + last.count : 0
}
