/**
 * Checks a file system whose journal has been replayed: what cannot be right, and how to make it right. Does not judge
 * the content of files.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { bitmapBlockOf, BITS_PER_BLOCK, isMarked } from './bitmap.ts'
import { dataBlocksOf, isOnData, placeOf } from './extents.ts'
import { readJournalHeader } from './journal-recovery.ts'
import { descriptorSequence } from './journal-records.ts'
import { FIRST_FREE_INO, inodeBlockOf, isDataBlock, isFileSize, layoutOf, MOST_FILE_PAGES, ROOT_INO } from './layout.ts'
import type { Layout } from './layout.ts'
import {
  CorruptMetadata, decodeDirectoryBlock, decodeExtentBlock, decodeInode, decodeOrphans,
} from './records.ts'
import type { Extent, InodeRecord, NameRecord } from './records.ts'
import { readSuperblocks } from './superblocks.ts'
import type { Task } from './task.ts'

export const PROBLEMS = {
  superblock: 'the superblock or its copy is damaged',
  journal: 'the journal has no header, or holds what came after a transaction that is lost',
  inode: 'an inode is damaged',
  extents: 'the blocks of a file cannot be right',
  shared: 'a block belongs to two owners',
  bitmap: 'the bitmap is wrong about a block',
  directory: 'a block of a directory is damaged',
  'dangling-name': 'a name leads to a free inode or to one of another type, or is not the only one that it may be',
  links: 'the number of links is wrong',
  unreachable: 'no name leads to an inode',
  orphans: 'the list of orphans is damaged, or names what is no orphan',
  size: 'a file ends before blocks that were written, or nowhere, or a directory does not end with its blocks',
} as const

export type ProblemKind = keyof typeof PROBLEMS

export interface Problem {
  readonly kind: ProblemKind
  readonly ino: number | null
  readonly block: number | null
  readonly message: string
}

export interface Survey {
  readonly layout: Layout
  readonly problems: readonly Problem[]
  readonly inodes: ReadonlyMap<number, SurveyedInode>
  /** Owner of each block that is in use: an inode, or 0 for the file system itself. */
  readonly owners: ReadonlyMap<number, number>
  readonly orphans: readonly number[]
}

export interface SurveyedInode {
  readonly record: InodeRecord
  readonly extents: readonly Extent[]
  readonly extentBlocks: readonly number[]
  /** Of a directory: the names in each of its blocks; none for a block that is damaged or missing. */
  readonly names: readonly ReadonlyMap<string, NameRecord>[]
}

/** @throws CorruptMetadata when neither superblock is one */
export function* survey(blocks: number): Task<Survey> {
  const surveyor = new Surveyor(layoutOf(blocks * BLOCK_BYTES, 'check'))
  yield* surveyor.superblocks()
  yield* surveyor.journal()
  yield* surveyor.inodeTable()
  yield* surveyor.orphanList()
  yield* surveyor.bitmap()
  surveyor.tree()
  return surveyor
}

class Surveyor implements Survey {
  readonly layout: Layout
  readonly problems: Problem[] = []
  readonly inodes = new Map<number, SurveyedInode>()
  readonly owners = new Map<number, number>()
  orphans: readonly number[] = []

  constructor(layout: Layout) {
    this.layout = layout
    for (let block = 0; block < layout.dataStart; block++) this.owners.set(block, 0)
    this.owners.set(layout.superblockCopy, 0)
  }

  *superblocks(): Task<void> {
    for (const block of (yield* readSuperblocks(this.layout)).damaged) this.#add('superblock', null, block)
  }

  /** What is left in the ring is older than the header, or the one transaction that a crash cut short. */
  *journal(): Task<void> {
    const { journalStart, journalBlocks } = this.layout
    const header = yield* readJournalHeader(this.layout)
    if (!header) return this.#add('journal', null, journalStart)
    for (let block = journalStart + 1; block < journalStart + journalBlocks; block++) {
      const sequence = descriptorSequence(yield { kind: 'read', block, count: 1 })
      if (sequence !== null && sequence > header.sequence) return this.#add('journal', null, block)
    }
  }

  *inodeTable(): Task<void> {
    for (let ino = 1; ino <= this.layout.inodes; ) {
      const block = inodeBlockOf(this.layout, ino)
      const table = (yield { kind: 'read', block, count: 1 }).slice()
      for (; ino <= this.layout.inodes && inodeBlockOf(this.layout, ino) === block; ino++) yield* this.#inode(table, ino)
    }
  }

