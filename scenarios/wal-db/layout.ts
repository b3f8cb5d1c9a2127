/**
 * The data volume: block 0 and block 1 hold the two superblocks, one sector each, in blocks of
 * their own so that no device damages both at once. The double-write area follows: its list in the last
 * sector of block 2, then room for the page images. The rest are the pages.
 */
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'

/** Pages that one write-out takes at most. */
export const DOUBLE_WRITE_PAGES = 8
/** Where the list of the double-write area lies. The images follow it directly. */
export const DOUBLE_WRITE_LIST_AT = 3 * BLOCK_BYTES - SECTOR_BYTES
/** Bytes at the start of the data volume that every boot reads: both superblocks and the list. */
export const PREAMBLE_BYTES = 3 * BLOCK_BYTES

/** Room for the page bitmap in a superblock. */
export const PAGE_BITMAP_BYTES = 480

const PAGES_AT = PREAMBLE_BYTES + DOUBLE_WRITE_PAGES * BLOCK_BYTES

/** Where a superblock copy (0 or 1) lies on the data volume. */
export function superblockOffset(copy: number): number {
  return copy * BLOCK_BYTES
}

/** Where an image of the double-write area lies. */
export function imageOffset(index: number): number {
  return PREAMBLE_BYTES + index * BLOCK_BYTES
}

/** Where a page lies. */
export function pageOffset(pageId: number): number {
  return PAGES_AT + pageId * BLOCK_BYTES
}

/** How many pages a data volume of this size has room for. */
export function pageCapacity(dataBytes: number): number {
  return Math.min(PAGE_BITMAP_BYTES * 8, Math.floor((dataBytes - PAGES_AT) / BLOCK_BYTES))
}
