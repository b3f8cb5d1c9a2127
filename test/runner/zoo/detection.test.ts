import { describe, expect, it } from 'vitest'
import { clopperPearson, trialsUntilSuccess } from '../../../runner/zoo/binomial.ts'
import { detectionOf } from '../../../runner/zoo/detection.ts'
import type { Trial } from '../../../runner/zoo/detection.ts'

/** States that a drill may execute. */
const BUDGET = 1000
const caught = (caughtAfter: number, states = 300): Trial => ({ states, caughtAfter })
const missed = (states = 300): Trial => ({ states, caughtAfter: null })

describe('detectionOf', () => {
  it('says nothing before the first drill, and only how rare it may be when nothing was caught', () => {
    expect(detectionOf([], BUDGET)).toEqual({ drills: 0, catches: 0, probability: null, seedsToCatch: null, statesToCatch: null })
    const { probability, ...rest } = detectionOf(Array.from({ length: 100 }, () => missed()), BUDGET)
    expect(rest).toEqual({ drills: 100, catches: 0, seedsToCatch: null, statesToCatch: null })
    expect(probability).toEqual({ estimate: 0, low95: 0, high95: clopperPearson(0, 100).high })
  })

  it('takes one seed where every seed catches, and bounds what has not been seen', () => {
    const { seedsToCatch, statesToCatch } = detectionOf(Array.from({ length: 30 }, (_, index) => caught(index + 1)), BUDGET)
    expect(seedsToCatch).toEqual({ median: 1, p95: 1, upper95: 2, drills: 30 })
    // The bound: two drills that use up their budget.
    expect(statesToCatch).toEqual({ median: 15, p95: 29, upper95: 2000, drills: 30 })
  })

  it('follows the geometric law', () => {
    const trials = Array.from({ length: 200 }, (_, index) => (index % 10 === 9 ? caught(7) : missed()))
    const { catches, seedsToCatch, probability } = detectionOf(trials, BUDGET)
    expect(catches).toBe(20)
    expect(probability?.estimate).toBe(0.1)
    expect(seedsToCatch).toEqual({
      median: 7,
      p95: 29,
      upper95: trialsUntilSuccess(clopperPearson(20, 200).low, 0.95),
      drills: 200,
    })
  })

  it('counts the states of missing seeds by their mean, and of the catching one as far as it went', () => {
    const trials = [missed(100), missed(200), caught(50), caught(5), missed(400), caught(1), missed(900)]
    const { statesToCatch, seedsToCatch } = detectionOf(trials, BUDGET)
    // Of three catches in seven drills: a median of two seeds, and six at 95 %. A miss takes 400 states.
    expect(seedsToCatch).toMatchObject({ median: 2, p95: 6 })
    expect(statesToCatch).toEqual({ median: 400 + 5, p95: 5 * 400 + 50, upper95: seedsToCatch!.upper95 * BUDGET, drills: 7 })
  })

  it('bounds by no less than the longest drill, which may go beyond the budget', () => {
    const { statesToCatch, seedsToCatch } = detectionOf([missed(BUDGET + 15), caught(3)], BUDGET)
    expect(statesToCatch!.upper95).toBe(seedsToCatch!.upper95 * (BUDGET + 15))
  })

  it('leaves out no miss, wherever it stands', () => {
    const catches = Array.from({ length: 3 }, () => caught(10))
    const misses = Array.from({ length: 50 }, () => missed(300))
    const before = detectionOf([...misses, ...catches], BUDGET)
    expect(detectionOf([...catches, ...misses], BUDGET)).toEqual(before)
    expect(before.statesToCatch!.median).toBe((before.seedsToCatch!.median - 1) * 300 + 10)
    expect(before.statesToCatch!.median).toBeGreaterThan(3000)
  })
})
