import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ascending, quantile, rankDetermination } from '../../../../core/drill/estate/quantiles.ts'
import { randomStream } from '../../../../core/sim/index.ts'

describe('a quantile', () => {
  it.each([
    [[1, 2, 3, 4], 0.5, 2],
    [[1, 2, 3, 4], 0.95, 4],
    [[7], 0, 7],
    [[1, 2, Infinity, Infinity], 0.5, 2],
    [[1, Infinity, Infinity, Infinity], 0.5, null],
    [[], 0.5, null],
  ])('of %j at %d is %j', (values, fraction, expected) => {
    expect(quantile(values, fraction)).toBe(expected)
  })

  it('never leaves out what never came back', () => {
    fc.assert(fc.property(fc.array(fc.nat(1000), { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (finite, never) => {
      const all = [...finite, ...Array.from({ length: never }, () => Infinity)].sort(ascending)
      const median = quantile(all, 0.5)
      if (never > finite.length) expect(median).toBeNull()
      expect(quantile(all, 1)).toBeNull()
    }))
  })
})

describe('what one series has to do with another', () => {
  it.each([
    ['everything, if it rises with it', [1, 5, 9], [2, 3, 100], 1],
    ['everything, against it', [1, 5, 9], [100, 3, 2], -1],
    ['nothing, if it never changes', [4, 4, 4], [1, 2, 3], 0],
  ])('%s', (_, xs, ys, expected) => {
    expect(rankDetermination(xs, ys)).toBeCloseTo(expected)
  })

  it('is little where they are drawn apart', () => {
    const stream = randomStream('apart')
    const draw = () => Array.from({ length: 500 }, () => stream.below(1000))
    expect(Math.abs(rankDetermination(draw(), draw()))).toBeLessThan(0.05)
  })
})
