/**
 * The content hash of one sector: two lanes of xxHash32 with different seeds, computed in
 * one pass over a view of 32-bit words. A sector of zeros has the hash 0, 0, so that a hole,
 * zeros that were written and discarded bytes are all the same.
 */
import { SECTOR_BYTES } from './geometry.ts'
import { avalanche, rotateLeft, XXHASH_PRIME_1, XXHASH_PRIME_2 } from './xxhash32.ts'

/** The seeds of the two lanes (leading binary digits of π and e). */
export const SECTOR_SEED_HIGH = 0x243f6a88
export const SECTOR_SEED_LOW = 0xb7e15162

/** 32-bit words in a sector. */
export const SECTOR_WORDS = SECTOR_BYTES / Uint32Array.BYTES_PER_ELEMENT

// Words are read through the host's own byte order; on another one every recorded hash would differ.
if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1)
  throw new TypeError('core/block: sector hashes need a little-endian host')

/** Whether the sector that begins at word `start` holds only zeros. */
export function isZeroSector(words: Uint32Array, start: number): boolean {
  for (let at = start; at < start + SECTOR_WORDS; at++) if (words[at] !== 0) return false
  return true
}

/** Writes the two lanes of the sector that begins at word `start` to `target[targetAt]` (high) and the next (low). */
export function hashSector(words: Uint32Array, start: number, target: Uint32Array, targetAt: number): void {
  if (isZeroSector(words, start)) {
    target[targetAt] = 0
    target[targetAt + 1] = 0
    return
  }
  let high1 = (SECTOR_SEED_HIGH + XXHASH_PRIME_1 + XXHASH_PRIME_2) | 0
  let high2 = (SECTOR_SEED_HIGH + XXHASH_PRIME_2) | 0
  let high3 = SECTOR_SEED_HIGH | 0
  let high4 = (SECTOR_SEED_HIGH - XXHASH_PRIME_1) | 0
  let low1 = (SECTOR_SEED_LOW + XXHASH_PRIME_1 + XXHASH_PRIME_2) | 0
  let low2 = (SECTOR_SEED_LOW + XXHASH_PRIME_2) | 0
  let low3 = SECTOR_SEED_LOW | 0
  let low4 = (SECTOR_SEED_LOW - XXHASH_PRIME_1) | 0
  for (let at = start; at < start + SECTOR_WORDS; at += 4) {
    // The product of the input is the same in both lanes: a quarter of the multiplications saved.
    const word1 = Math.imul(words[at], XXHASH_PRIME_2)
    high1 = Math.imul(rotateLeft((high1 + word1) | 0, 13), XXHASH_PRIME_1)
    low1 = Math.imul(rotateLeft((low1 + word1) | 0, 13), XXHASH_PRIME_1)
    const word2 = Math.imul(words[at + 1], XXHASH_PRIME_2)
    high2 = Math.imul(rotateLeft((high2 + word2) | 0, 13), XXHASH_PRIME_1)
    low2 = Math.imul(rotateLeft((low2 + word2) | 0, 13), XXHASH_PRIME_1)
    const word3 = Math.imul(words[at + 2], XXHASH_PRIME_2)
    high3 = Math.imul(rotateLeft((high3 + word3) | 0, 13), XXHASH_PRIME_1)
    low3 = Math.imul(rotateLeft((low3 + word3) | 0, 13), XXHASH_PRIME_1)
    const word4 = Math.imul(words[at + 3], XXHASH_PRIME_2)
    high4 = Math.imul(rotateLeft((high4 + word4) | 0, 13), XXHASH_PRIME_1)
    low4 = Math.imul(rotateLeft((low4 + word4) | 0, 13), XXHASH_PRIME_1)
  }
  target[targetAt] = merge(high1, high2, high3, high4)
  target[targetAt + 1] = merge(low1, low2, low3, low4)
}

function merge(first: number, second: number, third: number, fourth: number): number {
  const sum = rotateLeft(first, 1) + rotateLeft(second, 7) + rotateLeft(third, 12) + rotateLeft(fourth, 18)
  return avalanche((sum + SECTOR_BYTES) | 0)
}
