import { describe, expect, it } from 'vitest'
import { clopperPearson, trialsUntilSuccess } from '../../../runner/zoo/binomial.ts'

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
