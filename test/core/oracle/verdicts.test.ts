import { describe, expect, it } from 'vitest'
import type { Durability, Model, OperationRecord, RegisterWrites, Transfer } from '../../../core/oracle/index.ts'
import { createChecker, createClaimIndex, ledger, log, registers, sequence } from '../../../core/oracle/index.ts'
import { copyCut, mark, operation, powerCut } from './histories.ts'

/** Each verdict fires on its own failure, and stays silent on the nearest thing that is legal. */

function judge<State, Operation>(
  model: Model<State, Operation, string>,
  history: readonly OperationRecord<Operation, string>[],
  observed: unknown,
  { cut = powerCut(1_000), contract = 'ack' as Durability, configurationLimit = 20_000 } = {},
) {
  const claim = createClaimIndex(history).claimAt(cut, contract)
  return createChecker({ model, history, configurationLimit }).check(claim, observed)
}

/** One client, one operation after the other: `#1` from 10 to 15, `#2` from 20 to 25, and so on. */
function serial<Operation>(
  values: readonly Operation[],
  changes: Partial<OperationRecord<Operation, string>> = {},
): OperationRecord<Operation, string>[] {
  return values.map((value, index) => operation(index + 1, value, 10 * (index + 1), 10 * (index + 1) + 5, changes))
}

const set = (key: string, value: string): RegisterWrites<string> => ({ writes: [{ key, value }] })
const setBoth = (value: string): RegisterWrites<string> =>
  ({ writes: [{ key: 'a', value }, { key: 'b', value }] })

