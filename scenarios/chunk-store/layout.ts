/**
 * The volume: block 0 and block 1 hold the two superblocks, one sector each, in blocks of their own; the rest
 * is divided into extents.
 */
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'

/** A superblock has room for the generations of so many extents. */
export const MOST_EXTENTS = 112
/**
 * Free extents that no new chunk may use: reclamation moves the live chunks of its victim, and then an index,
 * before it gives anything back.
 */
export const RESERVED_EXTENTS = 2
const FEWEST_EXTENTS = RESERVED_EXTENTS + 2

export const SUPERBLOCK_AREA_BYTES = 2 * BLOCK_BYTES

export interface Layout {
  readonly extents: number
  readonly extentBytes: number
  readonly sectorsPerExtent: number
}

/** @throws RangeError when an extent is no multiple of the sector, or too few of them fit. */
export function layoutOf(volumeBytes: number, extentBytes: number): Layout {
  if (!Number.isInteger(extentBytes) || extentBytes < 2 * SECTOR_BYTES || extentBytes % SECTOR_BYTES !== 0)
    throw new RangeError(`ChunkStore.open: extentBytes must be a multiple of 512, at least 1024, got ${extentBytes}`)
  const extents = Math.min(MOST_EXTENTS, Math.floor((volumeBytes - SUPERBLOCK_AREA_BYTES) / extentBytes))
  if (extents < FEWEST_EXTENTS)
    throw new RangeError(`ChunkStore.open: ${volumeBytes} bytes hold no ${FEWEST_EXTENTS} extents of ${extentBytes}`)
  return { extents, extentBytes, sectorsPerExtent: extentBytes / SECTOR_BYTES }
}

/** Where a superblock copy (0 or 1) lies on the volume, in bytes. */
export const superblockOffset = (copy: number): number => copy * BLOCK_BYTES

/** Where a sector of an extent lies on the volume, in bytes. */
export const sectorOffset = (layout: Layout, extent: number, sector: number): number =>
  SUPERBLOCK_AREA_BYTES + extent * layout.extentBytes + sector * SECTOR_BYTES
