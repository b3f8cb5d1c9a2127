import { describe, expect, it } from 'vitest'
import { assumedMinutes, checkDuration, documentedMinutes, drawDurationUs, randomStream } from '../../../core/sim/index.ts'

const MINUTE_US = 60_000_000

describe('a duration', () => {
  it('lies between its minimum and its maximum, and has about its mean', () => {
    const model = assumedMinutes(2, 5, 'a test', 12)
    const stream = randomStream('durations')
    const drawn = Array.from({ length: 4000 }, () => drawDurationUs(model, stream))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(2 * MINUTE_US)
    expect(Math.max(...drawn)).toBe(12 * MINUTE_US)
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length / MINUTE_US
    expect(mean).toBeGreaterThan(4.5)
    expect(mean).toBeLessThan(5.2)
  })

  it('draws nothing where there is no choice', () => {
    const [touched, fresh] = [randomStream('one'), randomStream('one')]
    expect(drawDurationUs(documentedMinutes(3, 3, 'a test'), touched)).toBe(3 * MINUTE_US)
    expect(touched.below(1000)).toBe(fresh.below(1000))
  })

  it.each([
    [{ minimumUs: -1 }, /Here\.boot\.minimumUs: must be a whole number .* got -1/],
    [{ meanUs: 0.5 }, /Here\.boot\.meanUs/],
    [{ minimumUs: 10, maximumUs: 9 }, /Here\.boot\.maximumUs: must be null or at least minimumUs, got 9/],
  ])('is refused as %j', (wrong, message) => {
    const model = { ...assumedMinutes(0, 0, 'a test'), ...wrong }
    expect(() => checkDuration('Here.boot', model)).toThrow(message)
  })

  it('is accepted where it makes sense', () => {
    expect(() => checkDuration('Here.boot', assumedMinutes(1, 2, 'a test', 3))).not.toThrow()
  })
})
