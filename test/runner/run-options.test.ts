import { describe, expect, it } from 'vitest'
import { resolveRunOptions } from '../../runner/run-options.ts'
import type { RunFlags } from '../../runner/run-options.ts'
import { publicAddress } from '../../runner/values.ts'
import { fakeHost } from './fake-host.ts'

const resolved = (flags: Partial<RunFlags> = {}, processors = 4) => resolveRunOptions([], { color: true, ...flags }, fakeHost({ processors }))

describe('resolveRunOptions', () => {
  it('is the same every time without flags', () => {
    expect(resolved()).toMatchObject({
      seed: 'seeddrill',
      seeds: ['seeddrill-1', 'seeddrill-2', 'seeddrill-3', 'seeddrill-4', 'seeddrill-5'],
      workers: 3,
      bail: null,
      timeBudgetMs: null,
      checkDeterminism: false,
      strictCoverage: false,
    })
  })

  it('takes a seed alone as it is, and with a number as a stem', () => {
    expect(resolved({ seed: 'abc' }).seeds).toEqual(['abc'])
    expect(resolved({ seed: 'abc', seeds: 2 }).seeds).toEqual(['abc-1', 'abc-2'])
    expect(resolved({ seeds: 1 }).seeds).toEqual(['seeddrill-1'])
  })

  it('leaves a processor to the others, and has at least one worker', () => {
    expect([1, 2, 3, 8].map((processors) => resolved({}, processors).workers)).toEqual([1, 2, 2, 7])
    expect(resolved({ workers: 6 }).workers).toBe(6)
  })

  it('gives planted defects more seeds than the suite in a demonstration', () => {
    const { seeds, plantedSeeds } = resolved({ demo: true })
    expect([seeds.length, plantedSeeds.length]).toEqual([2, 10])
    expect(resolved({ demo: true, seeds: 3 })).toMatchObject({ seeds: { length: 3 }, plantedSeeds: { length: 3 } })
  })

  it('saves and replays failures, unless told otherwise, and never in a demonstration', () => {
    expect([resolved(), resolved({ corpus: false }), resolved({ demo: true })].map(({ corpus }) => corpus)).toEqual([true, false, false])
  })

  it('drills many seeds where the run ends by itself, and keeps the password of a queue out of the settings', () => {
    expect(resolved({ until: 20 })).toMatchObject({ stableAfter: 20, seeds: { length: 1000 } })
    expect(resolved({ until: 20, seeds: 30 }).seeds).toHaveLength(30)
    expect(() => resolved({ until: 20, shard: { index: 1, of: 2 } })).toThrow('leave one of them out')
    expect(publicAddress('redis://me:secret@host:6379/2')).toBe('redis://host:6379/2')
  })

  it('refuses patterns in a demonstration', () => {
    expect(() => resolveRunOptions(['wal-db'], { color: true, demo: true }, fakeHost())).toThrow('--demo runs a fixed set')
  })
})
