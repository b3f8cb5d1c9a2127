/**
 * A store of counters and of a set, changed by transactions that may abort: steal, no force. Write-ahead log of
 * differences with compensation records on one volume; pages with stamps, two places a page, and fuzzy checkpoints
 * with a snapshot of the set on the other. Recovery is analysis, redo and undo, in the manner of ARIES.
 *
 * It survives any power cut on a device that keeps sectors whole: every sector may hold any version since the last
 * flush that covers it. It does not claim to survive a device that loses or damages what it has flushed; of a page
 * whose newest copy rots it would take the older one.
 */
import type { AppContext } from '../../core/machine/app.ts'
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { Checkpointer } from './checkpoint.ts'
import type { UndoStoreDefect, UndoStoreFlush } from './defects.ts'
import { pageCapacity } from './layout.ts'
import { MEMBER_COUNT } from './member-set.ts'
import type { MemberSet } from './member-set.ts'
import { COUNTERS_PER_PAGE } from './page.ts'
import type { Pager } from './pager.ts'
import { recover } from './recovery.ts'
import type { Recovered } from './recovery.ts'
import type { Storage } from './storage.ts'
import { reservationBytes, Transactions } from './transactions.ts'
import type { Change, Ending } from './transactions.ts'

/** How the store runs. */
export interface UndoStoreOptions {
  /** Pages that the buffer pool holds, at least 1. Default 16. */
  readonly frames?: number
  /** Virtual time between checkpoints in microseconds; 0: only when the log is short of room. Default 10 000. */
  readonly checkpointIntervalUs?: number
  /** A bug to plant. Default none. */
  readonly defect?: UndoStoreDefect
  /** A flush to leave out. Default none. */
  readonly skipFlush?: UndoStoreFlush
}

/** All that the store holds. */
export interface UndoStoreContent {
  /** Every counter that is not zero. */
  readonly counters: Readonly<Record<number, number>>
  /** Ascending. */
  readonly members: readonly number[]
}

const DEFAULT_FRAMES = 16
const DEFAULT_CHECKPOINT_INTERVAL_US = 10_000
const AMOUNT_LIMIT = 2 ** 31
/** A transaction takes at most this share of the log, so that several can run. */
const LOG_SHARE = 4

/** An open store. */
export class UndoStore {
  /** How many log records had to be read again when it was opened. */
  readonly replayed: number
  readonly #context: AppContext<'wal' | 'data'>
  readonly #pager: Pager
  readonly #members: MemberSet
  readonly #latch: Mutex
  readonly #transactions: Transactions
  readonly #checkpointer: Checkpointer
  readonly #checkpointing: Mutex
  readonly #checkpointWanted: Signal
  readonly #limits: { readonly changes: number; readonly counters: number }
  #checkpointDue = false
  #frozen = false

