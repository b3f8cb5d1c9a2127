import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { SECTOR_SEED_HIGH, SECTOR_SEED_LOW } from '../../../core/block/sector-hash.ts'
import { hashBytes, mix32 } from '../../../core/block/xxhash32.ts'

const SECTOR = 512
const MAXIMUM_IMAGES = 5

/** An image beside the plain bytes that it must hold: those of `window`, the part of the disk that is used. */
interface Twin {
  readonly image: BlockImage
  readonly bytes: Uint8Array
}

interface Command {
  readonly kind: 'write' | 'zero' | 'fork' | 'release' | 'hash' | 'diff'
  readonly image: number
  readonly sector: number
  readonly sectors: number
  readonly fill: number
}

/** A disk of which only a window is used, so that a naive copy of a deep tree stays small. */
interface Disk {
  readonly sizeBytes: number
  readonly windowAt: number
  readonly windowBytes: number
}

const DISKS: readonly Disk[] = [
  { sizeBytes: SECTOR, windowAt: 0, windowBytes: SECTOR },
  { sizeBytes: 9 * SECTOR, windowAt: 0, windowBytes: 9 * SECTOR },
  { sizeBytes: 70 * 4096 + 3 * SECTOR, windowAt: 0, windowBytes: 70 * 4096 + 3 * SECTOR },
  // Across the first border between nodes of the highest level, three and four levels deep.
  { sizeBytes: 2 ** 26, windowAt: 2 ** 24 - 12 * 4096, windowBytes: 24 * 4096 },
  { sizeBytes: 2 ** 33 + SECTOR, windowAt: 2 ** 33 - 40 * SECTOR, windowBytes: 41 * SECTOR },
]

const commands = fc.array(
  fc.record<Command>({
    kind: fc.constantFrom('write', 'write', 'write', 'zero', 'zero', 'fork', 'fork', 'release', 'hash', 'diff'),
    image: fc.nat({ max: MAXIMUM_IMAGES - 1 }),
    sector: fc.nat({ max: 600 }),
    sectors: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(8, 512, 600)),
    fill: fc.nat({ max: 2 }),
  }),
  { maxLength: 60 },
)

const lbaAt = (disk: Disk, sector: number): number => disk.windowAt / SECTOR + sector

function naiveHash(disk: Disk, bytes: Uint8Array): { high: number; low: number } {
  let high = 0
  let low = 0
  for (let sector = 0; sector < bytes.length / SECTOR; sector++) {
    const content = bytes.subarray(sector * SECTOR, (sector + 1) * SECTOR)
    if (content.every((byte) => byte === 0)) continue
    high = (high + mix32(hashBytes(content, SECTOR_SEED_HIGH), lbaAt(disk, sector))) >>> 0
    low = (low + mix32(hashBytes(content, SECTOR_SEED_LOW), lbaAt(disk, sector))) >>> 0
  }
  return { high, low }
}

function naiveDiff(disk: Disk, left: Uint8Array, right: Uint8Array): { lba: number; sectors: number }[] {
  const ranges: { lba: number; sectors: number }[] = []
  for (let sector = 0; sector < left.length / SECTOR; sector++) {
    const from = sector * SECTOR
    if (Buffer.compare(left.subarray(from, from + SECTOR), right.subarray(from, from + SECTOR)) === 0) continue
    const last = ranges.at(-1)
    if (last !== undefined && last.lba + last.sectors === lbaAt(disk, sector)) last.sectors++
    else ranges.push({ lba: lbaAt(disk, sector), sectors: 1 })
  }
  return ranges
}

/** Bytes of a sector depend on the fill and the place inside the written data; fill 0 writes zeros. */
function dataOf(length: number, fill: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => fill * ((index >> 9) + (index & 1) + 1))
}

/** Runs one command on one twin. Twins may be added or taken away; one always stays. */
function execute(disk: Disk, twins: Twin[], command: Command): void {
  const position = command.image % twins.length
  const { image, bytes } = twins[position]
  const at = (command.sector * SECTOR) % bytes.length
  const length = Math.min(command.sectors * SECTOR, bytes.length - at)
  const actions: Record<Command['kind'], () => void> = {
    write: () => {
      image.write(disk.windowAt + at, dataOf(length, command.fill))
      bytes.set(dataOf(length, command.fill), at)
    },
    zero: () => {
      image.writeZeroes(disk.windowAt + at, length)
      bytes.fill(0, at, at + length)
    },
    fork: () => {
      if (twins.length < MAXIMUM_IMAGES) twins.push({ image: image.fork(), bytes: bytes.slice() })
    },
    release: () => {
      if (twins.length === 1) return
      image.release()
      twins.splice(position, 1)
    },
    hash: () => expect(image.hash()).toEqual(naiveHash(disk, bytes)),
    diff: () => {
      const other = twins[command.sector % twins.length]
      expect(image.diff(other.image)).toEqual(naiveDiff(disk, bytes, other.bytes))
    },
  }
  actions[command.kind]()
}

function checkAll(disk: Disk, twins: readonly Twin[]): void {
  for (const { image, bytes } of twins) {
    expect(Buffer.compare(image.read(disk.windowAt, bytes.length), bytes)).toBe(0)
    for (const other of twins) {
      const equal = Buffer.compare(bytes, other.bytes) === 0
      expect(image.hashKey() === other.image.hashKey()).toBe(equal)
      expect(image.equals(other.image)).toBe(equal)
      expect(image.diff(other.image)).toEqual(naiveDiff(disk, bytes, other.bytes))
    }
  }
}

describe('BlockImage against plain bytes', () => {
  it.each(DISKS)('holds, hashes, compares and gives back the same: $sizeBytes bytes', (disk) => {
    fc.assert(
      fc.property(commands, (script) => {
        const arena = createArena()
        const twins: Twin[] = [{ image: createImage(arena, disk.sizeBytes), bytes: new Uint8Array(disk.windowBytes) }]
        for (const command of script) execute(disk, twins, command)
        checkAll(disk, twins)
        const owned = twins.reduce((sum, { image }) => sum + image.ownedBytes, 0)
        expect(owned).toBeLessThanOrEqual(arena.statistics.slotsInUse * 4096)
        for (const { image } of twins) image.release()
        expect(arena.statistics.slotsInUse).toBe(0)
      }),
      { numRuns: 150 },
    )
  })
})
