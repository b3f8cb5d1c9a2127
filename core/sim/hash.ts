/**
 * 32-bit mixing for trace hashes (the finaliser and round of MurmurHash3, public domain).
 * Two lanes with different seeds make a 64-bit value without BigInt.
 */
export interface Hash64 {
  readonly high: number
  readonly low: number
}

/** Folds one 32-bit word into a rolling lane. Order matters. */
export function foldWord(lane: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  k = Math.imul(k, 0x1b873593)
  let h = lane ^ k
  h = (h << 13) | (h >>> 19)
  return (Math.imul(h, 5) + 0xe6546b64) | 0
}

/** Spreads every input bit over the whole word. */
export function finish(lane: number): number {
  let h = lane
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Digest of a text by its UTF-16 code units. */
export function hashText(text: string, seed = 0): number {
  let lane = seed | 0
  for (let index = 0; index < text.length; index++) lane = foldWord(lane, text.charCodeAt(index))
  return finish(lane ^ text.length)
}

const HEX_DIGITS = 8

/** Sixteen hexadecimal digits. */
export function hashKey(hash: Hash64): string {
  const half = (lane: number): string => (lane >>> 0).toString(16).padStart(HEX_DIGITS, '0')
  return half(hash.high) + half(hash.low)
}

/** Digest of a text as sixteen hexadecimal digits. */
export function hashTextKey(text: string): string {
  return hashKey({ high: hashText(text, 0x9747b28c), low: hashText(text, 0x3c6ef372) })
}