  private constructor(context: AppContext<'wal' | 'data'>, storage: Storage, latch: Mutex, recovered: Recovered) {
    const { log, pager, members, checkpoint } = recovered
    const { wal, data } = storage
    this.#context = context
    this.#pager = pager
    this.#members = members
    this.replayed = recovered.replayed
    this.#latch = latch
    this.#checkpointing = context.mutex()
    this.#checkpointWanted = context.signal()
    this.#limits = { changes: changeLimit(wal.sizeBytes), counters: pageCapacity(data.sizeBytes) * COUNTERS_PER_PAGE }
    this.#transactions = new Transactions({
      log,
      pager,
      latch,
      members,
      defect: storage.defect,
      logBytes: wal.sizeBytes,
      admission: context.mutex(),
      newSignal: () => context.signal(),
      onShortOfRoom: () => this.#wantCheckpoint(),
    })
    const oldestFirstLsn = (): number => this.#transactions.oldestFirstLsn()
    this.#checkpointer = new Checkpointer({ storage, pager, log, members, oldestFirstLsn }, checkpoint)
  }

  /**
   * Opens the store on its volumes: a new one on volumes that were never used, else after whatever recovery
   * they need. Throws a CorruptionError if they hold what no crash can leave.
   */
  static async open(context: AppContext<'wal' | 'data'>, options: UndoStoreOptions = {}): Promise<UndoStore> {
    const { frames = DEFAULT_FRAMES, checkpointIntervalUs = DEFAULT_CHECKPOINT_INTERVAL_US } = options
    const { wal, data } = context.volumes
    if (!(Number.isInteger(frames) && frames >= 1))
      throw new RangeError(`UndoStore.open: frames must be a positive integer, got ${frames}`)
    if (changeLimit(wal.sizeBytes) < 1)
      throw new RangeError(`UndoStore.open: the log volume has no room for a transaction, got ${wal.sizeBytes} B`)
    if (pageCapacity(data.sizeBytes) < 1)
      throw new RangeError(`UndoStore.open: the data volume has no room for a page, got ${data.sizeBytes} B`)
    const storage: Storage = { wal, data, defect: options.defect, skipFlush: options.skipFlush }
    const latch = context.mutex()
    const parts = { frames, latch, newMutex: () => context.mutex() }
    const recovered = await context.span('recovery', () => recover(storage, parts))
    const store = new UndoStore(context, storage, latch, recovered)
    store.#startProcesses(checkpointIntervalUs)
    return store
  }

  /**
   * Makes all changes or none. Resolves when they are durable; `position` is the place in the commit order, ascending
   * but with gaps. With the ending `abort` it makes them, takes them back and throws `Rejected`. Throws a RangeError on
   * a change that the store cannot hold or too many of them, `Rejected` if nothing is certain to stay, and any other
   * error if nobody knows.
   */
  async transact(changes: readonly Change[], ending: Ending = 'commit'): Promise<{ readonly position: number }> {
    this.#validate(changes)
    return { position: await this.#transactions.run(changes, ending) }
  }

  /** All that the store holds, of one moment: running transactions finish first, others wait. */
  async readAll(): Promise<UndoStoreContent> {
    this.#transactions.check()
    await this.#transactions.hold()
    try {
      return await this.#latch.run(async () => {
        this.#transactions.check()
        return { counters: await this.#pager.readCounters(), members: this.#members.toArray() }
      })
    } finally {
      this.#transactions.release()
    }
  }

  /** Brings everything that is done now to the data volume and shortens the log. Transactions go on. */
  async checkpoint(): Promise<void> {
    const gained = await this.#checkpointing.run(async () => {
      this.#transactions.check()
      try {
        return await this.#context.span('checkpoint', () => this.#checkpointer.run())
      } catch (error) {
        this.#transactions.fail(error as Error)
        throw error
      }
    })
    // Not if there was nothing to gain: who waits for room would ask for a checkpoint at once, and so for ever.
    if (gained) this.#transactions.roomGained()
  }

  /** Finishes running transactions, holds new ones, and takes a checkpoint: opening from here reads no log. */
  async freeze(): Promise<void> {
    if (this.#frozen) await this.#transactions.idle()
    else {
      this.#frozen = true
      await this.#transactions.hold()
    }
    await this.checkpoint()
  }

  /** Lets the transactions go on that {@link freeze} holds; does nothing if none does. */
  thaw(): void {
    if (!this.#frozen) return
    this.#frozen = false
    this.#transactions.release()
  }

  /** Finishes running transactions and takes a last checkpoint. Those that have not begun are rejected. */
  async close(): Promise<void> {
    this.#transactions.close()
    await this.#transactions.hold()
    await this.checkpoint()
    this.#transactions.release()
  }

  #validate(changes: readonly Change[]): void {
    const { changes: most, counters } = this.#limits
    if (changes.length < 1 || changes.length > most)
      throw new RangeError(`UndoStore.transact: a transaction has 1 to ${most} changes, got ${changes.length}`)
    for (const change of changes) {
      const [what, number, bound] =
        change.kind === 'add' ? ['counter', change.counter, counters] as const : ['member', change.member, MEMBER_COUNT] as const
      if (!Number.isInteger(number) || number < 0 || number >= bound)
        throw new RangeError(`UndoStore.transact: ${what} must be an integer from 0 to ${bound - 1}, got ${number}`)
      if (change.kind === 'add' && !(Number.isInteger(change.amount) && Math.abs(change.amount) < AMOUNT_LIMIT))
        throw new RangeError(`UndoStore.transact: amount must be an integer below 2^31, got ${change.amount}`)
    }
  }

  #wantCheckpoint(): void {
    this.#checkpointDue = true
    this.#checkpointWanted.notify()
  }

  #startProcesses(checkpointIntervalUs: number): void {
    this.#context.spawn('log-relief', () => this.#runLogRelief())
    if (checkpointIntervalUs > 0)
      this.#context.spawn('checkpointer', () => this.#runCheckpointer(checkpointIntervalUs))
  }

  /** Takes a checkpoint whenever a transaction waits for room in the log. */
  async #runLogRelief(): Promise<void> {
    while (!this.#transactions.stopped) {
      if (!this.#checkpointDue) await this.#checkpointWanted.wait()
      this.#checkpointDue = false
      await this.#tryCheckpoint()
    }
  }

  async #runCheckpointer(intervalUs: number): Promise<void> {
    while (!this.#transactions.stopped) {
      await this.#context.clock.sleep(intervalUs)
      await this.#tryCheckpoint()
    }
  }

  /** A failed checkpoint has stopped the store; who uses it next is told. */
  async #tryCheckpoint(): Promise<void> {
    await this.checkpoint().catch(() => undefined)
  }
}

/** The most changes of a transaction in a log of this size. */
function changeLimit(logBytes: number): number {
  let changes = 0
  while (reservationBytes(changes + 1) * LOG_SHARE <= logBytes) changes++
  return changes
}
