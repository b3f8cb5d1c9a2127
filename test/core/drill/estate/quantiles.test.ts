import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ascending, bootstrapInterval, quantile, rankDetermination } from '../../../../core/drill/estate/quantiles.ts'
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

describe('an interval by resampling', () => {
  it('holds the true median in about 95 of 100 samples', () => {
    let held = 0
    for (let sample = 0; sample < 100; sample++) {
      const stream = randomStream(`sample/${sample}`)
      const histories = Array.from({ length: 60 }, () => [stream.below(1001)])
      const [low, high] = bootstrapInterval(histories, 0.5, randomStream(`resample/${sample}`))!
      if (low! <= 500 && high! >= 500) held++
    }
    expect(held).toBeGreaterThan(85)
  })

  it('takes a history as a whole: copies within it make nobody surer', () => {
    const values = Array.from({ length: 30 }, (_, index) => index)
    const single = bootstrapInterval(values.map((value) => [value]), 0.5, randomStream('a'))
    const copied = bootstrapInterval(values.map((value) => [value, value, value]), 0.5, randomStream('a'))
    expect(copied).toEqual(single)
  })

  it('is none of a single history', () => {
    expect(bootstrapInterval([[1, 2, 3]], 0.5, randomStream('a'))).toBeNull()
  })

  it('is open where it reaches those that never came back', () => {
    const histories = Array.from({ length: 20 }, (_, index) => [index < 11 ? index : Infinity])
    expect(bootstrapInterval(histories, 0.5, randomStream('a'))![1]).toBeNull()
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
