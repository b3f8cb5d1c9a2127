/** The bitmap of blocks in use: one bit for each, block 0 first. */
import { BLOCK_BYTES } from '../block/geometry.ts'

/** So many blocks does one block of the bitmap tell of. */
export const BITS_PER_BLOCK = BLOCK_BYTES * 8

/** The block of the bitmap that tells of a block. */
export function bitmapBlockOf({ bitmapStart }: { readonly bitmapStart: number }, block: number): number {
  return bitmapStart + Math.floor(block / BITS_PER_BLOCK)
}

/** @param bitmap the block of the bitmap that tells of `block` */
export function isMarked(bitmap: Uint8Array, block: number): boolean {
  const bit = block % BITS_PER_BLOCK
  return ((bitmap[bit >>> 3]! >>> (bit & 7)) & 1) === 1
}

export function mark(bitmap: Uint8Array, block: number, used: boolean): void {
  const bit = block % BITS_PER_BLOCK
  if (used) bitmap[bit >>> 3]! |= 1 << (bit & 7)
  else bitmap[bit >>> 3]! &= ~(1 << (bit & 7))
}
