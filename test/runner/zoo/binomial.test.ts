import { describe, expect, it } from 'vitest'
import { binomialAtMost, clopperPearson, trialsUntilSuccess } from '../../../runner/zoo/binomial.ts'

/** By exact fractions: a binomial coefficient and powers of whole numbers. */
function exactAtMost(most: number, trials: number, hundredths: number): number {
  let sum = 0n
  let ways = 1n
  for (let count = 0; count <= most; count++) {
    sum += ways * BigInt(hundredths) ** BigInt(count) * BigInt(100 - hundredths) ** BigInt(trials - count)
    ways = (ways * BigInt(trials - count)) / BigInt(count + 1)
  }
  return Number((sum * 10n ** 15n) / 100n ** BigInt(trials)) / 1e15
}

describe('binomialAtMost', () => {
  it.each([[0, 1, 50], [2, 10, 30], [9, 10, 30], [30, 200, 15], [17, 1000, 3], [999, 1000, 97]])(
    'P(X ≤ %i) of %i trials with %i hundredths is what exact fractions give',
    (most, trials, hundredths) => {
      expect(binomialAtMost(most, trials, hundredths / 100)).toBeCloseTo(exactAtMost(most, trials, hundredths), 11)
    },
  )

  it('is certain at the ends', () => {
    expect([binomialAtMost(5, 5, 0.3), binomialAtMost(-1, 5, 0.3), binomialAtMost(4, 5, 1), binomialAtMost(0, 5, 0)]).toEqual([1, 0, 0, 1])
  })

  it('does not underflow', () => {
    expect(binomialAtMost(4999, 1_000_000, 0.005)).toBeCloseTo(0.5, 2)
  })
})

describe('clopperPearson', () => {
  // Known values, as R's binom.test gives them.
  it.each([
    [0, 10, 0, 0.3084971],
    [10, 10, 0.6915029, 1],
    [1, 10, 0.002528579, 0.4450161],
    [5, 10, 0.187086, 0.812914],
    [7, 20, 0.1539092, 0.5921885],
    [1, 1, 0.025, 1],
  ])('%i of %i', (successes, trials, low, high) => {
    const interval = clopperPearson(successes, trials)
    expect(interval.low).toBeCloseTo(low, 6)
    expect(interval.high).toBeCloseTo(high, 6)
  })

  it('has closed forms where nothing or everything succeeded', () => {
    expect(clopperPearson(0, 1000).high).toBeCloseTo(1 - 0.025 ** (1 / 1000), 10)
    expect(clopperPearson(1000, 1000).low).toBeCloseTo(0.025 ** (1 / 1000), 10)
    expect(clopperPearson(0, 1000, 0.99).high).toBeCloseTo(1 - 0.005 ** (1 / 1000), 10)
  })

  it.each([[3, 2], [-1, 5], [0, 0], [0.5, 2]])('refuses %d of %d', (successes, trials) => {
    expect(() => clopperPearson(successes, trials)).toThrow(RangeError)
  })
})

describe('trialsUntilSuccess', () => {
  it.each([
    [1, 0.95, 1],
    [0.5, 0.5, 1],
    [0.5, 0.95, 5],
    [0.5, 0.75, 2],
    [0.1, 0.5, 7],
    [0.1, 0.95, 29],
    [0.001, 0.95, 2995],
    [0, 0.5, Infinity],
  ])('with p = %d a chance of %d takes %d', (probability, quantile, trials) => {
    expect(trialsUntilSuccess(probability, quantile)).toBe(trials)
  })

  it('is the first number of trials that is enough', () => {
    for (const probability of [0.9, 0.37, 0.08, 0.013]) {
      const trials = trialsUntilSuccess(probability, 0.95)
      expect(1 - (1 - probability) ** trials).toBeGreaterThanOrEqual(0.95)
      expect(1 - (1 - probability) ** (trials - 1)).toBeLessThan(0.95)
    }
  })
})
