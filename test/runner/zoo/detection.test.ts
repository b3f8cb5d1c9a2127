import { describe, expect, it } from 'vitest'
import { clopperPearson, trialsUntilSuccess } from '../../../runner/zoo/binomial.ts'
import { detectionOf } from '../../../runner/zoo/detection.ts'
import type { Trial } from '../../../runner/zoo/detection.ts'

const caught = (caughtAfter: number, states = 300): Trial => ({ states, caughtAfter })
const missed = (states = 300): Trial => ({ states, caughtAfter: null })

describe('detectionOf', () => {
  it('says nothing before the first drill, and only how rare it may be when nothing was caught', () => {
    expect(detectionOf([])).toEqual({ drills: 0, catches: 0, probability: null, seedsToCatch: null, statesToCatch: null })
    const { probability, ...rest } = detectionOf(Array.from({ length: 100 }, () => missed()))
    expect(rest).toEqual({ drills: 100, catches: 0, seedsToCatch: null, statesToCatch: null })
    expect(probability).toEqual({ estimate: 0, low95: 0, high95: clopperPearson(0, 100).high })
  })

  it('takes one seed where every seed catches, and bounds what has not been seen', () => {
    const { seedsToCatch, statesToCatch } = detectionOf(Array.from({ length: 30 }, (_, index) => caught(index + 1)))
    expect(seedsToCatch).toEqual({ median: 1, p95: 1, upper95: 2, drills: 30 })
    // The bound: one missing drill of 300 states, and then the latest catch.
    expect(statesToCatch).toEqual({ median: 15, p95: 29, upper95: 330, drills: 30 })
  })

  it('follows the geometric law', () => {
    const trials = Array.from({ length: 200 }, (_, index) => (index % 10 === 9 ? caught(7) : missed()))
    const { catches, seedsToCatch, probability } = detectionOf(trials)
    expect(catches).toBe(20)
    expect(probability?.estimate).toBe(0.1)
    expect(seedsToCatch).toEqual({
      median: 7,
      p95: 29,
      upper95: trialsUntilSuccess(clopperPearson(20, 200).low, 0.95),
      drills: 200,
    })
  })

  it('counts the states of missing seeds in full, and of the catching one as far as it went', () => {
    const trials = [missed(100), missed(200), caught(50), caught(5), missed(400), caught(1), missed(999)]
    const { statesToCatch, seedsToCatch } = detectionOf(trials)
    expect(statesToCatch).toEqual({
      median: 350,
      p95: 401,
      upper95: (seedsToCatch!.upper95 - 1) * 999 + 50,
      drills: 7,
    })
  })

  it('bounds by no less than what was seen', () => {
    const unlucky = [missed(300), missed(300), ...Array.from({ length: 400 }, () => caught(1))]
    expect(detectionOf(unlucky).statesToCatch!.upper95).toBeGreaterThanOrEqual(601)
  })
})
