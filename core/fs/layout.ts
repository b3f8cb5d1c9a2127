/** Where things are on a formatted volume, in blocks of 4 KiB. */
import { BLOCK_BYTES } from '../block/geometry.ts'
import { BITS_PER_BLOCK } from './bitmap.ts'

export const INODE_BYTES = 256
export const INODES_PER_BLOCK = BLOCK_BYTES / INODE_BYTES
export const ROOT_INO = 2
/** Inode numbers begin at 1; 1 is never used. */
export const FIRST_FREE_INO = 3

export interface Layout {
  readonly blocks: number
  readonly journalStart: number
  readonly journalBlocks: number
  /** Inodes without a name that are still open: a boot frees them. */
  readonly orphans: number
  readonly bitmapStart: number
  readonly bitmapBlocks: number
  readonly inodesStart: number
  readonly inodes: number
  readonly dataStart: number
  /** The last block holds the copy of the superblock. */
  readonly superblockCopy: number
}

const LEAST_BLOCKS = 96
const LEAST_JOURNAL_BLOCKS = 32
const MOST_JOURNAL_BLOCKS = 512
const BLOCKS_PER_JOURNAL_BLOCK = 8
const BLOCKS_PER_INODE = 4
const LEAST_INODES = 64

/** @throws RangeError when the volume is too small for a file system */
export function layoutOf(sizeBytes: number, where = 'makeFileSystem'): Layout {
  const blocks = Math.floor(sizeBytes / BLOCK_BYTES)
  if (blocks < LEAST_BLOCKS)
    throw new RangeError(`${where}: a file system needs at least ${LEAST_BLOCKS * 4} KiB, got ${sizeBytes} bytes`)
  const journalStart = 1
  const journalBlocks = Math.min(MOST_JOURNAL_BLOCKS, Math.max(LEAST_JOURNAL_BLOCKS, Math.floor(blocks / BLOCKS_PER_JOURNAL_BLOCK)))
  const orphans = journalStart + journalBlocks
  const bitmapStart = orphans + 1
  const bitmapBlocks = Math.ceil(blocks / BITS_PER_BLOCK)
  const inodesStart = bitmapStart + bitmapBlocks
  const wanted = Math.max(LEAST_INODES, Math.floor(blocks / BLOCKS_PER_INODE))
  const inodeBlocks = Math.ceil(wanted / INODES_PER_BLOCK)
  const dataStart = inodesStart + inodeBlocks
  return {
    blocks, journalStart, journalBlocks, orphans, bitmapStart, bitmapBlocks, inodesStart,
    inodes: inodeBlocks * INODES_PER_BLOCK, dataStart, superblockCopy: blocks - 1,
  }
}

export function inodeBlockOf(layout: Layout, ino: number): number {
  return layout.inodesStart + Math.floor((ino - 1) / INODES_PER_BLOCK)
}

export function inodeOffsetOf(ino: number): number {
  return ((ino - 1) % INODES_PER_BLOCK) * INODE_BYTES
}

/** Block numbers and pages are 32 bits wide. */
export const MOST_FILE_BYTES = 2 ** 43

export const MOST_FILE_PAGES = MOST_FILE_BYTES / BLOCK_BYTES

export function isFileSize(sizeBytes: number): boolean {
  return Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes <= MOST_FILE_BYTES
}

/** Whether a block can hold what belongs to files and directories. */
export function isDataBlock({ dataStart, superblockCopy }: Layout, block: number): boolean {
  return block >= dataStart && block < superblockCopy
}
