/** A transaction that is to abort is never there: neither answered, which the oracle knows, nor on its way. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/drill/index.ts'
import { Rejected } from '../../../core/machine/app.ts'
import type { AppDefinition } from '../../../core/machine/app.ts'
import type { OperationRecord } from '../../../core/oracle/history.ts'
import { undoStore } from '../../../scenarios/undo-store/index.ts'
import type { Change, Ending, UndoStore, UndoStoreContent } from '../../../scenarios/undo-store/index.ts'
import { abortedLeaveNothing } from '../../../scenarios/undo-store-aborts.ts'
import type { Transaction } from '../../../scenarios/undo-store-aborts.ts'
import { SMALL, undoStoreScenario } from '../../../scenarios/undo-store-scenario.ts'
import { add, toggle } from './machine.ts'

function opposite(change: Change): Change {
  return change.kind === 'toggle' ? change : { ...change, amount: -change.amount }
}

/** Commits what is to abort, and takes it back by a second transaction before it answers. */
function repentant(store: UndoStore): UndoStore {
  const transact = async (changes: readonly Change[], ending: Ending = 'commit') => {
    if (ending === 'commit') return store.transact(changes)
    await store.transact(changes)
    await store.transact(changes.map(opposite))
    throw new Rejected('it was aborted')
  }
  return new Proxy(store, {
    get(target, name) {
      if (name === 'transact') return transact
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

function repentantApp(): AppDefinition<'wal' | 'data', UndoStore> {
  const app = undoStore(SMALL)
  return { ...app, boot: async (context) => repentant(await app.boot(context)) }
}

describe('a store that commits an aborted transaction on its way', () => {
  it('is caught, though nothing of it is there when it is answered', async () => {
    const correct = undoStoreScenario('undo-store/aborts', {}, false)
    const scenario = { ...correct, machines: { db: repentantApp() }, faults: [] }
    const { failures } = await drill(scenario, { seed: 'aborts', stateBudget: 200, shrinkAttempts: 0 })
    const told = failures.map(({ verdict, message }) => `${verdict}: ${message}`)
    expect(told).toContainEqual(expect.stringMatching(/^phantom: aborted transactions leave nothing: /))
    const { invariants: _without, ...blind } = scenario
    const unseen = await drill(blind, { seed: 'aborts', stateBudget: 200, shrinkAttempts: 0 })
    expect(unseen.failures.map(({ message }) => message)).toEqual([])
  })
})

describe('abortedLeaveNothing', () => {
  const record = (id: number, ending: Ending, ...changes: Change[]): OperationRecord<Transaction> => {
    const submitted = { seq: id, vector: [] } as unknown as OperationRecord['submitted']
    return { id, client: 0, value: { changes, ending }, submitted, answered: null, outcome: 'unknown', result: undefined, position: undefined }
  }
  const done = record(1, 'commit', add(1, 5), toggle(2))
  const open = [record(2, 'commit', add(1, 7), add(3, 4)), record(3, 'commit', toggle(2), toggle(4)), record(4, 'commit', toggle(4))]
  const aborted = record(5, 'abort', add(1, 9), toggle(6))
  const verdictOf = (observed: UndoStoreContent) =>
    abortedLeaveNothing({ must: [done], may: [done, ...open, aborted], observed }).status

  it.each<[string, UndoStoreContent]>([
    ['what must be there', { counters: { 1: 5 }, members: [2] }],
    ['an unanswered commit beside it', { counters: { 1: 12, 3: 4 }, members: [2] }],
    ['toggles that meet', { counters: { 1: 5 }, members: [4] }],
    ['all of them', { counters: { 1: 12, 3: 4 }, members: [] }],
  ])('is silent about %s', (_, observed) => expect(verdictOf(observed)).toBe('ok'))

  it('counts two transactions that share one value as two', () => {
    const twin = { ...open[0]!, id: 6 }
    const observed: UndoStoreContent = { counters: { 1: 19, 3: 8 }, members: [2] }
    const statusOf = (may: typeof open) => abortedLeaveNothing({ must: [done], may, observed }).status
    expect(statusOf([done, open[0]!, twin, aborted])).toBe('ok')
    expect(statusOf([done, twin, aborted])).toBe('violated')
  })

  it.each<[string, UndoStoreContent]>([
    ['an aborted transaction', { counters: { 1: 14 }, members: [2, 6] }],
    ['one beside a commit', { counters: { 1: 21, 3: 4 }, members: [2, 6] }],
    ['its toggle', { counters: { 1: 5 }, members: [2, 6] }],
    ['its amount', { counters: { 1: 14 }, members: [2] }],
  ])('objects to %s', (_, observed) => expect(verdictOf(observed)).toBe('violated'))
})
