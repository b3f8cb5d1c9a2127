import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import type { CrashSpec } from '../../../core/crash/crash-spec.ts'
import { Examiner } from '../../../core/drill/examiner.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import type { FreshRealm, Judgement } from '../../../core/drill/options.ts'
import { judgeCrash, recheck } from '../../../core/drill/recheck.ts'
import { gatherEvidence, runSource } from '../../../core/drill/source-run.ts'
import type { Evidence } from '../../../core/drill/source-run.ts'
import type { Sample } from '../../../core/drill/sweep.ts'
import { listScenario } from './list-app.ts'

interface Leaks {
  /** What the application shows in addition from the re-check on. */
  readonly remembered?: readonly number[]
  readonly freshRealm?: (samples: readonly Sample[]) => FreshRealm
}

/** Takes some states, then re-checks them. Returns what the re-check found. */
async function recheckWith({ remembered = [], freshRealm }: Leaks) {
  let inMemory: readonly number[] = []
  const scenario = listScenario({ show: (items) => [...items, ...inMemory] })
  const plan = generatePlan(scenario, 'recheck')
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, {})
  const evidence = gatherEvidence(await runSource(scenario, plan, { arena }))
  const samples = await samplesOf(evidence)
  inMemory = remembered
  await recheck(examiner, evidence, samples, freshRealm?.(samples))
  return examiner.findings.all.map(({ verdict, message }) => `${verdict}: ${message}`)
}

/** The states in which a process kill leaves the device, here and there. */
async function samplesOf(evidence: Evidence): Promise<Sample[]> {
  const { log } = evidence.run.site
  const samples: Sample[] = []
  for (let seq = log.base; seq < log.end; seq += 9) {
    const at = evidence.anchors.at(seq)
    const crash: CrashSpec = { kind: 'process-kill', machine: '*', at, picks: { pick: 'newest' } }
    samples.push({ crash, ...(await judgeCrash(evidence, crash))! })
  }
  return samples
}

const keyOf = (crash: CrashSpec): string => JSON.stringify(crash)

/** Another realm that sees what this one saw, except where told otherwise. */
const realm = (change: (judgement: Judgement) => Judgement) => (samples: readonly Sample[]): FreshRealm => {
  const known = new Map(samples.map((sample) => [keyOf(sample.crash), sample]))
  const judge = (crash: CrashSpec): Judgement => change({ verdict: 'ok', ...known.get(keyOf(crash))! })
  return ({ crashes }) => Promise.resolve(crashes.map(judge))
}

describe('the re-check', () => {
  it('is silent when every state shows again what it showed', async () => {
    expect(await recheckWith({ freshRealm: realm((judgement) => judgement) })).toEqual([])
  })

  it('finds what outlives a crash in the memory of the application', async () => {
    const found = await recheckWith({ remembered: [7] })
    expect(found).toEqual([expect.stringMatching(/^leaked-memory: .*in another order/)])
  })

  it('finds what a fresh realm shows otherwise', async () => {
    const freshRealm = realm((judgement) => ({ ...judgement, observationKey: 'other' }))
    expect(await recheckWith({ freshRealm })).toEqual([expect.stringMatching(/^leaked-memory: .*in a fresh realm/)])
  })

  it('does not take a missing answer for an equal one', async () => {
    const freshRealm = () => () => Promise.resolve([])
    expect(await recheckWith({ freshRealm })).toEqual([expect.stringMatching(/^leaked-memory: .*in a fresh realm/)])
  })
})
