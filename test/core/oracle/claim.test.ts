import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cut, Durability, OperationRecord, SyncSpan } from '../../../core/oracle/index.ts'
import { createClaimIndex } from '../../../core/oracle/index.ts'
import { naiveClaim } from './brute-force.ts'
import { copyCut, mark, operation, powerCut, randomHistory } from './histories.ts'

const contract = fc.constantFrom<Durability>('ack', 'sync', 'none')

function expectNaive(
  history: readonly OperationRecord<string, string>[],
  syncs: readonly SyncSpan[],
  cut: Cut,
  promised: Durability,
): void {
  const claim = createClaimIndex(history, syncs).claimAt(cut, promised)
  const naive = naiveClaim(history, syncs, cut, promised)
  const ids = (records: readonly OperationRecord[]) => records.map(({ id }) => id).sort((a, b) => a - b)
  const sorted = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b)
  expect(ids(claim.must)).toEqual(sorted(naive.must))
  expect(ids(claim.may)).toEqual(sorted(naive.may))
  expect(ids([...claim.must, ...claim.optional])).toEqual(sorted(naive.may))
  expect(ids(history.filter((record) => claim.requires(record)))).toEqual(sorted(naive.must))
  expect(ids(history.filter((record) => claim.allows(record)))).toEqual(sorted(naive.may))
  expect(claim.must.length).toBe(claim.settled + claim.required.length)
}

describe('the claim index agrees with the definition', () => {
  it('at every instant of a truthful history, where no requirement lies beyond the settled ones', () => {
    fc.assert(fc.property(randomHistory(fc.constant('x'), 12), contract, ({ history, syncs, marks }, promised) => {
      for (const { seq, vector } of marks) {
        expectNaive(history, syncs, powerCut(seq), promised)
        expectNaive(history, syncs, copyCut(vector), promised)
        expect(createClaimIndex(history, syncs).claimAt(copyCut(vector), promised).required).toEqual([])
      }
    }), { numRuns: 100 })
  })

  it('for skewed cuts, cuts over some disks, and vectors that shrink', () => {
    const vector = fc.tuple(fc.nat(3), fc.nat(3))
    const scrambled = randomHistory(fc.constant('x'), 8).chain((drawn) =>
      fc.array(vector, { minLength: 60, maxLength: 60 }).map((vectors) => ({
        history: drawn.history.map((record, index) => ({
          ...record,
          submitted: { ...record.submitted, vector: vectors[2 * index] },
          answered: record.answered && { ...record.answered, vector: vectors[2 * index + 1] },
        })),
        syncs: drawn.syncs.map(({ begin, end }, index) => ({ begin, end: { ...end, vector: vectors[30 + index] } })),
      })))
    const disks = fc.option(fc.subarray([0, 1]), { nil: undefined })
    fc.assert(fc.property(scrambled, vector, disks, contract, ({ history, syncs }, cut, over, promised) => {
      expectNaive(history, syncs, { ...copyCut(cut), ...(over && { disks: over }) }, promised)
    }), { numRuns: 500 })
  })
})

describe('what a cut demands', () => {
  const history = [
    operation(1, 'first', 1, 3, { answered: mark(3, [1]) }),
    operation(2, 'second', 4, 8, { submitted: mark(4, [1]), answered: mark(8, [3]) }),
    operation(3, 'rejected', 5, 6, { outcome: 'failed', submitted: mark(5, [1]), answered: mark(6, [1]) }),
  ]
  const ids = (records: readonly OperationRecord[]) => records.map(({ id }) => id)

  it('tells what must be there from what may be', () => {
    const claim = createClaimIndex(history).claimAt(powerCut(7), 'ack')
    expect([ids(claim.must), ids(claim.optional), ids(claim.may)]).toEqual([[1], [2], [1, 2]])
  })

  it('allows what was rejected only until the rejection', () => {
    const index = createClaimIndex(history)
    expect(ids(index.claimAt(powerCut(5), 'ack').may)).toEqual([1, 2, 3])
    expect(ids(index.claimAt(powerCut(6), 'ack').may)).toEqual([1, 2])
  })

  it('allows in a copy only what could have written to it', () => {
    const index = createClaimIndex(history)
    expect(ids(index.claimAt(copyCut([1]), 'ack').may)).toEqual([1])
    expect(ids(index.claimAt(copyCut([2]), 'ack').may)).toEqual([1, 2])
    expect(ids(index.claimAt(copyCut([3]), 'ack').must)).toEqual([1, 2])
  })

  it('requires of a copy nothing that was answered after it was made', () => {
    const index = createClaimIndex(history)
    expect(ids(index.claimAt({ ...copyCut([9]), answeredUpTo: 8 }, 'ack').must)).toEqual([1, 2])
    expect(ids(index.claimAt({ ...copyCut([9]), answeredUpTo: 7 }, 'ack').must)).toEqual([1])
    expect(ids(index.claimAt({ ...copyCut([9]), answeredUpTo: 7 }, 'ack').may)).toEqual([1, 2])
  })

  it('promises under sync only what was answered before the last finished sync began', () => {
    const index = createClaimIndex(history, [{ begin: mark(4), end: mark(7) }, { begin: mark(9), end: mark(12) }])
    expect(ids(index.claimAt(powerCut(6), 'sync').must)).toEqual([])
    expect(ids(index.claimAt(powerCut(11), 'sync').must)).toEqual([1])
    expect(ids(index.claimAt(powerCut(12), 'sync').must)).toEqual([1, 2])
    expect(ids(index.claimAt(powerCut(12), 'none').must)).toEqual([])
  })

  it('takes the latest begin of the syncs that ended, not the begin of the latest end', () => {
    const index = createClaimIndex(history, [{ begin: mark(4), end: mark(6) }, { begin: mark(2), end: mark(7) }])
    expect(ids(index.claimAt(powerCut(7), 'sync').must)).toEqual([1])
    expect(ids(index.claimAt(copyCut([9]), 'sync').must)).toEqual([1])
  })

  it('takes no sync that a copy does not hold, even if it holds a later one', () => {
    const spans = [
      { begin: mark(2), end: mark(3, [1]) },
      { begin: mark(20), end: mark(21, [9]) },
      { begin: mark(4), end: mark(22, [2]) },
    ]
    expect(ids(createClaimIndex(history, spans).claimAt(copyCut([2]), 'sync').must)).toEqual([1])
  })

  it('refuses an operation that is ok without an answer', () => {
    expect(() => createClaimIndex([operation(9, 'x', 1, null, { outcome: 'ok' })])).toThrow('operation 9')
  })
})
