/**
 * A transactional key-value store in the manner of an LSM tree: a write-ahead log in segments on two volumes, a
 * memtable, sorted runs on a third, and a manifest that says which of all that is in force.
 *
 * It survives any power cut on a device that keeps sectors whole: every sector may hold any version since the
 * last flush that covers it. It does not claim to survive a device that loses or damages what it has flushed; it
 * detects damage to runs and to the manifest, not to the end of the log.
 */
import type { AppContext } from '../../core/machine/app.ts'
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { Committer } from './committer.ts'
import type { ManifestStoreDefect, ManifestStoreFlush } from './defects.ts'
import { checkEntry, type KeyWrite } from './entry.ts'
import { transactionBytes } from './frame.ts'
import { Log, MINIMUM_SLOTS, transactionLimitBytes } from './log.ts'
import { MAXIMUM_RUNS } from './manifest.ts'
import { recover, type Recovered } from './recovery.ts'
import { slotCount } from './segments.ts'
import type { Storage, VolumeName } from './storage.ts'
import { Tree } from './tree.ts'

/** How the store runs. */
export interface ManifestStoreOptions {
  /** Bytes of a log segment, its header included; at least two sectors. Default 16 KiB. */
  readonly segmentBytes?: number
  /** The memtable is written as a run when its entries take so many bytes. Default 16 KiB. */
  readonly memtableBytes?: number
  /** With more runs than this they are merged into one. From 1 to 27. Default 4. */
  readonly maximumRuns?: number
  /** A bug to plant. Default none. */
  readonly defect?: ManifestStoreDefect
  /** A flush to leave out. Default none. */
  readonly skipFlush?: ManifestStoreFlush
}

const KIB = 1024
const DEFAULTS = { segmentBytes: 16 * KIB, memtableBytes: 16 * KIB, maximumRuns: 4 } as const
/** A flush adds a run before a merge can follow, and so does a recovery. */
const RUNS_IN_RESERVE = 2

type Settings = Required<Omit<ManifestStoreOptions, 'defect' | 'skipFlush'>>

/** An open store. */
export class ManifestStore {
  /** How many transactions had to be replayed when it was opened. */
  readonly replayed: number
  readonly #context: AppContext<VolumeName>
  readonly #storage: Storage
  readonly #settings: Settings
  readonly #tree: Tree
  readonly #log: Log
  readonly #committer: Committer
  /** One flush or merge at a time. */
  readonly #flushing: Mutex
  readonly #flushWanted: Signal
  #flushDue = false

