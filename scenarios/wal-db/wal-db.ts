/**
 * A transactional key-value store, redo-only: write-ahead log with group commit on one volume,
 * pages with a buffer pool, a double-write area and fuzzy checkpoints on the other.
 *
 * It survives any power cut on a device that keeps sectors whole: every sector may hold any version since the
 * last flush that covers it. It does not claim to survive a device that loses or damages what it
 * has flushed; it detects most of that and refuses to go on.
 */
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { Checkpointer } from './checkpoint.ts'
import type { WalDbDefect, WalDbFlush } from './defects.ts'
import { pageCapacity } from './layout.ts'
import type { Log } from './log.ts'
import { KEYS_PER_PAGE, pageOfKey, readSlot, readSlots } from './page.ts'
import type { Pager } from './pager.ts'
import { encodePayload, recordBytes, type KeyWrite } from './record.ts'
import { recover, type Recovered } from './recovery.ts'
import type { Storage } from './storage.ts'
import type { WalDbContext } from './properties.ts'
import { Committer } from './transactions.ts'

/** How the database runs. */
export interface WalDbOptions {
  /** Pages that the buffer pool holds, at least 1. Default 64. */
  readonly frames?: number
  /** Virtual time between checkpoints in microseconds; 0: only when the log is half full. Default 10 000. */
  readonly checkpointIntervalUs?: number
  /** A bug to plant. Default none. */
  readonly defect?: WalDbDefect
  /** A flush to leave out. Default none. */
  readonly skipFlush?: WalDbFlush
}

const DEFAULT_FRAMES = 64
const DEFAULT_CHECKPOINT_INTERVAL_US = 10_000

/** An open database. */
export class WalDb {
  /** How many log records had to be redone when it was opened. */
  readonly replayed: number
  readonly #context: WalDbContext
  readonly #pager: Pager
  readonly #log: Log
  readonly #committer: Committer
  readonly #checkpointer: Checkpointer
  readonly #latch: Mutex
  readonly #checkpointing: Mutex
  readonly #checkpointWanted: Signal
  readonly #keyCount: number
  #checkpointDue = false

