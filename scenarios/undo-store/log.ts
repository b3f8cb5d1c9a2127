/**
 * The write-ahead log: an endless sequence of records, kept in the log volume as a ring. Appending puts a
 * record into memory; forcing makes everything up to it durable. Frames go out one at a time, each with a
 * flush of its own, so at most one frame is ever at the mercy of a crash.
 */
import type { Mutex } from '../../core/sim/signal.ts'
import { ringStretches } from '../parts/ring.ts'
import { encodeFrame, FRAME_LIMIT_RECORDS, frameBytes, recordLsn } from './frame.ts'
import { placeRecord } from './record.ts'
import type { LogRecord, RecordBody } from './record.ts'
import { flush } from './storage.ts'
import type { Storage } from './storage.ts'

interface Frame {
  readonly start: number
  readonly records: LogRecord[]
  readonly whenDurable: (() => void)[]
}

function newFrame(start: number): Frame {
  return { start, records: [], whenDurable: [] }
}

/** The log between its oldest needed frame and its end. */
export class Log {
  readonly #storage: Storage
  readonly #writing: Mutex
  /** Where frames begin that are needed or not yet written, ascending; the open one is the last. */
  #starts: number[]
  readonly #full: Frame[] = []
  #open: Frame
  #durable: number
  #failure: Error | undefined

  /** @param frameStarts the frames from the oldest needed one on; `end` is behind the last of them */
  constructor(storage: Storage, writing: Mutex, frameStarts: readonly number[], end: number) {
    this.#storage = storage
    this.#writing = writing
    this.#starts = [...frameStarts, end]
    this.#open = newFrame(end)
    this.#durable = end
  }

  /** Everything before this position is durable. A frame begins here. */
  get durable(): number {
    return this.#durable
  }

  /** Behind the last record. */
  get end(): number {
    const { start, records } = this.#open
    return records.length === 0 ? start : start + frameBytes(records.length)
  }

  /** Bytes between the oldest needed frame and the end. */
  get usedBytes(): number {
    return this.end - this.#starts[0]!
  }

  /** Puts a record behind all others and returns its LSN. `whenDurable` is called, in the order of the log, when it is. */
  append(body: RecordBody, whenDurable?: () => void): number {
    if (this.#open.records.length === FRAME_LIMIT_RECORDS) this.#full.push(this.#closeOpen())
    const record = placeRecord(recordLsn(this.#open.start, this.#open.records.length), body)
    this.#open.records.push(record)
    if (whenDurable) this.#open.whenDurable.push(whenDurable)
    return record.lsn
  }

  /** Resolves when the record at `lsn` and all before it are durable. An error means that nobody knows, and stays so. */
  async force(lsn: number): Promise<void> {
    while (this.#durable <= lsn) await this.#writing.run(() => this.#writeNext(lsn))
  }

  /** Makes everything durable that is appended now. */
  async forceAll(): Promise<void> {
    if (this.end > this.#durable) await this.force(this.end - 1)
  }

  /** Where the frame begins that holds the record at `lsn`. */
  frameStart(lsn: number): number {
    return this.#starts.findLast((start) => start <= lsn)!
  }

  /**
   * Gives up the frames before `redoLsn`, where one begins. They are discarded at once: a log volume that is thinly
   * provisioned gets its space back, and the ring is reused only when that is done.
   */
  async truncate(redoLsn: number): Promise<void> {
    const { wal } = this.#storage
    const [oldest] = this.#starts as [number]
    const stretches = ringStretches(wal.sizeBytes, oldest, redoLsn - oldest)
    await Promise.all(stretches.map(({ at, length }) => wal.discard(at, length, { label: 'log-truncate' })))
    this.#starts = this.#starts.filter((start) => start >= redoLsn)
  }

  #closeOpen(): Frame {
    const frame = this.#open
    this.#open = newFrame(frame.start + frameBytes(frame.records.length))
    this.#starts.push(this.#open.start)
    return frame
  }

  /** One frame, unless another caller has brought it out meanwhile. */
  async #writeNext(lsn: number): Promise<void> {
    if (this.#failure) throw this.#failure
    if (this.#durable > lsn) return
    const { start, records, whenDurable } = this.#full.shift() ?? this.#closeOpen()
    try {
      await this.#write(start, encodeFrame(start, records))
      await flush(this.#storage, 'wal', 'log-force')
    } catch (error) {
      this.#failure = error as Error
      throw error
    }
    this.#durable = start + frameBytes(records.length)
    for (const tell of whenDurable) tell()
  }

  async #write(start: number, bytes: Buffer): Promise<void> {
    const { wal } = this.#storage
    let from = 0
    const writes = ringStretches(wal.sizeBytes, start, bytes.length).map(({ at, length }) => {
      const part = bytes.subarray(from, from + length)
      from += length
      return wal.write(at, part, { label: 'log-frame' })
    })
    await Promise.all(writes)
  }
}
