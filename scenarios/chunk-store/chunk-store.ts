/**
 * A key-value store of append-only chunks, after ShardStore: values are chunks on extents, an index in memory says
 * where each lies, and now and then the index is written out as a chunk itself, found by a superblock.
 *
 * A put or a delete returns before it is durable. What it depends on (its chunk, an index that points there, a
 * superblock that names that index) becomes durable with the next sync, or close. A crash leaves the
 * store as it was when the last superblock became durable: a state that was the present one at some instant.
 *
 * It survives any power cut on a device that keeps sectors whole, and reads that fail once. A device that loses or
 * damages what it has flushed is noticed by checksums, and what it held is refused.
 */
import type { AppContext } from '../../core/machine/app.ts'
import { Rejected } from '../../core/machine/app.ts'
import type { Mutex } from '../../core/sim/signal.ts'
import { entryBytes, indexBytes, LONGEST_KEY_BYTES, type ChunkIndex } from './chunk-index.ts'
import type { ChunkStoreDefect } from './defects.ts'
import { Extents } from './extents.ts'
import { bodyBytesOf, FRAME_OVERHEAD_BYTES, sectorsFor, type Chunk } from './frame.ts'
import { layoutOf, RESERVED_EXTENTS, type Layout } from './layout.ts'
import { Persister } from './persister.ts'
import { Reclaimer } from './reclaimer.ts'
import { recover, type Recovered } from './recovery.ts'
import { Storage } from './storage.ts'

export interface ChunkStoreOptions {
  /** Size of one extent, a multiple of 512. Must be the same at every open of a volume. Default 64 KiB. */
  readonly extentBytes?: number
  /** A sync then reclaims one extent, if garbage makes up so much of one. 1 to 100. Default 50. */
  readonly reclaimAtPercent?: number
  /** A planted bug, by its name. Default: none. */
  readonly defect?: ChunkStoreDefect
}

/** What a change answers. */
export interface Changed {
  /** Its place in the order of changes: ascending, with gaps. Ask {@link ChunkStore.isPersistent} about it. */
  readonly position: number
}

const DEFAULT_EXTENT_BYTES = 65_536
const DEFAULT_RECLAIM_AT_PERCENT = 50

export class ChunkStore {
  readonly #context: AppContext<'chunks'>
  readonly #storage: Storage
  readonly #layout: Layout
  readonly #index: ChunkIndex
  readonly #extents: Extents
  readonly #persister: Persister
  readonly #reclaimer: Reclaimer
  /** All that touches the volume, one after the other. */
  readonly #device: Mutex
  readonly #reclaimAtPercent: number
  #closed = false

  private constructor(
    context: AppContext<'chunks'>,
    storage: Storage,
    layout: Layout,
    { index, extents, superblock }: Recovered,
    { defect, reclaimAtPercent = DEFAULT_RECLAIM_AT_PERCENT }: ChunkStoreOptions,
  ) {
    this.#context = context
    this.#storage = storage
    this.#layout = layout
    this.#index = index
    this.#device = context.mutex()
    this.#reclaimAtPercent = reclaimAtPercent
    this.#extents = new Extents(storage, layout, extents)
    this.#persister = new Persister(storage, layout, this.#extents, index, superblock, defect)
    this.#reclaimer = new Reclaimer(context, storage, layout, this.#extents, index, this.#persister, defect)
  }

  /**
   * Opens the store on the volume `chunks`, empty or not.
   * @throws RangeError for options that make no sense; CorruptionError for a volume that no crash can leave.
   */
  static async open(context: AppContext<'chunks'>, options: ChunkStoreOptions = {}): Promise<ChunkStore> {
    const { extentBytes = DEFAULT_EXTENT_BYTES, reclaimAtPercent = DEFAULT_RECLAIM_AT_PERCENT, defect } = options
    if (!(reclaimAtPercent >= 1 && reclaimAtPercent <= 100))
      throw new RangeError(`ChunkStore.open: reclaimAtPercent must be 1 to 100, got ${reclaimAtPercent}`)
    const volume = context.volumes.chunks
    const layout = layoutOf(volume.sizeBytes, extentBytes)
    const storage = new Storage(volume)
    const recovered = await context.span('recovery', async () => {
      const found = await recover(storage, layout, defect)
      // After a process kill the superblock may be in the device's cache only: whoever sees its state may rely on it.
      if (found.superblock.sequence > 0) await storage.flush('open-flush')
      return found
    })
    return new ChunkStore(context, storage, layout, recovered, options)
  }

