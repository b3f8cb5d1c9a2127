/** The interval of a median is what it says, however few histories there are. */
import { describe, expect, it } from 'vitest'
import { quantileInterval } from '../../../../core/drill/estate/quantile-interval.ts'
import { randomStream } from '../../../../core/sim/index.ts'
import type { RandomStream } from '../../../../core/sim/index.ts'

const SAMPLES = 400
const MOST = 1_000_000
const MEDIAN = MOST / 2

/** Of samples that have an interval, the share in which it holds the true median. */
function coverage(histories: number, valuesOf: (stream: RandomStream) => readonly number[]): number {
  let held = 0
  for (let sample = 0; sample < SAMPLES; sample++) {
    const stream = randomStream(`sample/${histories}/${sample}`)
    const [low, high] = quantileInterval(Array.from({ length: histories }, () => valuesOf(stream)), 0.5, randomStream(`resample/${sample}`))!
    if (low! <= MEDIAN && high! >= MEDIAN) held++
  }
  return held / SAMPLES
}

const single = (stream: RandomStream): readonly number[] => [stream.below(MOST + 1)]

/** Two values that go with each other. */
function pair(stream: RandomStream): readonly number[] {
  const [first] = single(stream)
  return [first!, stream.below(2) === 0 ? first! : single(stream)[0]!]
}

const none = randomStream('not drawn from')

describe('the interval of a median, of histories with one value each', () => {
  it.each([6, 7, 8, 10, 20, 60])('holds it in 95 of 100 samples at the least, of %i', (histories) => {
    expect(coverage(histories, single)).toBeGreaterThan(0.945)
  })

  // Ranks by hand: of 10, P(X ≤ 1) = 11/1024 is below 2.5 %, P(X ≤ 2) = 56/1024 above.
  it.each([[6, 1, 6], [9, 2, 8], [10, 2, 9], [20, 6, 15], [100, 40, 61]])('of %i lies between the ones of rank %i and %i', (histories, low, high) => {
    const ranks = Array.from({ length: histories }, (_, index) => [index + 1])
    expect(quantileInterval(ranks, 0.5, none)).toEqual([low, high])
    expect(quantileInterval(ranks.reverse(), 0.5, none)).toEqual([low, high])
  })

  it.each([0, 1, 2, 5])('is none of %i', (histories) => {
    expect(quantileInterval(Array.from({ length: histories }, (_, index) => [index]), 0.5, none)).toBeNull()
  })

  it('is open where it reaches those that never came back', () => {
    const histories = Array.from({ length: 20 }, (_, index) => [index < 11 ? index : Infinity])
    expect(quantileInterval(histories, 0.5, none)).toEqual([5, null])
  })

  it('leaves out histories that have no value', () => {
    const six = [1, 2, 3, 4, 5, 6].map((value) => [value])
    expect(quantileInterval([[], ...six, []], 0.5, none)).toEqual([1, 6])
  })
})

describe('the interval of a median, of histories with several values', () => {
  it.each([12, 20])('holds it in about 9 of 10 samples, of %i', (histories) => {
    expect(coverage(histories, pair)).toBeGreaterThan(0.87)
  })

  it('takes a history as a whole: copies within it make nobody surer', () => {
    const values = Array.from({ length: 30 }, (_, index) => index)
    const twice = quantileInterval(values.map((value) => [value, value]), 0.5, randomStream('a'))
    const often = quantileInterval(values.map((value) => Array.from({ length: 9 }, () => value)), 0.5, randomStream('a'))
    expect(often).toEqual(twice)
  })

  it('is none of eleven', () => {
    expect(quantileInterval(Array.from({ length: 11 }, () => [1, 2, 3]), 0.5, none)).toBeNull()
  })

  it('is open where it reaches those that never came back', () => {
    const histories = Array.from({ length: 20 }, (_, index) => (index < 11 ? [index, index] : [Infinity, Infinity]))
    expect(quantileInterval(histories, 0.5, randomStream('a'))![1]).toBeNull()
  })
})
