/**
 * Memtable and runs: what the store holds. The memtable takes durable transactions; when it is full it is sealed,
 * written as a run and dropped, and now and then all runs are merged into one. Every such step takes force with
 * a manifest, after all that it names is durable and before anything that the manifest before it names is given up.
 */
import type { Mutex } from '../../core/sim/signal.ts'
import type { KeyWrite } from './entry.ts'
import type { Log } from './log.ts'
import { logRules } from './log-rules.ts'
import { writeManifest, type Manifest } from './manifest.ts'
import { Memtable } from './memtable.ts'
import type { Recovered } from './recovery.ts'
import { mergeRuns, readRun, withoutDeletions, writeRun, type Run, type RunValues } from './run.ts'
import type { RunSpace } from './run-space.ts'
import { flush, type Storage } from './storage.ts'

export class Tree {
  readonly #storage: Storage
  readonly #log: Log
  /** Held while runs are read or exchanged: the space of a run that is gone may be written again. */
  readonly #latch: Mutex
  readonly #space: RunSpace
  #manifest: Manifest
  #memtable: Memtable
  /** Full, and on its way to become a run. */
  #sealed: Memtable | undefined
  /** Oldest first. */
  #runs: readonly Run[]

  constructor(storage: Storage, log: Log, latch: Mutex, recovered: Recovered) {
    this.#storage = storage
    this.#log = log
    this.#latch = latch
    this.#space = recovered.space
    this.#manifest = recovered.manifest
    this.#memtable = recovered.memtable
    this.#runs = recovered.runs
  }

  get memtableBytes(): number {
    return this.#memtable.sizeBytes
  }

  get runCount(): number {
    return this.#runs.length
  }

  apply(writes: readonly KeyWrite[]): void {
    this.#memtable.apply(writes)
  }

  get(key: string): Promise<string | undefined> {
    return this.#latch.run(async () => {
      for (const memtable of [this.#memtable, this.#sealed])
        if (memtable?.values.has(key)) return memtable.values.get(key) ?? undefined
      for (const run of this.#runs.toReversed()) {
        const values = await this.#valuesOf(run)
        if (values.has(key)) return values.get(key) ?? undefined
      }
      return undefined
    })
  }

  /** Every key that has a value, of one moment. */
  readAll(): Promise<ReadonlyMap<string, string>> {
    return this.#latch.run(async () => {
      const runs = await Promise.all(this.#runs.map((run) => this.#valuesOf(run)))
      const newer = this.#sealed ? [this.#sealed.values, this.#memtable.values] : [this.#memtable.values]
      return withoutDeletions(mergeRuns([...runs, ...newer]))
    })
  }

  /**
   * Writes the memtable as a run and gives up the log before it.
   * @param betweenBatches runs its argument while no batch does
   */
  async flushMemtable(betweenBatches: Mutex['run']): Promise<void> {
    const start = await betweenBatches(async () => {
      if (this.#memtable.isEmpty) return undefined
      this.#sealed = this.#memtable
      this.#memtable = new Memtable()
      return this.#log.startSegment()
    })
    if (start === undefined) return
    const run = await this.#writeRun(this.#sealed!.values)
    const runs = [...this.#runs, run]
    await this.#record(runs, { firstSegment: start.segment, firstNumber: start.number })
    if (logRules(this.#storage.defect).manifestFirst) await flush(this.#storage, this.#storage.data, 'manifest')
    await this.#exchangeRuns(runs)
    await this.#log.retireBefore(start.segment)
  }

  /** Merges all runs into one. Under it there is nothing older, so deletions have done their work. */
  async compact(): Promise<void> {
    const older = await this.#latch.run(() => Promise.all(this.#runs.map((run) => this.#valuesOf(run))))
    const run = await this.#writeRun(withoutDeletions(mergeRuns(older)))
    await this.#record([run], {})
    await flush(this.#storage, this.#storage.data, 'manifest')
    await this.#exchangeRuns([run])
  }

  async #writeRun(values: RunValues): Promise<Run> {
    const id = this.#manifest.sequence + 1
    const run = await writeRun(this.#storage, id, values, (sizeBytes) => this.#space.allocate(sizeBytes))
    await flush(this.#storage, this.#storage.data, 'run')
    return run
  }

  async #record(runs: readonly Run[], log: Partial<Pick<Manifest, 'firstSegment' | 'firstNumber'>>): Promise<void> {
    const sequence = this.#manifest.sequence + 1
    this.#manifest = { ...this.#manifest, ...log, sequence, runs: runs.map(({ meta }) => meta) }
    await writeManifest(this.#storage, this.#manifest)
  }

  async #exchangeRuns(runs: readonly Run[]): Promise<void> {
    await this.#latch.run(async () => {
      this.#runs = runs
      this.#sealed = undefined
      this.#space.rebuild(runs.map(({ meta }) => meta))
    })
  }

  /** A run is small; once read it is kept. */
  async #valuesOf(run: Run): Promise<RunValues> {
    run.values ??= await readRun(this.#storage, run)
    return run.values
  }
}
