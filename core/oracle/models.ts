import type { Model } from './model.ts'

/**
 * Ready reference models. Each is plain data and functions: use it as the `model` of a scenario,
 * or copy it as a start for your own.
 */

/** Values in the order in which they were appended. Give `committed` positions if several clients append. */
export function sequence<Value>(initial: readonly Value[] = []): Model<readonly Value[], Value, unknown> {
  return { initial, step: (state, value) => [...state, value] }
}

/** One text, or several that belong together and are appended as one. */
export type LogAppend = string | readonly string[]

/** A log of text records without holes; a batch is appended as a whole or not at all. */
export function log<Append extends LogAppend = LogAppend>(
  initial: readonly string[] = [],
): Model<readonly string[], Append, unknown> {
  return {
    initial,
    step: (state, append) => (typeof append === 'string' ? [...state, append] : [...state, ...append]),
    pieces: (append) => (typeof append === 'string' ? [append] : append) as readonly Append[],
  }
}

/** A transaction over keys: every write of it, or none. A null value deletes the key. */
export interface RegisterWrites<Value> {
  readonly writes: readonly { readonly key: string; readonly value: Value | null }[]
}

/**
 * Independent keys, written by transactions. The state is a `Map`: an application that is
 * observed as an object goes with `project: (state) => Object.fromEntries(state)`.
 */
export function registers<Value = string>(
  initial: ReadonlyMap<string, Value> = new Map(),
): Model<ReadonlyMap<string, Value>, RegisterWrites<Value>, unknown> {
  return {
    initial,
    step: (state, { writes }) => {
      const next = new Map(state)
      for (const { key, value } of writes) {
        if (value === null) next.delete(key)
        else next.set(key, value)
      }
      return next
    },
    pieces: ({ writes }) => writes.map((write) => ({ writes: [write] })),
  }
}

export interface Transfer {
  readonly from: string
  readonly to: string
  /** In the smallest unit of the currency, so that sums are exact. */
  readonly amount: number
  /** Only one side of the transfer. For the model's own use: what a broken application may do. */
  readonly part?: 'debit' | 'credit'
}

/**
 * Accounts between which money moves; the sum never changes. A transfer that the application
 * refused, or that is not covered, changes nothing.
 *
 * @param opening The balance of each account at the start.
 * @param isRefused Whether an answer says that the transfer was refused; default: `false`,
 * `'refused'`, or an object with `refused: true`.
 */
export function ledger(
  opening: Readonly<Record<string, number>>,
  isRefused: (result: unknown) => boolean = saysRefused,
): Model<Readonly<Record<string, number>>, Transfer, unknown> {
  return {
    initial: opening,
    step: (state, { from, to, amount, part }, result) => {
      if (isRefused(result) || (part !== 'credit' && balance(state, from) < amount)) return state
      const debited = part === 'credit' ? state : { ...state, [from]: balance(state, from) - amount }
      return part === 'debit' ? debited : { ...debited, [to]: balance(debited, to) + amount }
    },
    pieces: (transfer) => [{ ...transfer, part: 'debit' }, { ...transfer, part: 'credit' }],
  }
}

function balance(state: Readonly<Record<string, number>>, account: string): number {
  return Object.hasOwn(state, account) ? state[account] : 0
}

function saysRefused(result: unknown): boolean {
  if (result === false || result === 'refused') return true
  return typeof result === 'object' && result !== null && 'refused' in result && result.refused === true
}
