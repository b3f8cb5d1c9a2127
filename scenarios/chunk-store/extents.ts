/**
 * The extents: where the next chunk goes, reading one back, and giving an extent back. A sector that holds something
 * of the extent's present generation is never written again before the extent is reset. What is alive is the
 * index's affair.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { Rejected } from '../../core/machine/app.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import {
  bodyBytesOf, decodeFrame, encodeFrame, isIntact, sectorsClaimed, sectorsFor, type Chunk, type Locator,
} from './frame.ts'
import { RESERVED_EXTENTS, sectorOffset, type Layout } from './layout.ts'
import type { Storage } from './storage.ts'

export interface Extent {
  readonly number: number
  generation: number
  /** Sectors in use, from the first on; 0: the extent is free. */
  used: number
  /** Takes no chunks for the time being. */
  sealed: boolean
}

export class Extents {
  readonly all: readonly Extent[]
  readonly #storage: Storage
  readonly #layout: Layout

  constructor(storage: Storage, layout: Layout, all: readonly Extent[]) {
    this.#storage = storage
    this.#layout = layout
    this.all = all
  }

  get free(): number {
    return this.all.filter(({ used }) => used === 0).length
  }

  /** Whether a new chunk of so many sectors finds a place outside the reserve. */
  hasRoomFor(sectors: number): boolean {
    return this.free > RESERVED_EXTENTS || this.#partlyUsed(sectors) !== undefined
  }

  /** Writes a chunk where there is room. It is durable after a flush. @throws Rejected when there is no room. */
  async append(chunk: Chunk, label: string): Promise<Locator> {
    const sectors = sectorsFor(bodyBytesOf(chunk))
    const extent = this.#partlyUsed(sectors) ?? this.all.find(({ used, sealed }) => used === 0 && !sealed)
    if (!extent) throw new Rejected('no extent is free')
    const address = { extent: extent.number, generation: extent.generation, sector: extent.used }
    const offset = sectorOffset(this.#layout, address.extent, address.sector)
    await this.#storage.write(offset, encodeFrame(address, chunk), label)
    extent.used += sectors
    return { ...address, sectors }
  }

  /** @throws CorruptionError when the chunk is not there. */
  async read(locator: Locator): Promise<Chunk> {
    const offset = sectorOffset(this.#layout, locator.extent, locator.sector)
    return chunkAt(await this.#storage.read(offset, locator.sectors * SECTOR_BYTES), locator)
  }

  /** Makes an extent free. Nothing durable may point into it any more. */
  async reset(extent: Extent): Promise<void> {
    await this.#storage.discard(sectorOffset(this.#layout, extent.number, 0), this.#layout.extentBytes, 'reset')
    extent.generation += 1
    extent.used = 0
  }

  #partlyUsed(sectors: number): Extent | undefined {
    const limit = this.#layout.sectorsPerExtent - sectors
    return this.all.find(({ used, sealed }) => used > 0 && used <= limit && !sealed)
  }
}

/** The chunk in these bytes. @throws CorruptionError when it is not the one of this locator, whole. */
export function chunkAt(bytes: Buffer, locator: Locator): Chunk {
  if (sectorsClaimed(bytes, locator) !== locator.sectors || !isIntact(bytes, locator.sectors)) {
    const { extent, generation, sector } = locator
    throw new CorruptionError(`no whole chunk at sector ${sector} of extent ${extent}, generation ${generation}`)
  }
  return decodeFrame(bytes)
}
