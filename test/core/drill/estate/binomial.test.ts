import { describe, expect, it } from 'vitest'
import { binomialAtMost } from '../../../../core/drill/estate/binomial.ts'

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
