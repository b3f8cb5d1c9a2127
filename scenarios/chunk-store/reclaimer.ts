/**
 * Reclamation: an extent with much garbage is scanned, its live chunks are moved, the index that says so is made
 * durable, and only then the extent is reset.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { AppContext } from '../../core/machine/app.ts'
import type { ChunkIndex } from './chunk-index.ts'
import type { ChunkStoreDefect } from './defects.ts'
import type { Extent, Extents } from './extents.ts'
import { sameLocator } from './frame.ts'
import { sectorOffset, type Layout } from './layout.ts'
import type { Persister } from './persister.ts'
import { scanExtent } from './scan.ts'
import type { Storage } from './storage.ts'

/** An extent is read in pieces of this size. */
const WINDOW_SECTORS = 2

export class Reclaimer {
  /** How many extents were reset. */
  resets = 0
  readonly #context: AppContext<'chunks'>
  readonly #storage: Storage
  readonly #layout: Layout
  readonly #extents: Extents
  readonly #index: ChunkIndex
  readonly #persister: Persister
  readonly #defect: ChunkStoreDefect | undefined

  constructor(
    context: AppContext<'chunks'>,
    storage: Storage,
    layout: Layout,
    extents: Extents,
    index: ChunkIndex,
    persister: Persister,
    defect: ChunkStoreDefect | undefined,
  ) {
    this.#context = context
    this.#storage = storage
    this.#layout = layout
    this.#extents = extents
    this.#index = index
    this.#persister = persister
    this.#defect = defect
  }

  /** Reclaims the extent with the most garbage, if there is so much of it. */
  async reclaimOne(leastGarbagePercent: number): Promise<void> {
    await this.#reclaimFullest(Math.ceil((this.#layout.sectorsPerExtent * leastGarbagePercent) / 100))
  }

  /** Reclaims until a chunk of so many sectors finds room, or nothing more can be gained. */
  async makeRoomFor(sectors: number): Promise<void> {
    for (let round = 0; round < this.#layout.extents && !this.#extents.hasRoomFor(sectors); round++)
      if (!(await this.#reclaimFullest(1))) return
  }

  /** Live sectors of each extent. */
  liveSectors(): number[] {
    const live = this.#extents.all.map(() => 0)
    for (const { extent, sectors } of this.#index.values()) live[extent]! += sectors
    const index = this.#persister.indexLocator
    if (index) live[index.extent]! += index.sectors
    return live
  }

  async #reclaimFullest(leastGarbage: number): Promise<boolean> {
    const live = this.liveSectors()
    const garbage = (extent: Extent) => extent.used - live[extent.number]!
    const victim = this.#extents.all.reduce((best, extent) => (garbage(extent) > garbage(best) ? extent : best))
    if (garbage(victim) < leastGarbage) return false
    victim.sealed = true
    try {
      await this.#context.span('reclaim', () => this.#reclaim(victim))
    } finally {
      victim.sealed = false
    }
    return true
  }

  async #reclaim(victim: Extent): Promise<void> {
    const bytes = await this.#readExtent(victim)
    const { chunks } = scanExtent(bytes, victim.number, victim.generation, this.#defect)
    for (const { locator, ...chunk } of chunks) {
      if (chunk.kind !== 'value' || !sameLocator(this.#index.get(chunk.key), locator)) continue
      this.#index.set(chunk.key, await this.#extents.append(chunk, 'move'))
      this.#persister.version += 1
    }
    // The index is not moved but written anew.
    if (this.#persister.indexLocator?.extent === victim.number) this.#persister.version += 1
    await this.#persister.persistUpTo(this.#persister.version)
    await this.#extents.reset(victim)
    this.resets += 1
  }

  /** The extent up to its last sector in use. */
  async #readExtent({ number, used }: Extent): Promise<Buffer> {
    const windows: Uint8Array[] = []
    for (let sector = 0; sector < used; sector += WINDOW_SECTORS) {
      const offset = sectorOffset(this.#layout, number, sector)
      const length = Math.min(WINDOW_SECTORS, used - sector) * SECTOR_BYTES
      const window =
        this.#defect === 'reclaim-read-error'
          ? await this.#storage.volume.read(offset, length).catch(() => undefined)
          : await this.#storage.read(offset, length)
      if (!window) break
      windows.push(window)
    }
    return Buffer.concat(windows)
  }
}