  private constructor(context: WalDbContext, storage: Storage, recovered: Recovered) {
    const { log, pager, superblock } = recovered
    this.#context = context
    this.#log = log
    this.#pager = pager
    this.replayed = recovered.replayed
    this.#latch = context.mutex()
    this.#checkpointing = context.mutex()
    this.#checkpointWanted = context.signal()
    this.#keyCount = pageCapacity(storage.data.sizeBytes) * KEYS_PER_PAGE
    this.#committer = new Committer({
      log,
      pager,
      latch: this.#latch,
      admission: context.mutex(),
      newSignal: () => context.signal(),
      defect: storage.defect,
      onApplied: () => this.#relieveLog(),
    })
    this.#checkpointer = new Checkpointer(storage, pager, log, () => this.#committer.applied, superblock)
  }

  /**
   * Opens the database on its volumes: a new one on volumes that were never used, else after whatever
   * recovery they need. Throws a CorruptionError if they hold what no crash can leave.
   */
  static async open(context: WalDbContext, options: WalDbOptions = {}): Promise<WalDb> {
    const { frames = DEFAULT_FRAMES, checkpointIntervalUs = DEFAULT_CHECKPOINT_INTERVAL_US } = options
    if (!(Number.isInteger(frames) && frames >= 1))
      throw new RangeError(`WalDb.open: frames must be a positive integer, got ${frames}`)
    const { wal, data } = context.volumes
    if (pageCapacity(data.sizeBytes) < 1)
      throw new RangeError(`WalDb.open: the data volume has no room for a page, got ${data.sizeBytes} B`)
    const storage: Storage = { wal, data, defect: options.defect, skipFlush: options.skipFlush }
    const parts = { frames, newMutex: () => context.mutex(), newSignal: () => context.signal() }
    const recovered = await context.span('recovery', () => recover(storage, parts))
    if (recovered.replayed > 0) context.reachable('recovery redoes records')
    if (recovered.repairedPages > 0) context.reachable('recovery repairs a torn page')
    const db = new WalDb(context, storage, recovered)
    db.#startProcesses(checkpointIntervalUs)
    return db
  }

  /**
   * Applies all writes or none. Resolves when the transaction is durable; `position` is its place in the commit
   * order, ascending but with gaps. Throws a RangeError on a key, a value or a transaction that is too large,
   * `Rejected` if it was certainly not written, and any other error if nobody knows.
   */
  async transact(writes: readonly KeyWrite[]): Promise<{ readonly position: number }> {
    const payload = encodePayload(writes, this.#keyCount)
    const limitBytes = this.#log.recordLimitBytes
    if (recordBytes(payload.length) > limitBytes)
      throw new RangeError(`WalDb.transact: a transaction takes at most ${limitBytes} B, got ${payload.length} B`)
    return { position: await this.#committer.commit(payload) }
  }

  /** The value of a key, or undefined. Sees durable transactions only. */
  get(key: number): Promise<string | undefined> {
    return this.#read(async () => readSlot(await this.#page(pageOfKey(key)), key))
  }

  /** Every key that has a value, of one moment. Reads every page that is not in the buffer pool. */
  readAll(): Promise<Record<number, string>> {
    return this.#read(async () => {
      const values: Record<number, string> = {}
      const pageIds = this.#pager.pageIds()
      for (let from = 0; from < pageIds.length; from += this.#pager.capacity) {
        const some = pageIds.slice(from, from + this.#pager.capacity)
        await this.#pager.load(some)
        for (const pageId of some) readSlots(this.#pager.cached(pageId)?.page ?? (await this.#page(pageId)), pageId, values)
      }
      return values
    })
  }

  /** Brings everything that is acknowledged now to the data volume and shortens the log. Transactions go on. */
  async checkpoint(): Promise<void> {
    await this.#checkpointing.run(async () => {
      this.#committer.check()
      const before = { end: this.#log.end, redoLsn: this.#checkpointer.redoLsn }
      try {
        await this.#context.span('checkpoint', () => this.#checkpointer.run())
      } catch (error) {
        this.#committer.fail(error as Error)
        throw error
      }
      this.#reportCheckpoint(before)
    })
    this.#committer.roomGained()
  }

  #reportCheckpoint(before: { readonly end: number; readonly redoLsn: number }): void {
    const { end } = this.#log
    const { redoLsn } = this.#checkpointer
    this.#context.sometimes('the log wraps round', end > this.#context.volumes.wal.sizeBytes)
    this.#context.sometimes('a checkpoint overlaps a transaction', end > before.end)
    const inOrder = before.redoLsn <= redoLsn && redoLsn <= end
    this.#context.always('the redo point never goes back', inOrder, { from: before.redoLsn, to: redoLsn, end })
  }

  /** Finishes running transactions, holds new ones, and takes a checkpoint: opening from here needs no redo. */
  async freeze(): Promise<void> {
    await this.#committer.hold()
    await this.checkpoint()
  }

  /** Lets the transactions go on that {@link freeze} holds. */
  thaw(): void {
    this.#committer.release()
  }

  /** Finishes running transactions, rejects new ones, and takes a last checkpoint. Reading stays possible. */
  async close(): Promise<void> {
    await this.#committer.close()
    await this.checkpoint()
  }

  async #page(pageId: number): Promise<Buffer> {
    return (this.#pager.cached(pageId) ?? (await this.#pager.fetch(pageId))).page
  }

  /** Reading may have to write dirty pages out; an error stops the database as any other does. */
  #read<T>(work: () => Promise<T>): Promise<T> {
    return this.#latch.run(async () => {
      this.#committer.check()
      try {
        return await work()
      } catch (error) {
        this.#committer.fail(error as Error)
        throw error
      }
    })
  }

  #relieveLog(): void {
    if (this.#log.usedBytes * 2 <= this.#context.volumes.wal.sizeBytes) return
    this.#checkpointDue = true
    this.#checkpointWanted.notify()
  }

  #startProcesses(checkpointIntervalUs: number): void {
    this.#context.spawn('log-writer', () => this.#committer.run())
    this.#context.spawn('log-relief', () => this.#runLogRelief())
    if (checkpointIntervalUs > 0)
      this.#context.spawn('checkpointer', () => this.#runCheckpointer(checkpointIntervalUs))
    this.#relieveLog()
  }

  /** Takes a checkpoint whenever the log is half full. */
  async #runLogRelief(): Promise<void> {
    while (!this.#committer.stopped) {
      if (!this.#checkpointDue) await this.#checkpointWanted.wait()
      this.#checkpointDue = false
      await this.#tryCheckpoint()
    }
  }

  async #runCheckpointer(intervalUs: number): Promise<void> {
    while (!this.#committer.stopped) {
      await this.#context.clock.sleep(intervalUs)
      await this.#tryCheckpoint()
    }
  }

  /** A failed checkpoint has stopped the database; who uses it next is told. */
  async #tryCheckpoint(): Promise<void> {
    await this.checkpoint().catch(() => undefined)
  }
}
