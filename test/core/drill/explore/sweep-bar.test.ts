/** The bar of a sweep, against the sweep of a drill, and what goes on beside it. */
import { describe, expect, it, vi } from 'vitest'
import { drill, VERDICTS } from '../../../../core/index.ts'
import type { Scenario, VerdictName } from '../../../../core/index.ts'
import { createArena } from '../../../../core/block/arena.ts'
import { LAYER_NAMES } from '../../../../core/crash/index.ts'
import { Examiner } from '../../../../core/drill/examiner.ts'
import { createEngine } from '../../../../core/drill/explore/index.ts'
import type { Progress } from '../../../../core/drill/explore/index.ts'
import { gatherEvidence, runSource } from '../../../../core/drill/source-run.ts'
import { sweep } from '../../../../core/drill/sweep.ts'
import { planOf, SCENARIOS } from './explored.ts'
import type { ScenarioName } from './explored.ts'

const BUDGET = 150

const open = (name: ScenarioName, signal?: { readonly aborted: boolean }) =>
  createEngine(SCENARIOS[name], { plan: planOf(name) }, { stateBudget: BUDGET, ...(signal ? { signal } : {}) })

/** All that a sweep of the same budget says of an instant. */
async function swept(name: ScenarioName): Promise<Map<number, Set<string>>> {
  const scenario = SCENARIOS[name] as Scenario
  const plan = planOf(name)
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, {})
  const evidence = gatherEvidence(await runSource(scenario, plan, { arena }))
  const told = new Map<number, Set<string>>()
  const tell = (seq: number | null, what: string): void => void (seq === null || told.set(seq, (told.get(seq) ?? new Set()).add(what)))
  const add = vi.spyOn(examiner.findings, 'add')
  examiner.onExamined = ({ cutSeq }) => tell(cutSeq, 'ok')
  await sweep(examiner, evidence, BUDGET, LAYER_NAMES, Infinity)
  for (const [{ cutSeq, verdict }] of add.mock.calls) tell(cutSeq, verdict)
  evidence.run.site.dispose()
  return told
}

describe('the bar of a sweep', () => {
  it.each(['forgets', 'halves', 'planted'] as const)('of %s shows each instant with the worst that a sweep finds there', async (name) => {
    const engine = await open(name)
    const progress: Progress[] = []
    const bar = await engine.sweep((one) => progress.push(one))
    const told = await swept(name)
    expect(bar.instants.map(({ seq }) => seq)).toEqual([...told.keys()].sort((one, other) => one - other))
    const ranks = Object.keys(VERDICTS)
    for (const { seq, worst, states, atUs } of bar.instants) {
      const failures = [...told.get(seq)!].filter((verdict) => verdict !== 'ok').sort((one, other) => ranks.indexOf(one) - ranks.indexOf(other))
      expect(worst).toBe(failures[0] ?? 'ok')
      expect(states).toBeGreaterThan(0)
      expect((await engine.look(seq)).atUs).toBe(atUs)
    }
    expect(bar.instants.some(({ worst }) => worst !== 'ok')).toBe(true)
    expect(bar.instants.some(({ worst }) => worst === 'ok')).toBe(true)
    expect(bar.statesChecked).toBeLessThanOrEqual(BUDGET * 2)
    expect(progress.length).toBeGreaterThan(1)
    expect(await engine.sweep(() => {})).toEqual(bar)
    await engine.close()
  }, 120_000)

  it('says how to see each failure', async () => {
    const engine = await open('forgets')
    const { instants } = await engine.sweep(() => {})
    for (const { worst, pull, seq } of instants) {
      if (worst === 'ok') expect(pull).toBeNull()
      if (pull) expect(await engine.pull(pull)).toMatchObject({ verdict: worst, pull: { seq } })
    }
    expect(instants.filter(({ worst, pull }) => worst !== 'ok' && pull === null)).toEqual([])
    await engine.close()
  }, 120_000)

  it('has a failure wherever a drill has found one', async () => {
    const { failures } = await drill(SCENARIOS.forgets, { plan: planOf('forgets'), stateBudget: BUDGET, shrinkAttempts: 0 })
    const engine = await open('forgets')
    const bar = await engine.sweep(() => {})
    const { evidence } = { evidence: gatherEvidence(await runSource(SCENARIOS.forgets, planOf('forgets'))) }
    const verdicts = new Map(bar.instants.map(({ seq, worst }) => [seq, worst as VerdictName]))
    const atInstants = failures.filter(({ crash }) => 'at' in crash && !crash.then)
    expect(atInstants.length).toBeGreaterThan(0)
    for (const { crash, verdict } of atInstants) if ('at' in crash) expect(verdicts.get(evidence.anchors.resolve(crash.at)!)).toBe(verdict)
    evidence.run.site.dispose()
    await engine.close()
  }, 120_000)

  it('goes on while plugs are pulled and looks taken, and shows the same', async () => {
    const engine = await open('forgets')
    const alone = await engine.sweep(() => {})
    const pull = { how: 'power-cut', seq: 20, survivors: 'floors', fates: [] } as const
    const branch = await engine.pull(pull)
    let ended = false
    const pulled: unknown[] = []
    const beside = await engine.sweep(({ done }) => {
      if (done > 5 && pulled.length === 0) pulled.push(engine.pull(pull).then((again) => ({ again, ended })), engine.look(20))
    })
    ended = true
    expect(beside).toEqual(alone)
    const [first, look] = await Promise.all(pulled)
    expect(first).toEqual({ again: branch, ended: false })
    expect(look).toEqual(await engine.look(20))
    await engine.close()
  }, 120_000)

  it('ends early when nobody wants more, and with the engine', async () => {
    const signal = { aborted: false }
    const engine = await open('planted', signal)
    const whole = await engine.sweep(() => {})
    const part = await engine.sweep(({ done }) => void (signal.aborted ||= done > 3))
    expect(part.statesChecked).toBeLessThan(whole.statesChecked)
    signal.aborted = false
    const dropped = engine.sweep(({ done }) => void (done > 3 && void engine.close()))
    expect((await dropped).statesChecked).toBeLessThan(whole.statesChecked)
    await engine.close()
    await expect(engine.look(3)).rejects.toThrow('Engine.look: the engine is closed')
  }, 120_000)
})
