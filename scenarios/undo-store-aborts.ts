/**
 * No aborted transaction is there, answered or not. The oracle does not know that: to it an operation without an answer
 * may be there as a whole. Asked when the oracle has found an order, it says whether committing transactions
 * alone explain the data. Differences commute, so the order does not matter; nothing is damaged in part here.
 */
import type { InvariantContext } from '../core/drill/index.ts'
import type { OperationRecord, Verdict } from '../core/oracle/index.ts'
import type { Change, Ending, UndoStoreContent } from './undo-store/index.ts'

export interface Transaction {
  readonly changes: readonly Change[]
  readonly ending: Ending
}

type Transactions = readonly OperationRecord<Transaction>[]
type Context = Pick<InvariantContext<Transaction, UndoStoreContent>, 'must' | 'may' | 'observed'>

/** What is there and not explained yet. */
interface Rest {
  readonly amounts: ReadonlyMap<number, number>
  readonly members: ReadonlySet<number>
}

/** The invariant. Takes the parts of its context that it needs. */
export function abortedLeaveNothing({ must, may, observed }: Context): Verdict {
  const certain = new Set(must)
  const open = may.filter((record) => !certain.has(record) && record.value.ending === 'commit')
  const amounts = new Map(Object.entries(observed.counters).map(([counter, amount]) => [Number(counter), amount]))
  const rest = must.reduce<Rest>((left, { value }) => without(left, value.changes), { amounts, members: new Set(observed.members) })
  if (isExplained(rest, open)) return { status: 'ok' }
  const { id } = may.find(({ value, outcome }) => value.ending === 'abort' && outcome !== 'ok') ?? { id: undefined }
  return {
    status: 'violated',
    verdict: 'phantom',
    message: 'a transaction that was to abort is there: no choice of the others explains the data',
    ...(id === undefined ? {} : { operations: [id] }),
  }
}

/**
 * Whether some of the transactions leave just this. Whatever is left over somewhere must come from one that changes
 * that very place, so few have to be tried. They are told apart as records: two may share one value.
 */
function isExplained(rest: Rest, transactions: Transactions): boolean {
  const counter = [...rest.amounts].find(([, amount]) => amount !== 0)?.[0]
  const [member] = rest.members
  if (counter === undefined && member === undefined) return true
  const touches = (change: Change): boolean =>
    counter === undefined ? change.kind === 'toggle' && change.member === member : change.kind === 'add' && change.counter === counter
  return transactions.some((transaction) => {
    const { changes } = transaction.value
    if (!changes.some(touches)) return false
    const left = without(rest, changes)
    // Amounts are positive, so what has gone below zero stays there.
    return [...left.amounts.values()].every((amount) => amount >= 0) &&
      isExplained(left, transactions.filter((other) => other !== transaction))
  })
}

function without(rest: Rest, changes: readonly Change[]): Rest {
  const amounts = new Map(rest.amounts)
  const members = new Set(rest.members)
  for (const change of changes) {
    if (change.kind === 'add') amounts.set(change.counter, (amounts.get(change.counter) ?? 0) - change.amount)
    else if (!members.delete(change.member)) members.add(change.member)
  }
  return { amounts, members }
}
