/**
 * The write-ahead log: an endless sequence of records, kept in the log volume as a ring. A
 * position (LSN) is a byte offset in the endless log. Records queue up in batches; a batch
 * goes out with one flush, and only when the batch before it is durable, so that at most one batch
 * is ever at the mercy of a crash.
 */
import type { Signal } from '../../core/sim/signal.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { ringStretches } from '../parts/ring.ts'
import { encodeRecord, recordBytes, type LogRecord } from './record.ts'
import { flush, type Storage } from './storage.ts'

const MAXIMUM_BATCH_BYTES = 16 * 1024

/** Transactions that share a flush. */
export interface Batch {
  readonly start: number
  readonly records: LogRecord[]
  sizeBytes: number
  /** How it ended; absent while it has not. */
  outcome?: { readonly failure?: Error }
  /** Notified when {@link Batch.outcome} is set. */
  readonly ended: Signal
}

/** The most that one batch, and so one record, may take in a log of this size. */
export function batchLimitBytes(logBytes: number): number {
  return Math.min(MAXIMUM_BATCH_BYTES, Math.floor(logBytes / 4 / SECTOR_BYTES) * SECTOR_BYTES)
}

/** The log between its oldest needed record and its end. */
export class Log {
  readonly #storage: Storage
  readonly #newSignal: () => Signal
  readonly #queue: Batch[] = []
  #start: number
  #end: number

  constructor(storage: Storage, newSignal: () => Signal, start: number, end: number) {
    this.#storage = storage
    this.#newSignal = newSignal
    this.#start = start
    this.#end = end
  }

  /** Where the next record will be put. */
  get end(): number {
    return this.#end
  }

  /** The largest record that {@link append} takes, in bytes. */
  get recordLimitBytes(): number {
    return batchLimitBytes(this.#storage.wal.sizeBytes)
  }

  /** Bytes between the oldest needed record and the end. */
  get usedBytes(): number {
    return this.#end - this.#start
  }

  /** True if there is room for a record of this size. */
  hasRoom(sizeBytes: number): boolean {
    return this.usedBytes + sizeBytes <= this.#storage.wal.sizeBytes
  }

  /** Queues a record behind all others and gives it its place. There must be room. */
  append(payload: Buffer): { readonly record: LogRecord; readonly batch: Batch } {
    const sizeBytes = recordBytes(payload.length)
    const record = { lsn: this.#end, payload }
    let batch = this.#queue.at(-1)
    if (batch === undefined || batch.sizeBytes + sizeBytes > this.recordLimitBytes) {
      batch = { start: this.#end, records: [], sizeBytes: 0, ended: this.#newSignal() }
      this.#queue.push(batch)
    }
    batch.records.push(record)
    batch.sizeBytes += sizeBytes
    this.#end += sizeBytes
    return { record, batch }
  }

  /** Takes the oldest queued batch. */
  take(): Batch | undefined {
    return this.#queue.shift()
  }

  /** Sends a batch to the volume. It is durable only after {@link commit}. */
  async write(batch: Batch): Promise<void> {
    // From the pool: the volume copies what it is given.
    const bytes = Buffer.allocUnsafe(batch.sizeBytes).fill(0)
    let at = 0
    for (const record of batch.records) at += encodeRecord(bytes, at, record, batch.start)
    const { wal } = this.#storage
    let from = 0
    const writes = ringStretches(wal.sizeBytes, batch.start, bytes.length).map((stretch) => {
      const part = bytes.subarray(from, from + stretch.length)
      from += stretch.length
      return wal.write(stretch.at, part, { label: 'wal-record' })
    })
    await Promise.all(writes)
  }

  /** Makes the batch that was written last durable. An error means that nobody knows, and stays so. */
  async commit(): Promise<void> {
    const attempt = () => flush(this.#storage, 'wal', 'wal-commit')
    await (this.#storage.defect === 'commit-flush-retried' ? attempt().catch(attempt) : attempt())
  }

  /**
   * Gives up the records before `redoLsn`. They are discarded at once: a log volume that is
   * thinly provisioned gets its space back, and the ring is reused only when that is done.
   */
  async truncate(redoLsn: number): Promise<void> {
    const { wal } = this.#storage
    const stretches = ringStretches(wal.sizeBytes, this.#start, redoLsn - this.#start)
    await Promise.all(stretches.map(({ at, length }) => wal.discard(at, length, { label: 'log-truncate' })))
    this.#start = redoLsn
  }
}