  /** How many extents were reclaimed since the store was opened. */
  get resets(): number {
    return this.#reclaimer.resets
  }

  /** Whether the change at this position is durable. */
  isPersistent(position: number): boolean {
    return position <= this.#persister.persistedVersion
  }

  /**
   * Sets the value of a key. Durable after the next {@link sync}. Rejects with `Rejected` when it was certainly not
   * done (the store is full, closed, or failed earlier).
   * @throws RangeError for a key or a value that fits into no extent.
   */
  async put(key: string, value: string): Promise<Changed> {
    const chunk: Chunk = { kind: 'value', key, content: new TextEncoder().encode(value) }
    this.#checkSize(chunk)
    return this.#exclusively(async () => {
      const sectors = sectorsFor(bodyBytesOf(chunk))
      this.#admit(key, sectors)
      await this.#reclaimer.makeRoomFor(sectors)
      if (!this.#extents.hasRoomFor(sectors)) throw new Rejected('the store is full')
      this.#index.set(key, await this.#extents.append(chunk, 'chunk'))
      return this.#changed()
    })
  }

  /** Removes a key, whether it is there or not. Durable after the next {@link sync}. */
  delete(key: string): Promise<Changed> {
    return this.#exclusively(async () => {
      this.#index.delete(key)
      return this.#changed()
    })
  }

  /** The value of a key, or undefined. @throws CorruptionError when its chunk is damaged. */
  get(key: string): Promise<string | undefined> {
    return this.#exclusively(() => this.#read(key))
  }

  /** Every key that has a value, of one moment. */
  readAll(): Promise<Record<string, string>> {
    return this.#exclusively(async () => {
      const values: [string, string][] = []
      for (const key of this.#index.keys()) values.push([key, (await this.#read(key))!])
      return Object.fromEntries(values)
    })
  }

  /** When it resolves, everything acknowledged before the call is durable. Then it tidies up. */
  async sync(): Promise<void> {
    await this.#context.span('sync', () =>
      this.#exclusively(() => this.#persister.persistUpTo(this.#persister.version)),
    )
    await this.#exclusively(() => this.#reclaimer.reclaimOne(this.#reclaimAtPercent))
  }

  /** Finishes what runs, refuses what comes, and brings everything to the volume. */
  close(): Promise<void> {
    return this.#exclusively(() => {
      this.#closed = true
      return this.#persister.persist()
    })
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#device.run(async () => {
      this.#storage.assertUsable()
      if (this.#closed) throw new Rejected('the store is closed')
      return work()
    })
  }

  #changed(): Changed {
    this.#persister.version += 1
    return { position: this.#persister.version }
  }

  async #read(key: string): Promise<string | undefined> {
    const locator = this.#index.get(key)
    return locator && new TextDecoder('utf-8', { ignoreBOM: true }).decode((await this.#extents.read(locator)).content)
  }

  /** Half of the extents that are not in reserve can be alive: more may not fit without holes. */
  #admit(key: string, sectors: number): void {
    const { extents, sectorsPerExtent, extentBytes } = this.#layout
    const live = this.#reclaimer.liveSectors().reduce((sum, count) => sum + count, 0)
    if (live + sectors > ((extents - RESERVED_EXTENTS) * sectorsPerExtent) / 2) throw new Rejected('the store is full')
    if (FRAME_OVERHEAD_BYTES + indexBytes(this.#index) + entryBytes(key) > extentBytes)
      throw new Rejected('the index is full')
  }

  #checkSize(chunk: Chunk): void {
    const keyBytes = Buffer.byteLength(chunk.key)
    if (keyBytes < 1 || keyBytes > LONGEST_KEY_BYTES)
      throw new RangeError(`ChunkStore.put: a key has 1 to ${LONGEST_KEY_BYTES} bytes, got ${keyBytes}`)
    if (FRAME_OVERHEAD_BYTES + bodyBytesOf(chunk) > this.#layout.extentBytes)
      throw new RangeError(`ChunkStore.put: ${bodyBytesOf(chunk)} bytes do not fit into an extent`)
  }
}
