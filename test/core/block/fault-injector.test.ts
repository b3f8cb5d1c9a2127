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
})
