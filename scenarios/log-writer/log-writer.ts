/**
 * A log of texts: framed, append-only, in segments, with recovery.
 *
 * Every process that appends does so in a generation of its own. Before its first record it makes the new
 * generation durable: as a mark where the log ends, or as the header of a new segment when no room is left.
 * From then on nothing that a crash left behind that place can continue the log, for it carries an older
 * generation; not even sectors of a torn record that the first new record happens to complete. A process
 * that only reads writes nothing.
 *
 * Appends commit in batches: whoever holds the device takes all that wait. There is one write in flight.
 */
import { Rejected } from '../../core/machine/app.ts'
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { FRAME_HEADER_BYTES } from './format.ts'
import { LogStore, sealBytes } from './log-store.ts'
import { layoutOf, resolveOptions, type LogWriterOptions, type ResolvedOptions } from './options.ts'
import type { LogWriterContext } from './properties.ts'
import { recoverLog } from './recovery.ts'
import type { LogWriterFlush } from './defects.ts'

/** What an append answers. */
export interface Appended {
  /** The number of the record: 1 for the first that was ever appended, without gaps. */
  readonly position: number
}

interface Entry {
  readonly payload: Uint8Array
  outcome: Appended | Error | undefined
}

export class LogWriter {
  /** How many records recovery found in the log. */
  readonly recoveredRecords: number
  /** How many records recovery recognised behind the torn tail and left out; 0 for a log that was closed in peace. */
  readonly truncatedRecords: number
  readonly #context: LogWriterContext
  readonly #options: ResolvedOptions
  readonly #store: LogStore
  readonly #device: Mutex
  readonly #syncing: Mutex
  readonly #thawed: Signal
  readonly #written: Signal
  readonly #queue: Entry[] = []
  #frozen = false
  #closed = false

  private constructor(context: LogWriterContext, options: ResolvedOptions, store: LogStore) {
    this.#context = context
    this.#options = options
    this.#store = store
    this.#device = context.mutex()
    this.#syncing = context.mutex()
    this.#thawed = context.signal()
    this.#written = context.signal()
    this.recoveredRecords = store.nextNumber - store.firstNumber
    this.truncatedRecords = store.truncatedRecords
  }

  /**
   * Opens the log on the volume `log`, empty or not, and cuts a torn tail.
   * @throws RangeError for options that make no sense; CorruptLogError for a volume that no crash can leave.
   */
  static async open(context: LogWriterContext, options: LogWriterOptions = {}): Promise<LogWriter> {
    const resolved = resolveOptions(options)
    const volume = context.volumes.log
    const layout = layoutOf(volume.sizeBytes, resolved.segmentBytes)
    const store = await context.span('recovery', async () => {
      const opened = new LogStore(volume, layout, resolved, await recoverLog(volume, layout, resolved))
      // After a process kill the records may be in the device's cache only: whoever sees them may rely on them.
      if (resolved.policy === 'always' && opened.nextNumber > opened.firstNumber) await opened.flush('open-flush')
      return opened
    })
    if (store.truncatedRecords > 0) context.reachable('recovery cuts a torn tail')
    context.always('no record is durable before it is written', store.durableUpTo < store.nextNumber)
    const log = new LogWriter(context, resolved, store)
    if (resolved.policy === 'interval') context.spawn('interval-sync', () => log.#syncPeriodically())
    return log
  }

  /** Number of the oldest record that the log still holds; the next number if it holds none. */
  get firstNumber(): number {
    return this.#store.firstNumber
  }

  /**
   * Adds a text at the end. What resolving promises depends on the policy.
   * Rejects with `Rejected` when the text is certainly not in the log (closed, full, or an earlier device error),
   * with the device's error when that is unknown.
   * @throws RangeError for a text that fits into no segment or is not well-formed Unicode.
   */
  async append(text: string): Promise<Appended> {
    if (this.#closed) throw new Rejected('the log is closed')
    const entry: Entry = { payload: this.#encode(text), outcome: undefined }
    this.#queue.push(entry)
    while (entry.outcome === undefined) {
      while (this.#frozen) await this.#thawed.wait()
      await this.#device.run(async () => {
        while (entry.outcome === undefined && !this.#frozen) await this.#commitBatch()
      })
    }
    if (entry.outcome instanceof Error) throw entry.outcome
    return entry.outcome
  }

  /** When it resolves, everything acknowledged before the call is durable. */
  async sync(): Promise<void> {
    await this.#sync('sync-flush')
  }

  /** All texts, oldest first, read back from the volume. */
  readAll(): Promise<string[]> {
    return this.#device.run(() => this.#store.readAll())
  }

  /** Finishes running appends, holds new ones and brings everything to the volume. A device error is a veto. */
  async freeze(): Promise<void> {
    await this.#device.run(async () => {
      this.#frozen = true
      try {
        await this.#settle('freeze-flush')
      } catch (error) {
        this.thaw()
        throw error
      }
    })
  }

  /** Lets held appends go on. Harmless when nothing is frozen. */
  thaw(): void {
    this.#frozen = false
    this.#thawed.notify()
  }

  /** Finishes the appends that were called, rejects new ones, and brings everything to the volume whatever the policy. */
  async close(): Promise<void> {
    this.#closed = true
    while (this.#frozen) await this.#thawed.wait()
    await this.#device.run(async () => {
      while (this.#queue.length > 0) await this.#commitBatch()
      await this.#settle('sync-flush')
    })
  }

  async #settle(flush: LogWriterFlush): Promise<void> {
    // Else a torn tail of the process before would still be there to cut.
    if (this.truncatedRecords > 0) await this.#store.beginGeneration()
    await this.#sync(flush)
  }

