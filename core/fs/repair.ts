/**
 * Repairs a file system that nobody has mounted, as `fsck` does: replays its journal, looks for problems, and writes what
 * makes them go. Not atomic; a repair that was cut short is repeated, and finds what is left to do. It does not bring back
 * what a damaged block held: files lose blocks, names and, if need be, themselves.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { bitmapBlockOf, mark } from './bitmap.ts'
import { survey } from './check.ts'
import type { Problem } from './check.ts'
import { dataBlocksOf } from './extents.ts'
import { readJournalHeader, recoverJournal } from './journal-recovery.ts'
import { encodeJournalHeader } from './journal-records.ts'
import { INODES_PER_BLOCK, layoutOf } from './layout.ts'
import type { Layout } from './layout.ts'
import type { FileSystemDefects } from './mount-options.ts'
import {
  decodeInode, encodeDirectoryBlock, encodeExtentChain, encodeInode, encodeOrphans, encodeSuperblock,
} from './records.ts'
import type { InodeRecord } from './records.ts'
import { Draft } from './repair-draft.ts'
import type { DraftInode } from './repair-draft.ts'
import { mendTree } from './repair-tree.ts'
import { readSuperblocks } from './superblocks.ts'
import type { Task, WriteRequest } from './task.ts'

export interface Repair {
  /** What was found. None: nothing was written but what the journal held. */
  readonly problems: readonly Problem[]
  /** Blocks that were replayed from the journal. */
  readonly replayedBlocks: number
  /** Inodes and blocks in use that were looked at. */
  readonly inodes: number
  readonly blocks: number
}

/**
 * @param blocks of the device
 * @throws CorruptMetadata when neither superblock is one: then this is no file system
 */
export function* repair(blocks: number, defects: FileSystemDefects = {}): Task<Repair> {
  const layout = layoutOf(blocks * BLOCK_BYTES, 'repair')
  // Nothing is written to what is no file system.
  yield* readSuperblocks(layout)
  const replayedBlocks = (yield* readJournalHeader(layout)) ? (yield* recoverJournal(layout, defects)).blocks : 0
  const found = yield* survey(blocks)
  const { problems, inodes, owners } = found
  if (problems.some(({ kind }) => kind === 'journal')) yield* clearJournal(layout)
  if (problems.length > 0) {
    const draft = new Draft(found)
    mendTree(draft)
    yield* writeDraft(draft)
  }
  return { problems, replayedBlocks, inodes: inodes.size, blocks: owners.size }
}

/** Nothing of what the ring holds may pass for a transaction later. */
function* clearJournal({ journalStart, journalBlocks }: Layout): Task<void> {
  const empty = new Uint8Array(BLOCK_BYTES)
  const ring = Array.from({ length: journalBlocks - 1 }, (_, index): WriteRequest => ({ kind: 'write', block: journalStart + 1 + index, data: empty, label: 'fsck' }))
  yield ring
  yield { kind: 'flush', label: 'fsck' }
  yield { kind: 'write', block: journalStart, data: encodeJournalHeader({ sequence: 1, position: 1 }), label: 'fsck', fua: true }
}

/** First what inodes lead to: where a repair is cut short, none may lead to the old content of a block that is newly its own. */
function* writeDraft(draft: Draft): Task<void> {
  const { layout } = draft
  yield* writeChanged(lists(draft))
  const tables: Content[] = []
  for (let block = layout.inodesStart; block < layout.dataStart; block++)
    tables.push([block, inodeBlock(draft, block, (yield { kind: 'read', block, count: 1 }).slice(0, BLOCK_BYTES))])
  yield* writeChanged([...superblocks(layout), ...bitmaps(draft), orphanList(layout), ...tables])
}

type Content = readonly [block: number, data: Uint8Array]

function* writeChanged(contents: readonly Content[]): Task<void> {
  const writes: WriteRequest[] = []
  for (const [block, data] of contents) {
    const old = yield { kind: 'read', block, count: 1 }
    if (data.some((byte, index) => byte !== old[index])) writes.push({ kind: 'write', block, data, label: 'fsck' })
  }
  if (writes.length === 0) return
  yield writes
  yield { kind: 'flush', label: 'fsck' }
}

function superblocks(layout: Layout): Content[] {
  return [[0, encodeSuperblock(layout)], [layout.superblockCopy, encodeSuperblock(layout)]]
}

function bitmaps({ layout, used }: Draft): Content[] {
  const bitmaps = Array.from({ length: layout.bitmapBlocks }, () => new Uint8Array(BLOCK_BYTES))
  for (const block of used) mark(bitmaps[bitmapBlockOf(layout, block) - layout.bitmapStart]!, block, true)
  return bitmaps.map((data, index) => [layout.bitmapStart + index, data])
}

/** Whoever was an orphan has a name by now, or is gone. */
function orphanList({ orphans }: Layout): Content {
  const bytes = new Uint8Array(BLOCK_BYTES)
  encodeOrphans(bytes, orphans, [])
  return [orphans, bytes]
}

/** The blocks of directories, and those that hold extents. */
function lists({ layout, inodes }: Draft): Content[] {
  const contents: Content[] = []
  const add = (block: number, encode: (bytes: Uint8Array) => void): void => {
    const bytes = new Uint8Array(BLOCK_BYTES)
    encode(bytes)
    contents.push([block, bytes])
  }
  for (const { extents, extentBlocks, names } of inodes.values()) {
    const blocks = names.length > 0 ? extents.flatMap((extent) => dataBlocksOf(layout, extent)) : []
    blocks.forEach((block, page) => add(block, (bytes) => encodeDirectoryBlock(bytes, block, names[page]!)))
    encodeExtentChain(extents, extentBlocks, (block, encode) => add(block, encode))
  }
  return contents
}

/** A block of the table. Inodes that are free, and were so before, stay as they are. */
function inodeBlock({ layout, inodes }: Draft, block: number, old: Uint8Array): Uint8Array {
  const data = old.slice()
  const first = (block - layout.inodesStart) * INODES_PER_BLOCK + 1
  for (let ino = first; ino < first + INODES_PER_BLOCK; ino++) {
    const inode = inodes.get(ino)
    if (inode) encodeInode(data, ino, recordOf(inode))
    else if (!isFree(old, ino)) encodeInode(data, ino, null)
  }
  return data
}

function recordOf({ record, extents, extentBlocks, names }: DraftInode): InodeRecord {
  const sizeBytes = record.type === 'directory' ? names.length * BLOCK_BYTES : record.sizeBytes
  return { ...record, sizeBytes, extents, extentBlock: extentBlocks[0] ?? 0 }
}

function isFree(table: Uint8Array, ino: number): boolean {
  try {
    return decodeInode(table, ino) === null
  } catch {
    return false
  }
}
