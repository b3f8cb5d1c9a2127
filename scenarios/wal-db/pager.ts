/**
 * The buffer pool: a bounded number of pages in memory. A page is changed only by log records
 * that are durable already, so whatever goes out obeys the write-ahead rule by construction.
 * Fetching is for one caller at a time (the latch of the database); writing out may go on beside it.
 */
import type { Mutex } from '../../core/sim/signal.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { DoubleWriteBatch } from './double-write.ts'
import { DOUBLE_WRITE_PAGES, pageOffset } from './layout.ts'
import type { Log } from './log.ts'
import { PAGE_BYTES, pageLsn, sealPage } from './page.ts'
import { readPages } from './page-reader.ts'
import type { PageSet } from './page-set.ts'
import { flush, type Storage } from './storage.ts'

/** A page in memory. */
export interface Frame {
  readonly pageId: number
  readonly page: Buffer
  /** Rises with every use; the pool evicts what was used least recently. */
  lastUse: number
  /** The last record applied; 0 for none. */
  lsn: number
  /** The oldest record that is not in the page on its way out or on the volume; Infinity if clean. */
  dirtySince: number
  /** The same for the image that is on its way out; Infinity if none is. */
  leavingSince: number
}

/** The pages of the data volume, through a bounded pool. */
export class Pager {
  /** Pages that have a place on the volume, durably. */
  readonly durable: PageSet
  readonly #storage: Storage
  readonly #log: Log
  readonly #capacity: number
  readonly #writing: Mutex
  readonly #frames = new Map<number, Frame>()
  #uses = 0

  constructor(storage: Storage, log: Log, capacity: number, writing: Mutex, durable: PageSet) {
    this.#storage = storage
    this.#log = log
    this.#capacity = capacity
    this.#writing = writing
    this.durable = durable
  }

  /** How many pages the pool holds at most. */
  get capacity(): number {
    return this.#capacity
  }

  /** Every page that exists, in memory or on the volume, ascending. */
  pageIds(): readonly number[] {
    const all = this.durable.copy()
    for (const pageId of this.#frames.keys()) all.add(pageId)
    return all.toArray()
  }

  /** The page if it is in memory. */
  cached(pageId: number): Frame | undefined {
    const frame = this.#frames.get(pageId)
    if (frame !== undefined) frame.lastUse = ++this.#uses
    return frame
  }

  /** Brings pages into memory, at most {@link capacity} at a time, neighbours in one read. Ids ascend. */
  async load(pageIds: readonly number[]): Promise<void> {
    const missing = pageIds.filter((pageId) => this.cached(pageId) === undefined)
    if (missing.length === 0) return
    await this.#makeRoom(missing.length)
    const onVolume = missing.filter((pageId) => this.durable.has(pageId))
    const pages = await readPages(this.#storage, onVolume)
    for (const pageId of missing) this.#adopt(pageId, pages.get(pageId) ?? Buffer.alloc(PAGE_BYTES))
  }

  /** The page, from memory or from the volume. Throws a CorruptionError if it is damaged. */
  async fetch(pageId: number): Promise<Frame> {
    await this.load([pageId])
    return this.#frames.get(pageId)!
  }

  /** Puts whole pages that were read elsewhere into the pool, as far as there is room. */
  offer(pages: ReadonlyMap<number, Buffer>): void {
    for (const [pageId, page] of pages) if (this.#frames.size < this.#capacity) this.#adopt(pageId, page)
  }

  /** Notes that the record at `lsn` changed the page. */
  changed(frame: Frame, lsn: number): void {
    frame.lsn = lsn
    frame.dirtySince = Math.min(frame.dirtySince, lsn)
  }

  /** The oldest record that some page still needs, or `applied` if none does. */
  redoLsn(applied: number): number {
    let redo = applied
    for (const frame of this.#frames.values()) redo = Math.min(redo, frame.dirtySince, frame.leavingSince)
    return redo
  }

  /** Writes out every page that is dirty now. Pages may be dirtied meanwhile. */
  async writeOutDirty(): Promise<void> {
    const dirty = [...this.#frames.values()].filter((frame) => frame.dirtySince < Infinity)
    for (let from = 0; from < dirty.length; from += DOUBLE_WRITE_PAGES)
      await this.#writeOut(dirty.slice(from, from + DOUBLE_WRITE_PAGES))
    // A page that left through an eviction at the same time must have arrived as well.
    await this.#writeOut([])
  }

  #adopt(pageId: number, page: Buffer): void {
    const lsn = pageLsn(page)
    if (lsn >= this.#log.end)
      throw new CorruptionError(`wal-db: page ${pageId} is at ${lsn}, but the log ends at ${this.#log.end}`)
    const lastUse = ++this.#uses
    this.#frames.set(pageId, { pageId, page, lastUse, lsn, dirtySince: Infinity, leavingSince: Infinity })
  }

  /** Evicts the least recently used clean pages, writing out only if there are not enough. */
  async #makeRoom(count: number): Promise<void> {
    while (this.#frames.size + count > this.#capacity) {
      const frames = [...this.#frames.values()].sort((a, b) => a.lastUse - b.lastUse)
      const clean = frames.filter((frame) => frame.dirtySince === Infinity && frame.leavingSince === Infinity)
      const surplus = this.#frames.size + count - this.#capacity
      for (const frame of clean.slice(0, surplus)) this.#frames.delete(frame.pageId)
      if (clean.length >= surplus) return
      const dirty = frames.filter((frame) => frame.dirtySince < Infinity)
      await this.#writeOut(dirty.slice(0, DOUBLE_WRITE_PAGES))
    }
  }

  /** One batch through the double-write area. */
  async #writeOut(frames: readonly Frame[]): Promise<void> {
    const { data } = this.#storage
    await this.#writing.run(async () => {
      const leaving = frames.filter((frame) => frame.dirtySince < Infinity)
      if (leaving.length === 0) return
      const batch = new DoubleWriteBatch(leaving.map((frame) => frame.pageId))
      leaving.forEach((frame, index) => {
        const image = batch.image(index)
        frame.page.copy(image)
        sealPage(image, frame.pageId, frame.lsn)
        frame.leavingSince = frame.dirtySince
        frame.dirtySince = Infinity
      })
      await batch.protect(this.#storage)
      const skipped = this.#skippedOf(leaving)
      await Promise.all(
        leaving.map(({ pageId }, index) =>
          pageId === skipped ? undefined : data.write(pageOffset(pageId), batch.image(index), { label: 'page' }),
        ),
      )
      await flush(this.#storage, 'data', 'page')
      for (const frame of leaving) {
        frame.leavingSince = Infinity
        this.durable.add(frame.pageId)
      }
    })
  }

  /** The page that is not written, with the defect: one that is on the volume already, so that only an update is lost. */
  #skippedOf(leaving: readonly Frame[]): number | undefined {
    if (this.#storage.defect !== 'dirty-write-skipped') return undefined
    return leaving.findLast(({ pageId }) => this.durable.has(pageId))?.pageId
  }
}
