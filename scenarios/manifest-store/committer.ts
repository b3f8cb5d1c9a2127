/**
 * Brings transactions into the log, in the order of the calls, and then into the memtable. A device error ends the
 * store: what was sent may or may not be durable, and a flush that succeeds after one that failed proves nothing.
 */
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { Rejected } from '../../core/machine/app.ts'
import type { KeyWrite } from './entry.ts'
import type { Batch, Log, Transaction } from './log.ts'

/** What the committer works with. */
export interface CommitterParts {
  readonly log: Log
  /** Held from the write of a batch until it is in the memtable. */
  readonly latch: Mutex
  readonly newSignal: () => Signal
  /** Makes durable transactions visible. */
  readonly apply: (transactions: readonly Transaction[]) => void
  /** Called when the log has no room for the next batch. */
  readonly onCrowded: () => void
}

export class Committer {
  readonly #parts: CommitterParts
  readonly #queued: Signal
  /** Notified when held transactions may go on, and when the log has become shorter. */
  readonly #released: Signal
  readonly #idle: Signal
  #running = 0
  #held = false
  #failure: Error | undefined

  constructor(parts: CommitterParts) {
    this.#parts = parts
    this.#queued = parts.newSignal()
    this.#released = parts.newSignal()
    this.#idle = parts.newSignal()
  }

  /** True if the store was closed, or a device error has stopped it. */
  get stopped(): boolean {
    return this.#failure !== undefined
  }

  /** Throws if the store has stopped. */
  check(): void {
    if (this.#failure !== undefined) throw new Error(`manifest-store has stopped: ${this.#failure.message}`)
  }

  /** Resolves with the number of the transaction when it is durable and visible. */
  async commit(writes: readonly KeyWrite[]): Promise<number> {
    while (this.#held && this.#failure === undefined) await this.#released.wait()
    if (this.#failure !== undefined) throw this.#rejection()
    this.#running += 1
    const { transaction, batch } = this.#parts.log.append(writes)
    this.#queued.notify()
    if (batch.outcome === undefined) await batch.ended.wait()
    this.#running -= 1
    if (this.#running === 0) this.#idle.notify()
    const failure = batch.outcome?.failure
    if (failure !== undefined) throw failure
    return transaction.number
  }

  /** Finishes what runs and holds what comes. */
  async hold(): Promise<void> {
    this.#held = true
    while (this.#running > 0) await this.#idle.wait()
    this.check()
  }

  /** Lets held transactions go on. */
  release(): void {
    this.#held = false
    this.#released.notify()
  }

  /** Runs a section while no batch is under way. An error in it stops the store before another batch begins. */
  betweenBatches<T>(section: () => Promise<T>): Promise<T> {
    return this.#parts.latch.run(async () => {
      this.check()
      try {
        return await section()
      } catch (error) {
        this.stop(error as Error)
        throw error
      }
    })
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

  /** Stops the store. Nothing is acknowledged any more. */
  stop(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    for (let batch = this.#parts.log.take(); batch; batch = this.#parts.log.take()) this.#end(batch, this.#rejection())
    this.#queued.notify()
    this.#released.notify()
  }

  #rejection(): Rejected {
    return new Rejected(`manifest-store has stopped: ${this.#failure?.message}`)
  }

  async #process(batch: Batch): Promise<void> {
    const { log, apply, onCrowded } = this.#parts
    while (this.#failure === undefined && !log.hasRoomFor(batch)) {
      onCrowded()
      await this.#released.wait()
    }
    let sent = false
    try {
      await this.betweenBatches(async () => {
        sent = true
        await log.sync(await log.write(batch))
        apply(batch.transactions)
      })
      this.#end(batch)
    } catch (error) {
      const unknown = `manifest-store: nobody knows whether the transaction is durable: ${String(error)}`
      this.#end(batch, sent ? new Error(unknown) : this.#rejection())
    }
  }

  #end(batch: Batch, failure?: Error): void {
    batch.outcome = failure === undefined ? {} : { failure }
    batch.ended.notify()
  }
}
