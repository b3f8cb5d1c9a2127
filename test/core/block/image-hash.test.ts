import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import { imageHashKey, sectorContribution, ZERO_HASH } from '../../../core/block/image-hash.ts'

describe('image hash', () => {
  it('has a key of 16 hexadecimal digits', () => {
    expect(imageHashKey(ZERO_HASH)).toBe('0000000000000000')
    expect(imageHashKey({ high: 0xfedcba98, low: 0x12 })).toBe('fedcba9800000012')
    expect(imageHashKey({ high: -1, low: -2 })).toBe('fffffffffffffffe')
  })

  it('can be predicted for a changed sector without building the image', () => {
    const image = createImage(createArena(), 2 ** 20)
    image.write(4096, new Uint8Array(1536).fill(7))
    const before = image.hash()
    const old = image.sectorHash(9)
    image.write(9 * 512, new Uint8Array(512).fill(8))
    const now = image.sectorHash(9)
    const moved = (sum: number, from: number, to: number): number =>
      (sum - sectorContribution(9, from) + sectorContribution(9, to)) >>> 0
    expect(image.hash()).toEqual({
      high: moved(before.high, old.high, now.high),
      low: moved(before.low, old.low, now.low),
    })
  })

  it('tells the same bytes at another place, and swapped sectors, apart', () => {
    const hashOf = (...fills: readonly number[]): string => {
      const image = createImage(createArena(), 2 ** 20)
      fills.forEach((fill, lba) => image.write(lba * 512, new Uint8Array(512).fill(fill)))
      return image.hashKey()
    }
    const hashes = [hashOf(1), hashOf(0, 1), hashOf(1, 2), hashOf(2, 1), hashOf(1, 1), hashOf()]
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(hashOf(0, 0, 0)).toBe('0000000000000000')
  })
})
