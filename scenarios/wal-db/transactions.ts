/**
 * Group commit: transactions queue up in the log, one process writes what has gathered, flushes
 * once, applies it to the pages and answers everybody. A device error stops the database for good:
 * after a failed flush nobody knows what is durable, and a later success proves nothing.
 */
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { Rejected } from '../../core/machine/app.ts'
import { applyRecords } from './apply.ts'
import type { Batch, Log } from './log.ts'
import type { Pager } from './pager.ts'
import { recordBytes, type LogRecord } from './record.ts'
import type { WalDbDefect } from './defects.ts'

/** What the committer works with. */
export interface CommitterParts {
  readonly log: Log
  readonly pager: Pager
  /** Held while pages are read or changed. */
  readonly latch: Mutex
  readonly admission: Mutex
  readonly newSignal: () => Signal
  readonly defect: WalDbDefect | undefined
  /** Called after every batch, with the log in a state that a checkpoint can shorten. */
  readonly onApplied: () => void
}

/** Brings transactions into the log, in the order of the calls. */
export class Committer {
  readonly #parts: CommitterParts
  readonly #queued: Signal
  /** Notified whenever a transaction that was held may try again. */
  readonly #released: Signal
  readonly #idle: Signal
  #running = 0
  #held = false
  #closed = false
  #applied: number
  #failure: Error | undefined

  constructor(parts: CommitterParts) {
    this.#parts = parts
    this.#queued = parts.newSignal()
    this.#released = parts.newSignal()
    this.#idle = parts.newSignal()
    this.#applied = parts.log.end
  }

  /** All records before this position are in the pages in memory. */
  get applied(): number {
    return this.#applied
  }

  /** True if the database takes no transactions any more: it was closed, or a device error has stopped it. */
  get stopped(): boolean {
    return this.#closed || this.#failure !== undefined
  }

  /** Throws if a device error has stopped the database. */
  check(): void {
    if (this.#failure !== undefined) throw new Error(`wal-db has stopped: ${this.#failure.message}`)
  }

  /** Resolves with the LSN when the transaction is durable and visible. */
  async commit(payload: Buffer): Promise<number> {
    const { latch, defect } = this.#parts
    const { record, batch } = await this.#parts.admission.run(() => this.#admit(payload))
    if (defect === 'data-before-log') await latch.run(() => this.#apply([record]))
    if (batch.outcome === undefined) await batch.ended.wait()
    if (--this.#running === 0) this.#idle.notify()
    const failure = batch.outcome?.failure
    if (failure !== undefined) throw failure
    return record.lsn
  }

  /** Finishes what runs and holds what comes. */
  async hold(): Promise<void> {
    this.#held = true
    while (this.#running > 0) await this.#idle.wait()
    this.check()
  }

  /** Finishes what runs; whatever waits or comes is rejected. */
  async close(): Promise<void> {
    this.#closed = true
    this.#released.notify()
    while (this.#running > 0) await this.#idle.wait()
    this.check()
  }

  /** Lets held transactions go on. */
  release(): void {
    this.#held = false
    this.#released.notify()
  }

  /** To be called when the log has become shorter. */
  roomGained(): void {
    this.#released.notify()
  }

  /** The log writer process. */
  async run(): Promise<void> {
    while (this.#failure === undefined) {
      const batch = this.#parts.log.take()
      if (batch === undefined) await this.#queued.wait()
      else await this.#process(batch)
    }
  }

  /** Stops the database. Nothing is acknowledged any more. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    for (let batch = this.#parts.log.take(); batch; batch = this.#parts.log.take())
      this.#end(batch, new Rejected(`wal-db has stopped: ${error.message}`))
    this.#queued.notify()
    this.#released.notify()
  }

  /** Waits at the gate and for room in the log; first come, first served. */
  async #admit(payload: Buffer): Promise<{ readonly record: LogRecord; readonly batch: Batch }> {
    const { log } = this.#parts
    const sizeBytes = recordBytes(payload.length)
    while (!this.stopped && (this.#held || !log.hasRoom(sizeBytes))) await this.#released.wait()
    if (this.#closed) throw new Rejected('wal-db is closed')
    if (this.#failure !== undefined) throw new Rejected(`wal-db has stopped: ${this.#failure.message}`)
    this.#running++
    const place = log.append(payload)
    this.#queued.notify()
    return place
  }

  async #process(batch: Batch): Promise<void> {
    const { log, latch, defect } = this.#parts
    try {
      await log.write(batch)
      if (defect === 'ack-before-flush') this.#end(batch)
      await log.commit()
      await latch.run(() => this.#apply(batch.records))
    } catch (error) {
      this.#end(batch, new Error(`wal-db: nobody knows whether the transaction is durable: ${String(error)}`))
      this.fail(error as Error)
      return
    }
    this.#applied = batch.start + batch.sizeBytes
    this.#end(batch)
    this.#parts.onApplied()
  }

  #apply(records: readonly LogRecord[]): Promise<void> {
    return applyRecords(this.#parts.pager, records)
  }

  #end(batch: Batch, failure?: Error): void {
    batch.outcome ??= failure === undefined ? {} : { failure }
    batch.ended.notify()
  }
}