  private constructor(context: AppContext<VolumeName>, storage: Storage, settings: Settings, recovered: Recovered) {
    const newSignal = () => context.signal()
    this.replayed = recovered.replayed
    this.#context = context
    this.#storage = storage
    this.#settings = settings
    this.#log = new Log(storage, newSignal, recovered.logStart)
    this.#tree = new Tree(storage, this.#log, context.mutex(), recovered)
    this.#flushing = context.mutex()
    this.#flushWanted = newSignal()
    this.#committer = new Committer({
      log: this.#log,
      latch: context.mutex(),
      newSignal,
      apply: (transactions) => {
        for (const { writes } of transactions) this.#tree.apply(writes)
        if (this.#tree.memtableBytes >= settings.memtableBytes || this.#log.isCrowded) this.#requestFlush()
      },
      onCrowded: () => this.#requestFlush(),
    })
  }

  /**
   * Opens the store on its volumes: a new one on volumes that were never used, else after whatever recovery they need.
   * Throws a CorruptionError if they hold what no crash can leave, and a RangeError on options that do not fit them.
   */
  static async open(context: AppContext<VolumeName>, options: ManifestStoreOptions = {}): Promise<ManifestStore> {
    const settings = { ...DEFAULTS, ...options }
    const { volumes } = context
    const storage: Storage = {
      logs: [volumes['log-0'], volumes['log-1']],
      data: volumes.data,
      segmentBytes: settings.segmentBytes,
      defect: options.defect,
      skipFlush: options.skipFlush,
    }
    checkSettings(settings, storage)
    const recovered = await context.span('recovery', () => recover(storage))
    const store = new ManifestStore(context, storage, settings, recovered)
    store.#startProcesses()
    return store
  }

  /**
   * Applies all writes or none. Resolves when the transaction is durable; `position` is its place in the commit order,
   * without gaps. Throws a RangeError on a key, a value or a transaction that is too large, `Rejected` if it was
   * certainly not written, and any other error if nobody knows.
   */
  async transact(writes: readonly KeyWrite[]): Promise<{ readonly position: number }> {
    writes.forEach(checkEntry)
    const limitBytes = transactionLimitBytes(this.#storage)
    const sizeBytes = transactionBytes(writes)
    if (sizeBytes > limitBytes)
      throw new RangeError(`ManifestStore.transact: a transaction takes at most ${limitBytes} B of log, got ${sizeBytes} B`)
    return { position: await this.#committer.commit(writes) }
  }

  /** The value of a key, or undefined. Sees durable transactions only. */
  get(key: string): Promise<string | undefined> {
    return this.#tree.get(key)
  }

  /** Every key that has a value, of one moment. */
  readAll(): Promise<ReadonlyMap<string, string>> {
    return this.#tree.readAll()
  }

  /** Brings everything that is acknowledged now into runs. Transactions go on. */
  async checkpoint(): Promise<void> {
    await this.#flushing.run(async () => {
      this.#committer.check()
      try {
        await this.#context.span('checkpoint', () => this.#flushAndMerge())
      } catch (error) {
        this.#committer.stop(error as Error)
        throw error
      }
    })
    this.#committer.roomGained()
  }

  /** Finishes running transactions, holds new ones, and takes a checkpoint: opening from here needs no replay. */
  async freeze(): Promise<void> {
    await this.#committer.hold()
    await this.checkpoint()
  }

  /** Lets the transactions go on that {@link freeze} holds. */
  thaw(): void {
    this.#committer.release()
  }

  /** Finishes running transactions, takes a checkpoint, and ends. Later transactions are rejected. */
  async close(): Promise<void> {
    await this.freeze()
    this.#committer.stop(new Error('it was closed'))
    this.#flushWanted.notify()
  }

  async #flushAndMerge(): Promise<void> {
    await this.#tree.flushMemtable((section) => this.#committer.betweenBatches(section))
    if (this.#tree.runCount > this.#settings.maximumRuns) await this.#tree.compact()
  }

  #requestFlush(): void {
    this.#flushDue = true
    this.#flushWanted.notify()
  }

  #startProcesses(): void {
    this.#context.spawn('log-writer', () => this.#committer.run())
    this.#context.spawn('flusher', () => this.#runFlusher())
    if (this.#tree.runCount > this.#settings.maximumRuns) this.#requestFlush()
  }

  async #runFlusher(): Promise<void> {
    while (!this.#committer.stopped) {
      if (!this.#flushDue) await this.#flushWanted.wait()
      this.#flushDue = false
      // A failed checkpoint has stopped the store; who uses it next is told.
      await this.checkpoint().catch(() => undefined)
    }
  }
}

function checkSettings({ segmentBytes, memtableBytes, maximumRuns }: Settings, storage: Storage): void {
  if (!Number.isInteger(segmentBytes) || segmentBytes % SECTOR_BYTES !== 0 || segmentBytes < 2 * SECTOR_BYTES)
    throw new RangeError(`ManifestStore.open: segmentBytes must be two or more whole sectors, got ${segmentBytes}`)
  if (slotCount(storage) < MINIMUM_SLOTS)
    throw new RangeError(`ManifestStore.open: the log volumes must hold ${MINIMUM_SLOTS} segments, got ${slotCount(storage)}`)
  if (!Number.isInteger(memtableBytes) || memtableBytes < 1)
    throw new RangeError(`ManifestStore.open: memtableBytes must be a positive integer, got ${memtableBytes}`)
  if (!Number.isInteger(maximumRuns) || maximumRuns < 1 || maximumRuns > MAXIMUM_RUNS - RUNS_IN_RESERVE)
    throw new RangeError(
      `ManifestStore.open: maximumRuns must be from 1 to ${MAXIMUM_RUNS - RUNS_IN_RESERVE}, got ${maximumRuns}`,
    )
}