  *#inode(table: Uint8Array, ino: number): Task<void> {
    let record: InodeRecord | null
    try {
      record = decodeInode(table, ino)
    } catch (error) {
      if (!(error instanceof CorruptMetadata)) throw error
      return this.#add('inode', ino, inodeBlockOf(this.layout, ino))
    }
    if (!record) return
    const extents = [...record.extents]
    const extentBlocks = yield* this.#extentBlocks(ino, record.extentBlock, extents)
    this.#claimExtents(ino, extents)
    const names = record.type === 'directory' ? yield* this.#names(ino, record, extents) : []
    this.inodes.set(ino, { record, extents, extentBlocks, names })
    this.#checkSize(ino, record, extents)
  }

  /** Follows the chain from `first` on, and adds its extents. It has an end: a block is claimed once. */
  *#extentBlocks(ino: number, first: number, extents: Extent[]): Task<readonly number[]> {
    const blocks: number[] = []
    for (let block = first; block !== 0; ) {
      if (!isDataBlock(this.layout, block)) {
        this.#add('extents', ino, block)
        break
      }
      if (!this.#claim(ino, [block])) break
      try {
        const part = decodeExtentBlock(yield { kind: 'read', block, count: 1 }, block)
        blocks.push(block)
        extents.push(...part.extents)
        block = part.next
      } catch (error) {
        if (!(error instanceof CorruptMetadata)) throw error
        this.#add('extents', ino, block)
        break
      }
    }
    return blocks
  }

  *#names(ino: number, record: InodeRecord, extents: readonly Extent[]): Task<readonly ReadonlyMap<string, NameRecord>[]> {
    const names: ReadonlyMap<string, NameRecord>[] = []
    const pages = Math.min(Math.ceil(record.sizeBytes / BLOCK_BYTES), this.layout.blocks)
    for (let index = 0; index < pages; index++) {
      const place = placeOf(extents, index)
      if (!place || !isDataBlock(this.layout, place.block)) {
        this.#add('directory', ino, place?.block ?? null)
        names.push(new Map())
        continue
      }
      try {
        names.push(decodeDirectoryBlock(yield { kind: 'read', block: place.block, count: 1 }, place.block))
      } catch (error) {
        if (!(error instanceof CorruptMetadata)) throw error
        this.#add('directory', ino, place.block)
        names.push(new Map())
      }
    }
    return names
  }

  *orphanList(): Task<void> {
    const block = this.layout.orphans
    try {
      this.orphans = decodeOrphans(yield { kind: 'read', block, count: 1 }, block)
    } catch (error) {
      if (!(error instanceof CorruptMetadata)) throw error
      this.#add('orphans', null, block)
    }
  }

  *bitmap(): Task<void> {
    const { blocks } = this.layout
    for (let first = 0; first < blocks; first += BITS_PER_BLOCK) {
      const bitmap = yield { kind: 'read', block: bitmapBlockOf(this.layout, first), count: 1 }
      for (let block = first; block < Math.min(blocks, first + BITS_PER_BLOCK); block++)
        if (isMarked(bitmap, block) !== this.owners.has(block)) this.#add('bitmap', this.owners.get(block) ?? null, block)
    }
  }

  /** Names, links, and what can be reached. */
  tree(): void {
    const links = new Map<number, number>([[ROOT_INO, 2]])
    const waiting = [ROOT_INO]
    if (this.inodes.get(ROOT_INO)?.record.type !== 'directory') return this.#add('inode', ROOT_INO, null)
    for (let ino = waiting.pop(); ino !== undefined; ino = waiting.pop()) {
      const known = new Set<string>()
      for (const [name, entry] of this.inodes.get(ino)!.names.flatMap((names) => [...names])) {
        const isDirectory = entry.type === 'directory'
        const isFirst = !links.has(entry.ino)
        const isSecondOfName = known.size === known.add(name).size
        if (this.inodes.get(entry.ino)?.record.type !== entry.type || (isDirectory && !isFirst) || isSecondOfName) {
          this.#add('dangling-name', ino, null, `"${name}" in directory ${ino} leads to inode ${entry.ino}`)
          continue
        }
        links.set(entry.ino, (links.get(entry.ino) ?? 0) + (isDirectory ? 2 : 1))
        if (isDirectory) links.set(ino, links.get(ino)! + 1)
        if (isDirectory && isFirst) waiting.push(entry.ino)
      }
    }
    this.#checkLinks(links)
  }

  /** @param links of every inode that can be reached */
  #checkLinks(links: ReadonlyMap<number, number>): void {
    const orphans = new Set(this.orphans)
    for (const [ino, { record }] of this.inodes) {
      const counted = links.get(ino)
      if (counted === undefined && !orphans.has(ino)) this.#add('unreachable', ino, null)
      if (counted !== undefined && counted !== record.links)
        this.#add('links', ino, null, `inode ${ino} has ${counted} links and counts ${record.links}`)
    }
    for (const ino of this.orphans) {
      const isOrphan = ino >= FIRST_FREE_INO && this.inodes.get(ino)?.record.links === 0 && !links.has(ino)
      if (!isOrphan || !orphans.delete(ino)) this.#add('orphans', ino, null)
    }
  }

  #claimExtents(ino: number, extents: readonly Extent[]): void {
    let previousEnd = 0
    for (const extent of extents) {
      const { page, block, count } = extent
      if (page < previousEnd || page + count > MOST_FILE_PAGES || !isOnData(this.layout, extent)) this.#add('extents', ino, block)
      previousEnd = page + count
      this.#claim(ino, dataBlocksOf(this.layout, extent))
    }
  }

  /** Blocks that have an owner stay with it. @returns false when there was one */
  #claim(ino: number, blocks: readonly number[]): boolean {
    const taken = blocks.find((block) => this.owners.has(block))
    if (taken !== undefined) this.#add('shared', ino, taken)
    for (const block of blocks) if (!this.owners.has(block)) this.owners.set(block, ino)
    return taken === undefined
  }

  #checkSize(ino: number, { type, sizeBytes }: InodeRecord, extents: readonly Extent[]): void {
    const written = extents.filter(({ unwritten }) => !unwritten).at(-1)
    const pages = Math.ceil(sizeBytes / BLOCK_BYTES)
    const end = written ? written.page + written.count : 0
    if (!isFileSize(sizeBytes)) return this.#add('size', ino, null)
    if (type === 'directory' ? sizeBytes !== end * BLOCK_BYTES : end > pages) this.#add('size', ino, null)
  }

  #add(kind: ProblemKind, ino: number | null, block: number | null, message: string = PROBLEMS[kind]): void {
    const place = [ino === null ? '' : `inode ${ino}`, block === null ? '' : `block ${block}`].filter((part) => part !== '')
    this.problems.push({ kind, ino, block, message: place.length > 0 ? `${message} (${place.join(', ')})` : message })
  }
}
