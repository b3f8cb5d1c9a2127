/**
 * Opens whatever a crash has left. The newest superblock names the index, and both were flushed before anything
 * relied on them; the extents are scanned only to learn where appends may go on. Writes nothing.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { decodeIndex, type ChunkIndex } from './chunk-index.ts'
import type { ChunkStoreDefect } from './defects.ts'
import { chunkAt, type Extent } from './extents.ts'
import { sectorOffset, SUPERBLOCK_AREA_BYTES, superblockOffset, type Layout } from './layout.ts'
import { scanExtent } from './scan.ts'
import type { Storage } from './storage.ts'
import { decodeSuperblock, type Superblock } from './superblock.ts'

export interface Recovered {
  readonly superblock: Superblock
  readonly index: ChunkIndex
  readonly extents: readonly Extent[]
}

/** @throws CorruptionError for a volume that no crash can leave. */
export async function recover(
  storage: Storage,
  layout: Layout,
  defect: ChunkStoreDefect | undefined,
): Promise<Recovered> {
  const bytes = await storage.read(0, SUPERBLOCK_AREA_BYTES + layout.extents * layout.extentBytes)
  const superblock = newestSuperblock(layout, bytes) ?? firstSuperblock(layout)
  const { index: place, generations } = superblock
  const extents = generations.map((generation, number) => {
    const offset = sectorOffset(layout, number, 0)
    const { used } = scanExtent(bytes.subarray(offset, offset + layout.extentBytes), number, generation, defect)
    return { number, generation, used, sealed: false }
  })
  if (!place) return { superblock, index: new Map(), extents }
  const offset = sectorOffset(layout, place.extent, place.sector)
  const chunk = chunkAt(bytes.subarray(offset, offset + place.sectors * SECTOR_BYTES), place)
  return { superblock, index: decodeIndex(chunk.content), extents }
}

function newestSuperblock(layout: Layout, bytes: Buffer): Superblock | undefined {
  const [even, odd] = [0, 1].map((copy) => {
    const offset = superblockOffset(copy)
    return decodeSuperblock(layout, bytes.subarray(offset, offset + SECTOR_BYTES))
  })
  return (even?.sequence ?? 0) > (odd?.sequence ?? 0) ? even : odd
}

/** What an empty volume stands for. */
function firstSuperblock({ extents }: Layout): Superblock {
  return { sequence: 0, version: 0, index: undefined, generations: Array.from({ length: extents }, () => 0) }
}
