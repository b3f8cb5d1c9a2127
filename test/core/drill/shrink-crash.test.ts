/** The smallest crash, on a log written by hand, where it is stated which crashes fail. */
import { describe, expect, it } from 'vitest'
import { AnchorIndex } from '../../../core/crash/anchors.ts'
import type { Anchor, CrashSpec, ImageCut, Picks, RecoveryCrash } from '../../../core/crash/crash-spec.ts'
import { toPicks } from '../../../core/crash/picks.ts'
import type { Finding } from '../../../core/drill/findings.ts'
import type { Prober } from '../../../core/drill/prober.ts'
import { shrinkCrash } from '../../../core/drill/shrink-crash.ts'
import { choiceOf } from '../../../core/drill/survivors.ts'
import type { Survivors } from '../../../core/drill/survivors.ts'
import { cutAfter } from './literal-cut.ts'

/** Writes 1, 2 and 3 had completed, 4 was in flight; write 2 is torn, write 1 lost. */
const TRACE = 'W1@0 C1 W2@1-2 C2 W3@3 C3 W4@4'
const SURVIVORS: Survivors = [[], [1], [0], [0]]

const at: Anchor = { step: 'answered', operation: 1, where: 'db', label: '', nth: 1 }
const floors = { pick: 'floors' } as const
const operations = [{ id: 1 }, { id: 2 }, { id: 3 }]
const interrupted: RecoveryCrash = { during: 'recovery', at, picks: floors }
const lived: RecoveryCrash = { during: 'life', at, picks: floors, operations }

function listed(): Picks {
  const { site, cursor } = cutAfter(TRACE)
  return toPicks(choiceOf(cursor, SURVIVORS), new AnchorIndex(site.log, site.diskIds))
}

const cutBy = (kind: ImageCut['kind'], picks: Picks, then?: RecoveryCrash): CrashSpec =>
  ({ kind, machine: '*', at, picks, ...(then ? { then } : {}) })

/** What survives of each write that was asked for, such as `2/1`: sector 1 of write 2. */
const told = (picks: Picks): string =>
  picks.pick === 'listed' ? picks.writes.map(({ write, sectors }) => `${write.label}${sectors ? `/${sectors.join()}` : ''}`).join(' ') : picks.pick

/** The shrunk crash, and each one that was asked about. */
async function shrunk(crash: CrashSpec, fails: (crash: CrashSpec) => boolean, most = Infinity) {
  const asked: CrashSpec[] = []
  const finding = { crash } as Finding
  const prober = {
    probe: (tried: CrashSpec) => {
      asked.push(tried)
      return Promise.resolve(fails(tried) ? { ...finding, crash: tried } : 'passes')
    },
    cut: () => Promise.resolve(cutAfter(TRACE, SURVIVORS)),
  } as unknown as Prober
  const best = await shrinkCrash(prober, finding, () => asked.length < most)
  return { crash: best.crash as ImageCut, asked }
}

const picksOf = ({ picks }: ImageCut): string => told(picks)
const picks = (crash: CrashSpec): Picks => (crash as ImageCut).picks
const lacks = (write: string) => (crash: CrashSpec): boolean => picks(crash).pick === 'listed' && !told(picks(crash)).split(' ').includes(write)

describe('shrinking a crash', () => {
  it('leaves out a second crash that the failure does not need, and only such a one', async () => {
    const two = cutBy('process-kill', floors, interrupted)
    expect((await shrunk(two, () => true)).crash).not.toHaveProperty('then')
    expect((await shrunk(two, ({ then }) => then !== undefined)).crash).toHaveProperty('then')
  })

  it('leaves out what the clients did before a second crash, but for what the failure needs', async () => {
    const needs = ({ then }: CrashSpec): boolean => then?.operations?.some((operation) => (operation as { id: number }).id === 2) ?? false
    const { crash } = await shrunk(cutBy('process-kill', floors, lived), needs)
    expect(crash.then!.operations).toEqual([{ id: 2 }])
  })

  it('brings back every write whose loss does not matter, and takes away what was in flight', async () => {
    expect(told(listed())).toBe('2/1 3 4')
    expect(picksOf((await shrunk(cutBy('power-cut', listed()), lacks('2'))).crash)).toBe('1 3')
    expect(picksOf((await shrunk(cutBy('power-cut', listed()), lacks('1'))).crash)).toBe('2 3')
  })

  it('leaves a write torn only where that is what fails', async () => {
    const torn = (crash: CrashSpec): boolean => told(picks(crash)).includes('2/1')
    expect(picksOf((await shrunk(cutBy('power-cut', listed()), torn)).crash)).toBe('1 2/1 3')
  })

  it('names the edge where the failure needs no choice', async () => {
    const edge = (pick: string) => (crash: CrashSpec) => picks(crash).pick === pick || picks(crash).pick === 'listed'
    expect(picksOf((await shrunk(cutBy('power-cut', listed()), edge('completed'))).crash)).toBe('completed')
    expect(picksOf((await shrunk(cutBy('power-cut', listed()), edge('newest'))).crash)).toBe('newest')
  })

  it('changes nothing of what a killed process leaves, for that is certain', async () => {
    const { crash, asked } = await shrunk(cutBy('process-kill', { pick: 'newest' }), () => true)
    expect([picksOf(crash), asked]).toEqual(['newest', []])
  })

  it('keeps to its budget', async () => {
    const { crash, asked } = await shrunk(cutBy('power-cut', listed()), lacks('2'), 3)
    expect(asked).toHaveLength(3)
    expect(told(listed())).not.toBe(picksOf(crash))
  })
})