describe('lost-ack', () => {
  it('fires when acknowledged operations are missing, and names them', () => {
    const verdict = judge(sequence<string>(), serial(['p', 'q', 'r']), ['p'])
    expect(verdict).toMatchObject({ status: 'violated', verdict: 'lost-ack', operations: [2, 3] })
    expect(verdict)
      .toHaveProperty('message', expect.stringMatching(/^2 acknowledged operations are missing: #2 "q", #3 "r"; \[1\]/))
  })

  it('is silent when they were not acknowledged inside the cut', () => {
    const history = serial(['p', 'q', 'r'])
    expect(judge(sequence<string>(), history, ['p'], { cut: powerCut(24) })).toEqual({ status: 'ok' })
    expect(judge(sequence<string>(), history, ['p', 'q'], { cut: powerCut(24) })).toEqual({ status: 'ok' })
    expect(judge(sequence<string>(), history, ['p'], { contract: 'none' })).toEqual({ status: 'ok' })
  })

  it('names the smaller loss if what follows it may be there or not', () => {
    const history = serial([set('a', '1'), set('b', '1'), set('a', '1')])
    expect(judge(registers(), history, new Map([['a', '1']]))).toMatchObject({ verdict: 'lost-ack', operations: [2] })
  })

  it('shortens what it quotes', () => {
    const verdict = judge(sequence<string>(), serial(Array.from({ length: 9 }, () => 'x'.repeat(100))), [])
    expect(verdict).toHaveProperty('message', expect.stringMatching(/^9 acknowledged .*#1 "x{58}…, .* and 6 more; /))
  })
})

describe('order-hole', () => {
  it('fires when a later operation survived without an earlier one', () => {
    const history = serial([set('a', '1'), set('b', '2'), set('c', '3')])
    const verdict = judge(registers(), history, new Map([['a', '1'], ['c', '3']]))
    expect(verdict).toMatchObject({ status: 'violated', verdict: 'order-hole', operations: [2] })
    expect(verdict).toHaveProperty('message', expect.stringContaining('although #3'))
  })

  it('fires under sync and none too, where a cut-off end is legal', () => {
    const history = serial([set('a', '1'), set('b', '2'), set('c', '3')])
    const hole = new Map([['a', '1'], ['c', '3']])
    expect(judge(registers(), history, hole, { contract: 'none' }))
      .toMatchObject({ verdict: 'order-hole', operations: [2] })
    expect(judge(registers(), history, new Map([['a', '1']]), { contract: 'none' })).toEqual({ status: 'ok' })
  })

  it('goes by commit positions where real time leaves the order open', () => {
    const together = [
      operation(1, set('a', '1'), 1, 8, { position: 1 }),
      operation(2, set('b', '2'), 2, 9, { position: 2 }),
    ]
    const free = together.map((record) => ({ ...record, position: undefined }))
    const second = new Map([['b', '2']])
    expect(judge(registers(), together, second, { contract: 'none' }))
      .toMatchObject({ verdict: 'order-hole', operations: [1] })
    expect(judge(registers(), free, second, { contract: 'none' })).toEqual({ status: 'ok' })
    expect(judge(registers(), together, second)).toMatchObject({ verdict: 'order-hole', operations: [1] })
    expect(judge(registers(), free, second)).toMatchObject({ verdict: 'lost-ack', operations: [1] })
  })

  it('does not fire for a gap that was never promised to be filled', () => {
    const history = [
      operation(1, set('a', '1'), 1, 30, { position: 1 }),
      operation(2, set('b', '2'), 2, 31, { position: 2 }),
      operation(3, set('c', '3'), 3, 9),
    ]
    const cut = powerCut(10)
    expect(judge(registers(), history, new Map([['b', '2'], ['c', '3']]), { cut })).toEqual({ status: 'ok' })
    expect(judge(registers(), history, new Map([['b', '2']]), { cut }))
      .toMatchObject({ verdict: 'lost-ack', operations: [3] })
  })

  it('finds several holes', () => {
    const history = serial(['1', '2', '3', '4', '5', '6'])
    expect(judge(sequence<string>(), history, ['1', '3', '5', '6']))
      .toMatchObject({ verdict: 'order-hole', operations: [2, 4] })
    expect(judge(sequence<string>(), history, ['2', '4', '6']))
      .toMatchObject({ verdict: 'order-hole', operations: [1, 3, 5] })
  })
})

describe('partial-transaction', () => {
  const history = serial([setBoth('1'), setBoth('2')])

  it('fires when one piece of a transaction is there', () => {
    expect(judge(registers(), history, new Map([['a', '2'], ['b', '1']])))
      .toMatchObject({ status: 'violated', verdict: 'partial-transaction', operations: [2] })
  })

  it('fires for a transaction that was never acknowledged', () => {
    expect(judge(registers(), history, new Map([['a', '2'], ['b', '1']]), { cut: powerCut(24) }))
      .toMatchObject({ verdict: 'partial-transaction', operations: [2] })
    expect(judge(registers(), history, new Map([['a', '1'], ['b', '1']]), { cut: powerCut(24) }))
      .toEqual({ status: 'ok' })
  })

  it('tells of the acknowledged operations that are missing behind it', () => {
    const batches = serial<string | readonly string[]>([['p', 'q'], ['r', 's'], ['t', 'u']])
    const verdict = judge(log(), batches, ['p', 'q', 'r'])
    expect(verdict).toMatchObject({ verdict: 'partial-transaction', operations: [2, 3] })
    expect(verdict).toHaveProperty('message', expect.stringContaining('and 1 acknowledged operation is missing: #3'))
  })

  it('yields to a loss that explains the same', () => {
    const lost = serial([set('a', '1'), setBoth('1')])
    expect(judge(registers(), lost, new Map([['a', '1']]))).toMatchObject({ verdict: 'lost-ack', operations: [2] })
  })

  it('is not claimed for a model without pieces', () => {
    const { initial, step } = registers()
    expect(judge({ initial, step }, history, new Map([['a', '2'], ['b', '1']])))
      .toMatchObject({ verdict: 'wrong-data' })
  })

  it('sees a transfer of which only the debit is there', () => {
    const transfers = serial<Transfer>([{ from: 'a', to: 'b', amount: 3 }, { from: 'a', to: 'c', amount: 2 }])
    expect(judge(ledger({ a: 10, b: 0, c: 0 }), transfers, { a: 5, b: 3, c: 0 }))
      .toMatchObject({ verdict: 'partial-transaction', operations: [2] })
    expect(judge(ledger({ a: 10, b: 0, c: 0 }), transfers, { a: 5, b: 3, c: 2 })).toEqual({ status: 'ok' })
  })
})

describe('a requirement beyond the settled operations', () => {
  it('is kept where vectors shrink', () => {
    const history = [
      operation(1, 'p', 1, 2, { submitted: mark(1, [0]), answered: mark(2, [5]) }),
      operation(2, 'q', 3, 4, { submitted: mark(3, [0]), answered: mark(4, [1]) }),
    ]
    const cut = copyCut([2])
    expect(judge(sequence<string>(), history, ['p', 'q'], { cut })).toEqual({ status: 'ok' })
    expect(judge(sequence<string>(), history, ['p'], { cut })).toMatchObject({ verdict: 'lost-ack', operations: [2] })
  })
})

describe('phantom', () => {
  const history = [...serial(['p', 'q']), operation(3, 'bad', 26, 28, { outcome: 'failed' }), operation(4, 'r', 30, 35)]

  it('fires when a rejected operation is there', () => {
    expect(judge(sequence<string>(), history, ['p', 'q', 'bad', 'r']))
      .toMatchObject({ verdict: 'phantom', operations: [3] })
    expect(judge(sequence<string>(), history, ['p', 'q', 'r'])).toEqual({ status: 'ok' })
  })

  it('fires when an operation submitted after the cut is there', () => {
    const cut = powerCut(29)
    expect(judge(sequence<string>(), history, ['p', 'q', 'r'], { cut }))
      .toMatchObject({ verdict: 'phantom', operations: [4] })
    expect(judge(sequence<string>(), history, ['p', 'q'], { cut })).toEqual({ status: 'ok' })
  })

  it('fires when a copy shows what was submitted only after its last write', () => {
    const late = [operation(1, 'p', 1, 5, { submitted: mark(1, [0]), answered: mark(5, [2]) }),
      operation(2, 'q', 6, 9, { submitted: mark(6, [2]), answered: mark(9, [4]) })]
    expect(judge(sequence<string>(), late, ['p', 'q'], { cut: copyCut([2]) }))
      .toMatchObject({ verdict: 'phantom', operations: [2] })
    expect(judge(sequence<string>(), late, ['p', 'q'], { cut: copyCut([3]) })).toEqual({ status: 'ok' })
  })
})

describe('wrong-data', () => {
  it('fires when nothing explains the data, with the difference to the nearest legal state', () => {
    const history = serial([set('a', '1'), set('b', '57')])
    const verdict = judge(registers(), history, new Map([['a', '1'], ['b', '41']]))
    expect(verdict).toMatchObject({ status: 'violated', verdict: 'wrong-data', operations: [] })
    expect(verdict).toHaveProperty('message', expect.stringContaining('b = "41", expected "57"'))
  })

  it('compares with the nearest of several legal states', () => {
    const both: RegisterWrites<string> = { writes: [{ key: 'b', value: '2' }, { key: 'c', value: '2' }] }
    const history = [operation(1, set('a', '1'), 1, 2), operation(2, both, 3, 9)]
    const observed = new Map([['a', '1'], ['b', '2'], ['c', '3']])
    expect(judge(registers(), history, observed, { cut: powerCut(5) }))
      .toHaveProperty('message', expect.stringMatching(/; c = "3", expected "2"$/))
  })

  it('does not take an operation from outside the cut for granted', () => {
    const history = [operation(1, 'p', 1, 2), operation(2, 'x', 5, 20), operation(3, 'q', 15, 30)]
    expect(judge(sequence<string>(), history, ['q'], { cut: powerCut(10) })).toMatchObject({ verdict: 'wrong-data' })
  })

  it('says when an operation was applied twice', () => {
    const verdict = judge(sequence<string>(), serial(['p', 'q']), ['p', 'q', 'q'])
    expect(verdict).toMatchObject({ verdict: 'wrong-data', operations: [2] })
    expect(verdict).toHaveProperty('message', expect.stringContaining('#2 "q" was applied twice'))
  })

  it('fires when operations that follow each other are there in the wrong order', () => {
    expect(judge(sequence<string>(), serial(['p', 'q']), ['q', 'p'])).toMatchObject({ verdict: 'wrong-data' })
    const together = [operation(1, 'p', 1, 8), operation(2, 'q', 2, 9)]
    expect(judge(sequence<string>(), together, ['q', 'p'])).toEqual({ status: 'ok' })
  })
})

describe('inconclusive', () => {
  const many = Array.from({ length: 9 }, (_, index) => operation(index, `v${index}`, index, 100 + index))

  it('is the answer when too many orders are possible, and commit positions cure it', () => {
    const observed = many.map(({ value }) => value).reverse()
    expect(judge(sequence<string>(), many, observed, { configurationLimit: 500 }))
      .toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('500') as unknown })
    const placed = many.map((record, index) => ({ ...record, position: 9 - index }))
    expect(judge(sequence<string>(), placed, observed, { configurationLimit: 5_000 })).toEqual({ status: 'ok' })
    expect(judge(sequence<string>(), placed, observed.toReversed(), { configurationLimit: 5_000 }))
      .toMatchObject({ status: 'violated' })
  })

  it('is the answer when commit positions contradict real time', () => {
    const history = [operation(1, 'p', 1, 2, { position: 2 }), operation(2, 'q', 3, 4, { position: 1 })]
    expect(judge(sequence<string>(), history, ['p', 'q'])).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('position 1 of #2') as unknown,
    })
  })

  it('does not depend on what was checked before', () => {
    const index = createClaimIndex(many)
    const cuts = Array.from({ length: 120 }, (_, seq) => powerCut(seq))
    const model = sequence<string>()
    const statuses = (order: readonly (typeof cuts)[number][]) => {
      const checker = createChecker({ model, history: many, configurationLimit: 3_000 })
      return new Map(order.map((cut) => [cut.seq, checker.check(index.claimAt(cut, 'ack'), ['v0']).status]))
    }
    const backwards = statuses(cuts.toReversed())
    for (const [seq, status] of statuses(cuts)) expect(backwards.get(seq)).toBe(status)
  })
})

