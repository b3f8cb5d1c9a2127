/**
 * The superblock says where the index lies and how often each extent was reset. Two copies are written in turn, so
 * that the one that counts is never overwritten. One sector: checksum u32 (over all that follows it), magic u32,
 * sequence u32, version u48, extent bytes u32, extents u16, index locator (extent u16, generation u32, sector u16,
 * sectors u16; no sectors: no index), generations u32 each.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import type { Locator } from './frame.ts'
import type { Layout } from './layout.ts'

const MAGIC = 0x5055_5343
const GENERATIONS_AT = 36

/** A state of the whole store that can be made durable. */
export interface Snapshot {
  /** How many changes of the index are in it. */
  readonly version: number
  readonly index: Locator | undefined
  /** Of each extent. */
  readonly generations: readonly number[]
}

export interface Superblock extends Snapshot {
  readonly sequence: number
}

export function encodeSuperblock(layout: Layout, { sequence, version, index, generations }: Superblock): Uint8Array {
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.writeUInt32LE(MAGIC, 4)
  sector.writeUInt32LE(sequence, 8)
  sector.writeUIntLE(version, 12, 6)
  sector.writeUInt32LE(layout.extentBytes, 18)
  sector.writeUInt16LE(layout.extents, 22)
  if (index) {
    sector.writeUInt16LE(index.extent, 24)
    sector.writeUInt32LE(index.generation, 26)
    sector.writeUInt16LE(index.sector, 30)
    sector.writeUInt16LE(index.sectors, 32)
  }
  generations.forEach((generation, extent) => sector.writeUInt32LE(generation, GENERATIONS_AT + 4 * extent))
  sector.writeUInt32LE(crc32(sector.subarray(4)), 0)
  return sector
}

/**
 * The superblock in a sector; undefined for zeros.
 * @throws CorruptionError for anything that is neither: a sector is atomic, so no crash leaves that
 */
export function decodeSuperblock(layout: Layout, sector: Buffer): Superblock | undefined {
  if (sector.every((byte) => byte === 0)) return undefined
  if (sector.readUInt32LE(4) !== MAGIC || sector.readUInt32LE(0) !== crc32(sector.subarray(4)))
    throw new CorruptionError('a superblock is damaged')
  const extents = sector.readUInt16LE(22)
  const extentBytes = sector.readUInt32LE(18)
  if (extents !== layout.extents || extentBytes !== layout.extentBytes)
    throw new CorruptionError(
      `written with ${extents} extents of ${extentBytes} bytes, opened with ${layout.extents} of ${layout.extentBytes}`,
    )
  const sectors = sector.readUInt16LE(32)
  const locator = {
    extent: sector.readUInt16LE(24), generation: sector.readUInt32LE(26), sector: sector.readUInt16LE(30), sectors,
  }
  return {
    sequence: sector.readUInt32LE(8),
    version: sector.readUIntLE(12, 6),
    index: sectors > 0 ? locator : undefined,
    generations: Array.from({ length: extents }, (_, extent) => sector.readUInt32LE(GENERATIONS_AT + 4 * extent)),
  }
}
