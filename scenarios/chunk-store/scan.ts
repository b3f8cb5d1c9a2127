/**
 * Finds the chunks of an extent by looking at its sectors one after the other. It decides where a chunk ends and
 * the next one begins, not which chunks are alive.
 *
 * A torn chunk is passed sector by sector, for others may have been appended over the part of it that was lost:
 * recovery only knows of its header.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { ChunkStoreDefect } from './defects.ts'
import { decodeFrame, hasHeaderAt, hasTrailer, isIntact, sectorsClaimed, type Chunk, type Locator } from './frame.ts'

export interface FoundChunk extends Chunk {
  readonly locator: Locator
}

export interface Scan {
  readonly chunks: readonly FoundChunk[]
  /** Sectors up to the end of the last chunk or header of this generation: appends go on behind them. */
  readonly used: number
}

export function scanExtent(
  bytes: Buffer,
  extent: number,
  generation: number,
  defect: ChunkStoreDefect | undefined,
): Scan {
  const chunks: FoundChunk[] = []
  let used = 0
  for (let sector = 0; sector * SECTOR_BYTES < bytes.length; ) {
    if (!hasHeaderAt(bytes, sector * SECTOR_BYTES)) {
      sector += 1
      continue
    }
    const address = { extent, generation, sector }
    const rest = bytes.subarray(sector * SECTOR_BYTES)
    const sectors = sectorsClaimed(rest, address)
    const whole =
      sectors !== undefined && hasTrailer(rest, sectors) && (defect === 'torn-chunk-false-trailer' || isIntact(rest, sectors))
    if (whole) chunks.push({ ...decodeFrame(rest), locator: { ...address, sectors } })
    sector += whole ? sectors : 1
    if (sectors !== undefined) used = sector
  }
  return { chunks, used }
}