describe('operations of unknown outcome', () => {
  it('may be there or not, and bind nothing that comes after', () => {
    const history = [operation(1, 'p', 1, 2, { outcome: 'unknown' }), operation(2, 'q', 3, 4)]
    for (const observed of [['q'], ['p', 'q'], ['q', 'p']]) {
      expect(judge(sequence<string>(), history, observed)).toEqual({ status: 'ok' })
    }
    expect(judge(sequence<string>(), history, ['p'])).toMatchObject({ verdict: 'lost-ack', operations: [2] })
  })

  it('do not make a plain success inconclusive, however many there are', () => {
    const unknown = Array.from({ length: 40 }, (_, index) => operation(index, `u${index}`, index, null))
    const history = [...unknown, operation(50, 'p', 50, 60)]
    expect(judge(sequence<string>(), history, ['p'])).toEqual({ status: 'ok' })
    expect(judge(sequence<string>(), history, ['u3', 'p'])).toEqual({ status: 'ok' })
    expect(judge(sequence<string>(), history, ['u3', 'u4'])).toMatchObject({ status: 'inconclusive' })
  })
})

describe('createChecker', () => {
  it('compares only what the application shows', () => {
    const history = serial([set('a', '1')])
    const project = (state: ReadonlyMap<string, string>) => Object.fromEntries(state)
    const checker = createChecker({ model: registers(), project, history })
    const claim = createClaimIndex(history).claimAt(powerCut(100), 'ack')
    expect(checker.check(claim, { a: '1' })).toEqual({ status: 'ok' })
    expect(checker.check(claim, { a: '2' })).toMatchObject({ verdict: 'wrong-data' })
  })

  it('finds the states that life can go on from', () => {
    const history = [operation(1, set('a', '1'), 1, 8), operation(2, set('a', '2'), 2, 9)]
    const project = (state: ReadonlyMap<string, string>) => state.has('b')
    const checker = createChecker({ model: registers(), project, history })
    const claim = createClaimIndex(history).claimAt(powerCut(9), 'ack')
    expect(checker.witnesses(claim, false)).toHaveLength(2)
    expect(checker.witnesses(claim, false)).toContainEqual(new Map([['a', '1']]))
    expect(checker.witnesses(claim, true)).toEqual([])
  })

  it('counts among them those in which an operation of unknown outcome took effect unseen', () => {
    const history = [operation(1, set('a', '1'), 1, null), operation(2, set('b', '1'), 2, null)]
    const checker = createChecker({ model: registers(), project: () => 'hidden', history })
    const claim = createClaimIndex(history).claimAt(powerCut(9), 'ack')
    expect(checker.witnesses(claim, 'hidden')).toHaveLength(4)
  })

  it('gives the model the answer that the client got', () => {
    const seen: unknown[] = []
    const step = (state: number, _: string, result: string | undefined) => (seen.push(result), state + 1)
    const model: Model<number, string, string> = { initial: 0, step }
    judge(model, [operation(1, 'p', 1, 2, { result: 'yes' }), operation(2, 'q', 3, null)], 2)
    expect(new Set(seen)).toEqual(new Set(['yes', undefined]))
  })

  it('refuses misuse by name', () => {
    const history = serial(['p'])
    const claim = createClaimIndex(serial(['p', 'q'])).claimAt(powerCut(100), 'ack')
    const checker = createChecker({ model: sequence<string>(), history })
    expect(() => checker.check(claim, [])).toThrow(/^check: the claim settles 2 of 1/)
    expect(() => createChecker({ model: sequence<string>(), history, configurationLimit: 0 }))
      .toThrow(/^createChecker: .*0/)
    expect(() => judge(sequence<string>(), history, [new Date(0)])).toThrow(/^canonical: .*Date/)
  })

  it('is right in any order of cuts over a history too long to keep whole', () => {
    const history = Array.from({ length: 40_000 }, (_, id) => operation(id, id % 7, 2 * id + 1, 2 * id + 2))
    const step = (state: number, value: number) => (state * 31 + value) % 1_000_003
    const model: Model<number, number, string> = { initial: 0, step }
    const states = [0]
    for (const { value } of history) states.push(model.step(states[states.length - 1], value, undefined))
    const index = createClaimIndex(history)
    const checker = createChecker({ model, history })
    for (const count of [39_999, 3, 20_000, 19_999, 20_001, 0, 40_000, 12_345]) {
      const claim = index.claimAt(powerCut(2 * count), 'ack')
      expect(checker.check(claim, states[count])).toEqual({ status: 'ok' })
      expect(checker.check(claim, -1).status).toBe('violated')
    }
  })
})
