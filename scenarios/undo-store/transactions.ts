/**
 * Transactions: admitted when the log has room for them and for taking them back, they log and make their changes
 * one at a time, and end with a commit record or with a rollback. They need no locks: differences commute, and
 * nobody reads while one runs.
 *
 * A device error stops the store: nothing is acknowledged any more. Changes may go on only as far as the log can
 * be trusted, and after a failed flush nobody knows what is durable.
 */
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { Rejected } from '../../core/machine/app.ts'
import type { MemberSet } from './member-set.ts'
import { changeCounter, rollBack } from './rollback.ts'
import type { ChangeParts, CounterChange } from './rollback.ts'

/** One change of a transaction: adds to a counter, or turns the membership of a number over. */
export type Change =
  | { readonly kind: 'add'; readonly counter: number; readonly amount: number }
  | { readonly kind: 'toggle'; readonly member: number }

/** How a transaction ends. */
export type Ending = 'commit' | 'abort'

/** What transactions work with. */
export interface TransactionParts extends ChangeParts {
  readonly members: MemberSet
  readonly logBytes: number
  readonly admission: Mutex
  readonly newSignal: () => Signal
  /** Called when a transaction waits for room in the log. */
  readonly onShortOfRoom: () => void
}

class Transaction {
  /** The LSN of its first record; null while it has none. */
  id: number | null = null
  readonly changes: CounterChange[] = []
  readonly toggles: number[] = []
  readonly reservedBytes: number

  constructor(reservedBytes: number) {
    this.reservedBytes = reservedBytes
  }
}

/** What a transaction of so many changes takes in the log at most: each record alone in its frame, all taken back. */
export function reservationBytes(changes: number): number {
  return (2 * changes + 1) * SECTOR_BYTES
}

/** Runs transactions. */
export class Transactions {
  readonly #parts: TransactionParts
  /** Notified whenever a transaction that was held may try again. */
  readonly #released: Signal
  readonly #idle: Signal
  /** Those whose last record is not durable. */
  readonly #unended = new Set<Transaction>()
  #running = 0
  #holds = 0
  #closed = false
  #failure: Error | undefined

  constructor(parts: TransactionParts) {
    this.#parts = parts
    this.#released = parts.newSignal()
    this.#idle = parts.newSignal()
  }

  /** True if a device error has stopped the store. */
  get stopped(): boolean {
    return this.#failure !== undefined
  }

  /** Throws if a device error has stopped the store. */
  check(): void {
    if (this.#failure !== undefined) throw new Error(`undo-store has stopped: ${this.#failure.message}`)
  }

  /** The first record of the oldest transaction that recovery might have to take back; Infinity if there is none. */
  oldestFirstLsn(): number {
    let oldest = Infinity
    for (const { id } of this.#unended) oldest = Math.min(oldest, id ?? Infinity)
    return oldest
  }

  /** Makes the changes and ends as asked. Resolves with the LSN of the commit record when it is durable. */
  async run(changes: readonly Change[], ending: Ending): Promise<number> {
    const transaction = new Transaction(reservationBytes(changes.length))
    await this.#parts.admission.run(() => this.#admit(transaction))
    try {
      await this.#change(transaction, changes)
      if (ending === 'abort') await this.#abort(transaction)
      return await this.#commit(transaction)
    } finally {
      if (--this.#running === 0) this.#idle.notify()
    }
  }

  /** Finishes what runs and holds what comes, until {@link release}. May be called several times. */
  async hold(): Promise<void> {
    this.#holds++
    await this.idle()
  }

  /** Resolves when no transaction runs. */
  async idle(): Promise<void> {
    while (this.#running > 0) await this.#idle.wait()
  }

  /** Lets held transactions go on, once it was called as often as {@link hold}. */
  release(): void {
    this.#holds--
    this.#released.notify()
  }

  /** To be called when the log has become shorter. */
  roomGained(): void {
    this.#released.notify()
  }

  /** Rejects what has not begun, and what comes. */
  close(): void {
    this.#closed = true
    this.#released.notify()
  }

  /** Stops the store. Nothing is acknowledged any more. */
  fail(error: Error): void {
    this.#failure ??= error
    this.#released.notify()
  }

  /** Waits at the gate and for room in the log; first come, first served. */
  async #admit(transaction: Transaction): Promise<void> {
    while (!this.#closed && !this.stopped && (this.#holds > 0 || !this.#hasRoom(transaction))) {
      if (this.#holds === 0) this.#parts.onShortOfRoom()
      await this.#released.wait()
    }
    if (this.#closed) throw new Rejected('undo-store: the store is closed')
    if (this.#failure !== undefined) throw new Rejected(`undo-store has stopped: ${this.#failure.message}`)
    this.#running++
    this.#unended.add(transaction)
  }

  #hasRoom({ reservedBytes }: Transaction): boolean {
    let wanted = this.#parts.log.usedBytes + reservedBytes
    for (const other of this.#unended) wanted += other.reservedBytes
    return wanted <= this.#parts.logBytes
  }

  async #change(transaction: Transaction, changes: readonly Change[]): Promise<void> {
    const { log } = this.#parts
    try {
      for (const change of changes) {
        this.check()
        if (change.kind === 'toggle') {
          const lsn = log.append({ kind: 'toggle', transaction: transaction.id, subject: change.member })
          transaction.id ??= lsn
          transaction.toggles.push(change.member)
        } else await this.#add(transaction, change)
      }
    } catch (error) {
      this.fail(error as Error)
      throw new Rejected(`undo-store: the transaction will be taken back: ${(error as Error).message}`)
    }
  }

  #add(transaction: Transaction, { counter, amount }: Extract<Change, { kind: 'add' }>): Promise<void> {
    const record = { kind: 'add', transaction: transaction.id, subject: counter, amount } as const
    return changeCounter(this.#parts, record, (lsn) => {
      transaction.id ??= lsn
      transaction.changes.push({ lsn, counter, amount })
    })
  }

  async #abort(transaction: Transaction): Promise<never> {
    try {
      await rollBack(this.#parts, transaction.id!, transaction.changes, () => this.#ended(transaction))
    } catch (error) {
      this.fail(error as Error)
    }
    // Who waits for room waits for the end of this transaction to become durable.
    this.#released.notify()
    throw new Rejected('undo-store: the transaction was aborted')
  }

  async #commit(transaction: Transaction): Promise<number> {
    const { log, members } = this.#parts
    const lsn = log.append({ kind: 'commit', transaction: transaction.id! }, () => {
      for (const member of transaction.toggles) members.toggle(member)
      this.#ended(transaction)
    })
    try {
      await log.force(lsn)
    } catch (error) {
      this.fail(error as Error)
      throw new Error(`undo-store: nobody knows whether the transaction is durable: ${(error as Error).message}`)
    }
    return lsn
  }

  #ended(transaction: Transaction): void {
    this.#unended.delete(transaction)
    this.#released.notify()
  }
}
