import { describe, expect, it } from 'vitest'
import { LITMUS_CASES } from './cases.ts'
import { engineImages } from './engine-images.ts'
import { legalImages } from './legal-images.ts'
import { expand, parseTrace, sectorsOf } from './trace.ts'

const sorted = (images: ReadonlySet<string>): readonly string[] => [...images].sort()

describe.each(LITMUS_CASES)('$name: $trace', ({ trace, kind = 'power-cut', writeThrough = false, allowed, forbidden }) => {
  const steps = parseTrace(trace)
  const expected = expand(allowed)
  const sectors = sectorsOf([...expected][0]!)

  it('follows from the definitions', () => {
    expect(sorted(legalImages(steps, kind, sectors, writeThrough))).toEqual(sorted(expected))
  })

  it('is what the engine allows while the run goes on', () => {
    expect(sorted(engineImages(steps, kind, sectors, writeThrough, 'live'))).toEqual(sorted(expected))
  })

  it('is what the engine allows when the recorded run is swept', () => {
    expect(sorted(engineImages(steps, kind, sectors, writeThrough, 'afterwards'))).toEqual(sorted(expected))
  })

  it('forbids what it must', () => {
    for (const image of forbidden) {
      expect(sectorsOf(image)).toEqual(sectors)
      expect(expected).not.toContain(image)
    }
  })
})

describe('the table of litmus cases', () => {
  it('holds at least 25 cases, each of them once', () => {
    expect(LITMUS_CASES.length).toBeGreaterThanOrEqual(25)
    expect(new Set(LITMUS_CASES.map(({ name }) => name)).size).toBe(LITMUS_CASES.length)
  })
})