  #encode(text: string): Uint8Array {
    if (/\p{Surrogate}/u.test(text)) throw new RangeError('LogWriter.append: the text holds half of a surrogate pair')
    const payload = new TextEncoder().encode(text)
    if (payload.length > this.#options.segmentBytes - FRAME_HEADER_BYTES - sealBytes(this.#options))
      throw new RangeError(`LogWriter.append: ${payload.length} bytes do not fit into a segment`)
    return payload
  }

  /** Commits as many of the waiting entries as the current segment takes. Called by the holder of the device only. */
  async #commitBatch(): Promise<void> {
    let batch: Entry[] = []
    let outcome: Error | undefined
    let position = 0
    try {
      await this.#store.makeRoomFor(this.#queue[0]!.payload.length)
      batch = this.#queue.splice(0, this.#store.howManyFit(this.#queue.map((entry) => entry.payload.length)))
      position = await this.#storeBatch(batch)
    } catch (error) {
      outcome = error as Error
      if (batch.length === 0) batch = this.#queue.splice(0, 1)
    }
    this.#context.sometimes('appends share a write', batch.length > 1)
    this.#context.sometimes('the log has several segments', this.#store.segmentCount > 1)
    batch.forEach((entry, index) => (entry.outcome = outcome ?? { position: position + index }))
    this.#written.notify()
  }

  /** Writes a batch and, under policy `always`, makes it durable. Returns the number of its first record. */
  async #storeBatch(batch: readonly Entry[]): Promise<number> {
    const written = this.#store.writeRecords(batch.map((entry) => entry.payload))
    if (this.#options.policy !== 'always') return written
    const { defect } = this.#options
    const flush = () => this.#store.flush('append-flush')
    if (defect === 'async-io-sync-race') return (await Promise.all([written, flush()]))[0]
    await written
    if (defect === 'ack-before-flush') this.#context.spawn('late-flush', () => flush().catch(() => undefined))
    else {
      await flush()
      if (this.#options.seals) await this.#store.seal()
    }
    return written
  }

  async #sync(flush: LogWriterFlush): Promise<void> {
    await this.#context.span('sync', () =>
      this.#syncing.run(async () => {
        this.#store.assertUsable()
        if (this.#options.policy !== 'always' && this.#store.unflushed) await this.#store.flush(flush)
      }),
    )
  }

  /** The process that serves policy `interval`. It sleeps while there is nothing to do and ends at a device error. */
  async #syncPeriodically(): Promise<void> {
    try {
      for (;;) {
        while (!this.#store.unflushed) await this.#written.wait()
        await this.#context.clock.sleep(this.#options.intervalUs)
        await this.#sync('interval-flush')
      }
    } catch {
      // The store remembers the error: every later append and sync says so.
    }
  }
}
