/**
 * The published xxHash32 and the word mixer built from its constants. Not cryptographic:
 * it tells contents apart, it does not withstand an adversary. Integer arithmetic only,
 * so every engine gives the same result.
 */

export const XXHASH_PRIME_1 = 0x9e3779b1 | 0
export const XXHASH_PRIME_2 = 0x85ebca77 | 0
export const XXHASH_PRIME_3 = 0xc2b2ae3d | 0
const XXHASH_PRIME_4 = 0x27d4eb2f
const XXHASH_PRIME_5 = 0x165667b1

const STRIPE_BYTES = 16
const WORD_BYTES = 4

/** `value` turned left by `bits` (1 … 31), as a signed 32-bit integer. */
export function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

/** The last step of xxHash32: every input bit reaches every output bit. Signed 32-bit in and out, a bijection. */
export function avalanche(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 15), XXHASH_PRIME_2)
  hash = Math.imul(hash ^ (hash >>> 13), XXHASH_PRIME_3)
  return hash ^ (hash >>> 16)
}

/** One step of an accumulator, given the input word. */
function round(accumulator: number, word: number): number {
  return Math.imul(rotateLeft((accumulator + Math.imul(word, XXHASH_PRIME_2)) | 0, 13), XXHASH_PRIME_1)
}

/** The four accumulators over all whole stripes, merged. */
function hashStripes(view: DataView, end: number, seed: number): number {
  let first = (seed + XXHASH_PRIME_1 + XXHASH_PRIME_2) | 0
  let second = (seed + XXHASH_PRIME_2) | 0
  let third = seed | 0
  let fourth = (seed - XXHASH_PRIME_1) | 0
  for (let at = 0; at < end; at += STRIPE_BYTES) {
    first = round(first, view.getInt32(at, true))
    second = round(second, view.getInt32(at + 4, true))
    third = round(third, view.getInt32(at + 8, true))
    fourth = round(fourth, view.getInt32(at + 12, true))
  }
  return (rotateLeft(first, 1) + rotateLeft(second, 7) + rotateLeft(third, 12) + rotateLeft(fourth, 18)) | 0
}

/**
 * xxHash32 of `data`, of any length and alignment: an unsigned 32-bit integer.
 * `seed` is an integer, of which the low 32 bits count; default 0.
 */
export function hashBytes(data: Uint8Array, seed: number = 0): number {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const stripesEnd = data.length - (data.length % STRIPE_BYTES)
  let hash = stripesEnd > 0 ? hashStripes(view, stripesEnd, seed | 0) : (seed + XXHASH_PRIME_5) | 0
  hash = (hash + data.length) | 0
  let at = stripesEnd
  for (; at + WORD_BYTES <= data.length; at += WORD_BYTES) {
    hash = (hash + Math.imul(view.getInt32(at, true), XXHASH_PRIME_3)) | 0
    hash = Math.imul(rotateLeft(hash, 17), XXHASH_PRIME_4)
  }
  for (; at < data.length; at++) {
    hash = (hash + Math.imul(data[at], XXHASH_PRIME_5)) | 0
    hash = Math.imul(rotateLeft(hash, 11), XXHASH_PRIME_1)
  }
  return avalanche(hash) >>> 0
}

/**
 * Mixes two 32-bit words into one unsigned 32-bit integer. For a fixed `b` it is a bijection
 * of `a` and the other way round; the order of the two matters.
 */
export function mix32(a: number, b: number): number {
  return avalanche(a ^ avalanche((b + XXHASH_PRIME_5) | 0)) >>> 0
}
