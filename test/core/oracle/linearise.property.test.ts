import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cut, Durability, Model } from '../../../core/oracle/index.ts'
import { createChecker, createClaimIndex, registers, sequence } from '../../../core/oracle/index.ts'
import { conceivableStates, legalStates, naiveClaim } from './brute-force.ts'
import type { RandomHistory } from './histories.ts'
import { copyCut, powerCut, randomHistory } from './histories.ts'

const CONTRACTS: readonly Durability[] = ['ack', 'sync', 'none']

/** An order-sensitive model that also shows the results it was given. */
const journal: Model<readonly string[], string, string> = {
  initial: [],
  step: (state, operation, result) => [...state, `${operation}${result ?? ''}`],
}

const word = fc.constantFrom('x', 'y')
const writes = fc.record({
  writes: fc.array(
    fc.record({ key: fc.constantFrom('a', 'b'), value: fc.constantFrom('1', '2', null) }),
    { minLength: 1, maxLength: 2 },
  ),
})

/** Holds every cut of a history to the enumeration, in the order given; true means agreement on each. */
function agrees<State, Operation>(
  model: Model<State, Operation, string>,
  { history, syncs, marks }: RandomHistory<Operation>,
  contract: Durability,
  shuffle: (cuts: readonly Cut[]) => readonly Cut[],
): void {
  const index = createClaimIndex(history, syncs)
  const checker = createChecker({ model, history })
  const conceivable = conceivableStates(model, history)
  const cuts = shuffle(marks.flatMap(({ seq, vector }) => [powerCut(seq), copyCut(vector)]))
  for (const cut of cuts) {
    const legal = legalStates(model, history, naiveClaim(history, syncs, cut, contract), contract)
    const claim = index.claimAt(cut, contract)
    for (const [text, state] of conceivable) {
      const { status } = checker.check(claim, state)
      expect({ cut, text, status }).toEqual({ cut, text, status: legal.has(text) ? 'ok' : 'violated' })
    }
  }
}

/** A few cuts of each history suffice: the enumeration is slow. */
function some(seed: number) {
  return (cuts: readonly Cut[]): readonly Cut[] => [0, 1, 2, 3].map((step) => cuts[(seed + step * 7) % cuts.length])
}

function expectAgreement<State, Operation>(
  model: Model<State, Operation, string>,
  history: fc.Arbitrary<RandomHistory<Operation>>,
  numRuns: number,
): void {
  const property = fc.property(history, fc.constantFrom(...CONTRACTS), fc.nat(100), (drawn, contract, seed) =>
    agrees(model, drawn, contract, some(seed)))
  fc.assert(property, { numRuns })
}

describe('the checker agrees with the enumeration of all orders', () => {
  it('for a model in which order matters and results are seen', () => {
    expectAgreement(journal, randomHistory(word, 5), 20)
  })

  it('for transactions over registers', () => {
    expectAgreement(registers(), randomHistory(writes, 6), 60)
  })

  it('for appends of equal values', () => {
    expectAgreement(sequence<string>(), randomHistory(word, 5), 60)
  })
})
