/**
 * The first pass of recovery: what became of each transaction in the log. The redo point of a checkpoint never
 * lies behind the first record of a transaction that had not ended, so the log alone tells it all.
 */
import type { LogRecord } from './record.ts'
import type { CounterChange } from './rollback.ts'

/** A transaction that committed, with what it announced to toggle. */
export interface Winner {
  readonly commitLsn: number
  readonly toggles: readonly number[]
}

/** A transaction that neither committed nor ended, with what is still to be taken back, ascending. */
export interface Loser {
  readonly transaction: number
  readonly changes: readonly CounterChange[]
}

export interface Analysis {
  /** In the order of their commits. */
  readonly winners: readonly Winner[]
  readonly losers: readonly Loser[]
}

interface Seen {
  readonly changes: Map<number, CounterChange>
  readonly toggles: number[]
}

/** Reads the records in their order. */
export function analyse(records: readonly LogRecord[]): Analysis {
  const open = new Map<number, Seen>()
  const winners: Winner[] = []
  for (const { lsn, kind, transaction, subject, amount, compensates } of records) {
    const seen = open.get(transaction) ?? { changes: new Map<number, CounterChange>(), toggles: [] }
    open.set(transaction, seen)
    if (kind === 'add') seen.changes.set(lsn, { lsn, counter: subject, amount })
    else if (kind === 'compensation') seen.changes.delete(compensates)
    else if (kind === 'toggle') seen.toggles.push(subject)
    else open.delete(transaction)
    if (kind === 'commit') winners.push({ commitLsn: lsn, toggles: seen.toggles })
  }
  const losers = [...open].map(([transaction, { changes }]) => ({ transaction, changes: [...changes.values()] }))
  return { winners, losers }
}
