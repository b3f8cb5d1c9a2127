import { describe, expect, it } from 'vitest'
import { FaultInjector } from '../../../core/block/fault-injector.ts'
import type { FaultSpec } from '../../../core/block/faults.ts'
import { createStreams } from '../../../core/sim/random.ts'

const DISK = 'db/data'
const TARGET = { kind: 'write', lba: 8, sectors: 8, contentDigest: 5, diskSectors: 64, rewritten: null } as const
const WINDOW = { fromUs: 100, toUs: 200 }

/** What strikes writes at every µs from 0 to 300, and up to which draw the stream of torn writes has come. */
function strikesOf(specs: readonly Omit<FaultSpec, 'disk'>[], operation: number | null = null) {
  const streams = createStreams('plan')
  const injector = new FaultInjector(streams, specs.map((spec) => ({ ...spec, disk: DISK })))
  const strikes: unknown[] = []
  for (let nowUs = 0; nowUs < 300; nowUs++) {
    const effect = injector.strike(TARGET, nowUs, operation)
    if (effect) strikes.push([nowUs, effect])
  }
  return { strikes, next: streams.named(`fault/torn/${DISK}`).below(2 ** 32) }
}

const torn = { kind: 'torn', ...WINDOW, oneIn: 5 } as const
/** It is always open and as good as never strikes. */
const rare = { kind: 'lost', fromUs: 0, toUs: 300, oneIn: 2 ** 32 } as const

describe('a fault injector', () => {
  it('strikes inside the window only, its first instant included and its end not', () => {
    const times = strikesOf([{ ...torn, oneIn: 1 }]).strikes.map((strike) => (strike as [number])[0])
    expect([times.at(0), times.at(-1), times.length]).toEqual([100, 199, 100])
  })

  it('draws nothing for a fault whose window is closed, while another one is open', () => {
    expect(strikesOf([torn]).strikes.length).toBeGreaterThan(5)
    expect(strikesOf([rare, torn])).toEqual(strikesOf([torn]))
    expect(strikesOf([rare, { ...torn, fromUs: 400, toUs: 500 }]).next).toBe(strikesOf([]).next)
  })

  it('keeps what belongs to an operation apart from all else', () => {
    expect(strikesOf([torn], 7).strikes.length).toBeGreaterThan(5)
    expect(strikesOf([torn], 7).strikes).not.toEqual(strikesOf([torn], 8).strikes)
    expect(strikesOf([torn], 7).next).toBe(strikesOf([]).next)
  })

  describe('of a kind that strikes a place once', () => {
    const once = { kind: 'read-error-once', disk: DISK, fromUs: 0, toUs: 100, oneIn: 1 } as const

    /** Which reads, given as first sector and number of sectors, are struck one after the other. */
    function struck(reads: readonly (readonly [number, number])[], specs: readonly FaultSpec[] = [once]): boolean[] {
      const injector = new FaultInjector(createStreams('plan'), specs)
      return reads.map(([lba, sectors]) => injector.strike({ ...TARGET, kind: 'read', lba, sectors }, 1, null) !== null)
    }

    it('spares the same place and every part of it from then on', () => {
      expect(struck([[8, 4], [8, 4], [9, 1], [8, 4]])).toEqual([true, false, false, false])
    })

    it('strikes a place that reaches further, and spares that one too', () => {
      expect(struck([[8, 4], [8, 5], [8, 5], [4, 2]])).toEqual([true, true, false, true])
    })

    it('spares a place that another fault of the kind has struck', () => {
      expect(struck([[8, 4], [8, 4]], [once, once])).toEqual([true, false])
    })

    it('draws nothing for a place that is spared', () => {
      const seldom = { ...once, oneIn: 3 }
      const fresh = Array.from({ length: 40 }, (_, index) => [index * 4, 4] as const)
      const strikes = struck(fresh, [seldom])
      const first = strikes.indexOf(true)
      const withRetry = struck([...fresh.slice(0, first + 1), fresh[first]!, ...fresh.slice(first + 1)], [seldom])
      expect(withRetry.toSpliced(first + 1, 1)).toEqual(strikes)
      expect(withRetry[first + 1]).toBe(false)
    })
  })
})
