/** Transactions over counters and a set in the undo store, some of them aborted, by several clients. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import type { Model } from '../core/oracle/index.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'
import { undoStore } from './undo-store/index.ts'
import type { Change, UndoStore, UndoStoreAppOptions, UndoStoreContent } from './undo-store/index.ts'
import { abortedLeaveNothing } from './undo-store-aborts.ts'
import type { Transaction } from './undo-store-aborts.ts'

/** Two or three counters on each of eight pages, in both sectors of them. */
const COUNTERS = 20
const COUNTER_STRIDE = 49
const MEMBERS = 12

const addition: fc.Arbitrary<Change> = fc.record({
  kind: fc.constant('add'),
  counter: fc.nat(COUNTERS - 1).map((index) => index * COUNTER_STRIDE),
  // Wide, so that no two sums of a few amounts are the same.
  amount: fc.integer({ min: 1, max: 1_000_000 }),
})

const toggle: fc.Arbitrary<Change> = fc.record({ kind: fc.constant('toggle'), member: fc.nat(MEMBERS - 1) })

/** At most three: to name what went wrong, the oracle tries every part of every transaction near the crash. */
const changes = fc.array(fc.oneof({ weight: 2, arbitrary: addition }, { weight: 1, arbitrary: toggle }), {
  minLength: 1,
  maxLength: 3,
  size: 'max',
})

/** Most aborted transactions only add: a toggle leaves nothing to be taken back. */
const transaction: fc.Arbitrary<Transaction> = fc.oneof(
  { weight: 11, arbitrary: fc.record({ changes, ending: fc.constant('commit') }) },
  { weight: 2, arbitrary: fc.record({ changes: fc.array(addition, { minLength: 1, maxLength: 3, size: 'max' }), ending: fc.constant('abort') }) },
  { weight: 1, arbitrary: fc.record({ changes, ending: fc.constant('abort') }) },
)

/**
 * What transactions do that are not rejected. To it one that is to abort and has no answer is as any other without an
 * answer; that nothing of it is there is an invariant of its own.
 */
const model: Model<UndoStoreContent, Transaction, unknown> = {
  initial: { counters: {}, members: [] },
  step: (state, { changes }) => changes.reduce(changed, state),
  pieces: ({ changes, ending }) => changes.map((single) => ({ changes: [single], ending })),
}

function changed({ counters, members }: UndoStoreContent, change: Change): UndoStoreContent {
  if (change.kind === 'add') {
    const { [change.counter]: before = 0, ...others } = counters
    const after = before + change.amount
    return { counters: after === 0 ? others : { ...others, [change.counter]: after }, members }
  }
  const without = members.filter((member) => member !== change.member)
  const after = without.length < members.length ? without : [...members, change.member].sort((a, b) => a - b)
  return { counters, members: after }
}

/** Fewer frames than pages and short intervals, so that a drill meets evictions and several checkpoints. */
export const SMALL: UndoStoreAppOptions = { checkpointIntervalUs: 6000, frames: 3, walSize: '32KiB', dataSize: '24KiB' }

/** The same workload and oracle for the correct store and for every planted defect. */
export function undoStoreScenario(name: string, options: UndoStoreAppOptions = {}, policy?: ReplicationPolicy | false): Scenario {
  return scenario({
    name,
    machines: { db: undoStore({ ...SMALL, ...options }) },
    operation: transaction,
    async apply({ db }, { changes, ending }) {
      const { position } = await db.transact(changes, ending)
      return committed(position)
    },
    model,
    observe: ({ db }: { readonly db: UndoStore }) => db.readAll(),
    invariants: { 'aborted transactions leave nothing': abortedLeaveNothing },
    ...(policy === undefined ? {} : { policy }),
    faults: ['stall', 'error-once', 'error-sticky', 'error-then-clean', 'enospc', 'never-answers'],
  })
}
