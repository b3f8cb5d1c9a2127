import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import {
  hashSector, isZeroSector, SECTOR_SEED_HIGH, SECTOR_SEED_LOW, SECTOR_WORDS,
} from '../../../core/block/sector-hash.ts'
import { bytewiseXxhash32 } from './bytewise-xxhash32.ts'

function lanesOf(sector: Uint8Array, sectorsBefore = 0): number[] {
  const bytes = new Uint8Array((sectorsBefore + 2) * SECTOR_BYTES).fill(0xaa)
  bytes.set(sector, sectorsBefore * SECTOR_BYTES)
  const target = Uint32Array.of(1, 2, 3, 4)
  hashSector(new Uint32Array(bytes.buffer), sectorsBefore * SECTOR_WORDS, target, 1)
  expect([target[0], target[3]]).toEqual([1, 4])
  return [target[1], target[2]]
}

describe('hashSector', () => {
  it('gives the published xxHash32 under each seed', () => {
    expect(lanesOf(new Uint8Array(SECTOR_BYTES).map((_, index) => index))).toEqual([0x40376dcc, 0x963971dc])
    expect(lanesOf(new Uint8Array(SECTOR_BYTES).map((_, index) => index * 7 + 3))).toEqual([0x6cff1bbb, 0x80bc3d6b])
  })

  it('equals the bytewise algorithm, wherever the sector lies', () => {
    const sector = fc
      .uint8Array({ minLength: SECTOR_BYTES, maxLength: SECTOR_BYTES })
      .filter((bytes) => bytes.some((byte) => byte !== 0))
    fc.assert(
      fc.property(sector, fc.nat({ max: 5 }), (bytes, before) => {
        expect(lanesOf(bytes, before)).toEqual([
          bytewiseXxhash32(bytes, SECTOR_SEED_HIGH),
          bytewiseXxhash32(bytes, SECTOR_SEED_LOW),
        ])
      }),
      { numRuns: 50 },
    )
  })

  it('gives 0, 0 for zeros, and only for zeros', () => {
    expect(lanesOf(new Uint8Array(SECTOR_BYTES), 1)).toEqual([0, 0])
    for (let at = 0; at < SECTOR_BYTES; at++) {
      const sector = new Uint8Array(SECTOR_BYTES)
      sector[at] = 1
      expect(isZeroSector(new Uint32Array(sector.buffer), 0)).toBe(false)
      expect(lanesOf(sector)).not.toContain(0)
    }
  })
})
