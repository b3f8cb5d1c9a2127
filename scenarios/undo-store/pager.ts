/**
 * The buffer pool: a bounded number of pages in memory. A page may leave it with changes of transactions that
 * have not ended ("steal"), and need not leave it when they commit ("no force"); it never leaves before the log
 * records of its changes are durable. Fetching is for one caller at a time (the latch of the store); writing
 * out may go on beside it.
 */
import type { Mutex } from '../../core/sim/signal.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { PAGE_PLACES_BYTES, pageCapacity, pageOffset, PAGES_AT } from './layout.ts'
import type { Log } from './log.ts'
import { addToCounter, PAGE_BYTES, readCounters, sealPage } from './page.ts'
import { newestCopy } from './page-copies.ts'
import { flush } from './storage.ts'
import type { Storage } from './storage.ts'

/** A page in memory. */
export interface Frame {
  readonly pageId: number
  readonly page: Buffer
  /** Which of its two places on the volume holds the newest version that has left memory. */
  place: number
  /** Rises with every use; the pool evicts what was used least recently. */
  lastUse: number
  /** The last record applied; 0 for none. */
  stamp: number
  /** The oldest record that is not in the page on its way out or on the volume; Infinity if clean. */
  dirtySince: number
  /** The same for the image that is on its way out; Infinity if none is. */
  leavingSince: number
}

/** The pages of the data volume, through a bounded pool. */
export class Pager {
  readonly #storage: Storage
  readonly #log: Log
  readonly #capacity: number
  readonly #writing: Mutex
  readonly #frames = new Map<number, Frame>()
  #uses = 0
  /** Why a page that left may not have arrived. Nothing goes out any more, and nothing can be evicted for it. */
  #failure: Error | undefined

  constructor(storage: Storage, log: Log, capacity: number, writing: Mutex) {
    this.#storage = storage
    this.#log = log
    this.#capacity = capacity
    this.#writing = writing
  }

  /** The page, from memory or from the volume. Throws a CorruptionError if it is damaged. */
  async fetch(pageId: number): Promise<Frame> {
    const cached = this.#frames.get(pageId)
    if (cached !== undefined) {
      cached.lastUse = ++this.#uses
      return cached
    }
    await this.#makeRoom()
    const bytes = asBuffer(await this.#storage.data.read(pageOffset(pageId, 0), PAGE_PLACES_BYTES))
    const { page, place, stamp } = this.#newest(bytes, pageId)
    const frame = { pageId, page, place, stamp, lastUse: ++this.#uses, dirtySince: Infinity, leavingSince: Infinity }
    this.#frames.set(pageId, frame)
    return frame
  }

  /** Adds to a counter of a page, on behalf of the record at `lsn`. */
  change(frame: Frame, lsn: number, counter: number, amount: number): void {
    addToCounter(frame.page, counter, amount)
    frame.stamp = lsn
    frame.dirtySince = Math.min(frame.dirtySince, lsn)
  }

  /** Every counter that is not zero. Pages that are not in memory are read past the pool. */
  async readCounters(): Promise<Record<number, number>> {
    const { data } = this.#storage
    const pages = pageCapacity(data.sizeBytes)
    const bytes = asBuffer(await data.read(PAGES_AT, pages * PAGE_PLACES_BYTES))
    const counters: Record<number, number> = {}
    for (let pageId = 0; pageId < pages; pageId++) {
      const places = bytes.subarray(pageId * PAGE_PLACES_BYTES, (pageId + 1) * PAGE_PLACES_BYTES)
      const page = this.#frames.get(pageId)?.page ?? this.#newest(places, pageId).page
      readCounters(page, pageId, counters)
    }
    return counters
  }

  /** The oldest record that some page still needs; Infinity if none does. */
  redoLsn(): number {
    let redo = Infinity
    for (const frame of this.#frames.values()) redo = Math.min(redo, frame.dirtySince, frame.leavingSince)
    return redo
  }

  /** Writes out every page that is dirty now. Pages may be dirtied meanwhile. */
  async writeOutDirty(): Promise<void> {
    await this.#writeOut([...this.#frames.values()])
  }

  #newest(places: Buffer, pageId: number): { readonly page: Buffer; readonly place: number; readonly stamp: number } {
    const newest = newestCopy(places, pageId)
    if (newest.stamp >= this.#log.end)
      throw new CorruptionError(`undo-store: page ${pageId} is at ${newest.stamp}, but the log ends at ${this.#log.end}`)
    return newest
  }

  /** Evicts the least recently used clean page, writing one out only if there is none. */
  async #makeRoom(): Promise<void> {
    while (this.#frames.size >= this.#capacity) {
      const frames = [...this.#frames.values()].sort((a, b) => a.lastUse - b.lastUse)
      const clean = frames.find((frame) => frame.dirtySince === Infinity && frame.leavingSince === Infinity)
      if (clean) this.#frames.delete(clean.pageId)
      else await this.#writeOut(frames.slice(0, 1))
    }
  }

  async #writeOut(frames: readonly Frame[]): Promise<void> {
    await this.#writing.run(async () => {
      if (this.#failure) throw this.#failure
      try {
        await this.#writeBatch(frames.filter((frame) => frame.dirtySince < Infinity))
      } catch (error) {
        this.#failure = error as Error
        throw error
      }
    })
  }

  async #writeBatch(leaving: readonly Frame[]): Promise<void> {
    if (leaving.length === 0) return
    const newestStamp = Math.max(...leaving.map(({ stamp }) => stamp))
    const images = leaving.map((frame) => {
      const image = Buffer.alloc(PAGE_BYTES)
      frame.page.copy(image)
      sealPage(image, frame.pageId, frame.stamp)
      frame.leavingSince = frame.dirtySince
      frame.dirtySince = Infinity
      return image
    })
    await this.#log.force(newestStamp)
    const { data } = this.#storage
    const writes = leaving.map(({ pageId, place }, index) =>
      data.write(pageOffset(pageId, 1 - place), images[index]!, { label: 'page' }),
    )
    await Promise.all(writes)
    await flush(this.#storage, 'data', 'page')
    for (const frame of leaving) {
      frame.leavingSince = Infinity
      frame.place = 1 - frame.place
    }
  }
}
