import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Fate, Pull } from '../../../core/drill/explore/branch.ts'
import { parsePull, pullText } from '../../../runner/explore/pull-text.ts'

const seq = fc.nat(1_000_000)
const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.record({ seq, fate: fc.constantFrom('survives' as const, 'lost' as const, 'torn' as const) }),
  fc.record({ seq, fate: fc.constant('torn' as const), sectors: fc.array(fc.nat(64), { minLength: 1, maxLength: 5 }) }),
)
const pull: fc.Arbitrary<Pull> = fc.oneof(
  fc.record({
    how: fc.constantFrom('process-crash' as const, 'os-crash' as const, 'power-cut' as const), seq,
    survivors: fc.constantFrom('floors' as const, 'completed' as const, 'newest' as const, 'page-cache' as const), fates: fc.array(fate, { maxLength: 4 }),
  }),
  fc.record({
    how: fc.constant('region-loss' as const), seq,
    choice: fc.oneof(fc.constantFrom('latest' as const, 'latest-processed' as const, 'latest-app-consistent' as const), fc.constant({ custom: 'crash-consistent#3' })),
  }),
  fc.record({ how: fc.constant('recovery-point' as const), point: fc.constantFrom('crash-consistent#3', 'app-consistent#12') }),
)

it('writes what a person did as one word, and reads it back', () => {
  fc.assert(fc.property(pull, (each) => {
    expect(pullText(each)).not.toMatch(/\s/)
    expect(parsePull(pullText(each))).toEqual(each)
  }))
})

it('takes for granted what need not be said', () => {
  expect(parsePull('power-cut@41')).toEqual({ how: 'power-cut', seq: 41, survivors: 'floors', fates: [] })
  expect(parsePull('power-cut@41:W40=lost')).toEqual({ how: 'power-cut', seq: 41, survivors: 'floors', fates: [{ seq: 40, fate: 'lost' }] })
  expect(parsePull('region-loss@9')).toEqual({ how: 'region-loss', seq: 9, choice: 'latest' })
})

it.each(['power-cut', 'power-cut@', 'power-cut@x', 'power-cut@-1', 'power-cut@1:all', 'power-cut@1:floors,W2=gone', 'power-cut@1:W2=lost/3', 'point=', 'fire@3', '@3'])(
  'refuses %j and says what there is',
  (text) => {
    expect(() => parsePull(text)).toThrow(/is none of power-cut@SEQ/)
  },
)
