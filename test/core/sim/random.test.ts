import { describe, expect, it } from 'vitest'
import { createStreams, randomStream } from '../../../core/sim/random.ts'
import type { RandomStream } from '../../../core/sim/random.ts'

const draws = (stream: RandomStream, count = 8, bound = 1_000_000): number[] =>
  Array.from({ length: count }, () => stream.below(bound))

describe('streams', () => {
  it('give the same draws for the same seed and name, and others for another', () => {
    const reference = draws(createStreams('7').named('disk'))
    expect(draws(createStreams('7').named('disk'))).toEqual(reference)
    expect(draws(createStreams('7').named('link'))).not.toEqual(reference)
    expect(draws(createStreams('8').named('disk'))).not.toEqual(reference)
  })

  it('are the same stream under the same name within one run', () => {
    const streams = createStreams('7')
    expect(streams.named('disk')).toBe(streams.named('disk'))
    const first = streams.named('disk').below(1_000_000)
    expect([first, ...draws(streams.named('disk'), 7)]).toEqual(draws(createStreams('7').named('disk')))
  })

  it('of one operation do not depend on what others drew', () => {
    const alone = draws(createStreams('7').ofOperation('device', 3))
    const streams = createStreams('7')
    draws(streams.named('device'), 5)
    draws(streams.ofOperation('device', 1), 11)
    expect(draws(streams.ofOperation('device', 3))).toEqual(alone)
    expect(draws(streams.ofOperation('device', 3))).toEqual(alone)
    expect(draws(streams.ofOperation('device', 4))).not.toEqual(alone)
  })

  it('of neighbouring operations are independent: over many seeds their coins agree half of the time', () => {
    let agreed = 0
    for (let seed = 1000; seed < 2000; seed++) {
      const streams = createStreams(String(seed))
      if (streams.ofOperation('device', 1).below(2) === streams.ofOperation('device', 2).below(2)) agreed++
    }
    expect(agreed).toBeGreaterThan(400)
    expect(agreed).toBeLessThan(600)
  })
})

describe('RandomStream.below', () => {
  it('hits every value about equally often, also for bounds that are no power of two', () => {
    const stream = randomStream('uniform')
    const hits = new Array<number>(6).fill(0)
    for (let draw = 0; draw < 60_000; draw++) hits[stream.below(6)]!++
    for (const count of hits) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('has no modulo bias at a bound where it would show: three quarters of 2^32', () => {
    const stream = randomStream('bias')
    const bound = 0xc000_0000
    let lowerThird = 0
    for (let draw = 0; draw < 30_000; draw++) if (stream.below(bound) < bound / 3) lowerThird++
    expect(Math.abs(lowerThird - 10_000)).toBeLessThan(500)
  })

  it('takes bounds from 1 to 2^32', () => {
    const stream = randomStream('bounds')
    expect(stream.below(1)).toBe(0)
    expect(stream.below(2 ** 32)).toBeGreaterThanOrEqual(0)
  })

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN, Infinity])('refuses the bound %s by name', (bound) => {
    expect(() => randomStream('x').below(bound)).toThrow(`RandomStream.below: bound must be an integer from 1 to 2^32, got ${bound}`)
  })
})

describe('the other draws', () => {
  it('between includes both ends', () => {
    const stream = randomStream('between')
    const seen = new Set(Array.from({ length: 200 }, () => stream.between(-1, 2)))
    expect([...seen].sort((one, other) => one - other)).toEqual([-1, 0, 1, 2])
  })

  it('chance holds its odds', () => {
    const stream = randomStream('chance')
    let hits = 0
    for (let draw = 0; draw < 20_000; draw++) if (stream.chance(1, 4)) hits++
    expect(Math.abs(hits - 5000)).toBeLessThan(300)
  })

  it('forced choices draw nothing', () => {
    const forced = randomStream('forced')
    expect([forced.chance(0, 5), forced.chance(5, 5), forced.chance(9, 5)]).toEqual([false, true, true])
    expect([forced.below(1), forced.between(4, 4), forced.pick(['only']), forced.exponential(0)]).toEqual([0, 4, 'only', 0])
    expect(draws(forced)).toEqual(draws(randomStream('forced')))
  })

  it('exponential has the mean it is asked for, whole numbers, and an end', () => {
    const stream = randomStream('exponential')
    let sum = 0
    let largest = 0
    for (let draw = 0; draw < 50_000; draw++) {
      const value = stream.exponential(1000)
      expect(Number.isInteger(value) && value >= 0).toBe(true)
      sum += value
      largest = Math.max(largest, value)
    }
    expect(Math.abs(sum / 50_000 - 1000)).toBeLessThan(25)
    expect(largest).toBeGreaterThan(5000)
    expect(largest).toBeLessThanOrEqual(8000)
  })

  it('pick refuses an empty array', () => {
    expect(() => randomStream('x').pick([])).toThrow('RandomStream.pick: the array is empty')
  })
})
