import { mix32 } from './xxhash32.ts'

/**
 * A content hash in two lanes, each an unsigned 32-bit integer. Of a sector: its two seeded
 * hashes. Of an image: per lane the sum modulo 2³² of the contributions of all sectors,
 * so that it can be kept up to date sector by sector, in any order.
 */
export interface ImageHash {
  readonly high: number
  readonly low: number
}

/** The hash of a sector of zeros, and of an image that holds nothing else. */
export const ZERO_HASH: ImageHash = Object.freeze({ high: 0, low: 0 })

/**
 * What one lane of the hash of a sector that is not all zeros adds to the image's lane, an
 * unsigned 32-bit integer. A sector of zeros ({@link ZERO_HASH}) adds nothing and must not be asked about.
 */
export function sectorContribution(lba: number, lane: number): number {
  return mix32(lane, lba)
}

/** Both lanes as 16 hexadecimal digits: a key for sets and maps of contents. */
export function imageHashKey(hash: ImageHash): string {
  return (hash.high >>> 0).toString(16).padStart(8, '0') + (hash.low >>> 0).toString(16).padStart(8, '0')
}
