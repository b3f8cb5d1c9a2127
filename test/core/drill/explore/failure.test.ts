/** A run that is opened with the token of a failure. */
import { describe, expect, it } from 'vitest'
import { drill, replay } from '../../../../core/index.ts'
import type { Failure, Scenario, TokenPayload } from '../../../../core/index.ts'
import { createEngine } from '../../../../core/drill/explore/index.ts'
import { notebookScenario } from '../toys.ts'
import { SCENARIOS } from './explored.ts'
import { payloadOf } from './payload-of.ts'

const quick = { stateBudget: 120, shrinkAttempts: 0 } as const

const payloadFor = (scenario: Scenario, { plan, crash, verdict, traceHash }: Failure): TokenPayload =>
  ({ v: 1, scenario: scenario.name, codeHash: 'c0de', plan, crash, verdict, traceHash })

async function failuresOf(scenario: Scenario, seeds: readonly string[]): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const seed of seeds) failures.push(...(await drill(scenario, { ...quick, seed })).failures)
  return failures
}

const refuses = notebookScenario({
  atBoot: (_, { length }) => {
    if (length % 3 === 2) throw new Error('odd')
  },
})

describe('an engine that is opened with a failure', () => {
  it('shows it, with the cursor at its crash, whatever kind of crash that is', async () => {
    const ways = new Set<string>()
    for (const [scenario, seeds] of [[SCENARIOS.forgets, ['1', '2']], [refuses, ['1']]] as const)
      for (const failure of await failuresOf(scenario, seeds)) {
        const payload = payloadFor(scenario, failure)
        const engine = await createEngine(scenario, { payload })
        const { failure: branch, picture, cursorSeq } = engine.opened
        ways.add(failure.crash.kind + (failure.crash.then ? ' again' : ''))
        expect(branch).toMatchObject({ verdict: failure.verdict, crash: failure.crash, timeline: failure.timeline, plan: failure.plan })
        expect(payloadOf(branch!)).toEqual(payload)
        expect(picture.marks[picture.crash!]).toMatchObject({ kind: 'crash', seq: cursorSeq, startUs: branch!.atUs })
        const { atUs } = await engine.look(cursorSeq)
        expect(atUs).toBeLessThanOrEqual(branch!.atUs)
        const again = await engine.pull(branch!.pull)
        // A crash that strikes twice is more than what a person pulls.
        if (branch!.beyond === undefined) expect(again.verdict).toBe(failure.verdict)
        else expect(branch!.title).toContain(branch!.beyond)
        expect(await engine.again(branch!)).toEqual(branch)
        expect(branch!.beyond === undefined).toBe(!failure.crash.then && !(failure.crash.kind === 'disaster' && (failure.crash.failback !== undefined || failure.plan.disasters[failure.crash.disaster]!.kind === 'machine-loss')))
        await engine.close()
      }
    expect(ways).toEqual(new Set(['power-cut', 'process-kill again', 'recovery-point', 'disaster again', ...ways]))
  }, 240_000)

  it('shows one of the run itself, which no crash made', async () => {
    const hangs = notebookScenario({ atAppend: (text) => (text.includes('a') ? new Promise<never>(() => {}) : undefined) })
    const failure = (await failuresOf(hangs, ['1'])).find(({ crash }) => crash.kind === 'run')!
    const engine = await createEngine(hangs, { payload: payloadFor(hangs, failure) })
    const { failure: branch, picture } = engine.opened
    expect(branch).toMatchObject({ verdict: failure.verdict, timeline: failure.timeline, beyond: expect.stringContaining('no crash') as string })
    expect(picture.crash).toBeNull()
    await engine.close()
  }, 120_000)

  it('of a crash that recovers shows that it does', async () => {
    const engine = await createEngine(SCENARIOS.thinned, { plan: (await failuresOf(SCENARIOS.forgets, ['1']))[0]!.plan }, { codeHash: 'c0de' })
    const branch = await engine.pull({ how: 'power-cut', seq: 20, survivors: 'completed', fates: [] })
    expect(branch.verdict).toBe('ok')
    const again = await createEngine(SCENARIOS.thinned, { payload: payloadOf(branch) })
    expect(again.opened.failure).toEqual(branch)
    expect(again.opened.cursorSeq).toBe(20)
    await engine.close()
    await again.close()
  })
})

describe('a token of a crash that recovers', () => {
  it('still recovers, or fails with other code', async () => {
    const sound = notebookScenario()
    const engine = await createEngine(sound, { plan: (await failuresOf(SCENARIOS.forgets, ['1']))[0]!.plan })
    const acknowledged = engine.opened.picture.marks.filter(({ kind }) => kind === 'ack')
    const branch = await engine.pull({ how: 'power-cut', seq: acknowledged[3]!.seq!, survivors: 'floors', fates: [] })
    await engine.close()
    const payload = payloadOf(branch)
    expect(await replay(sound, payload)).toMatchObject({ outcome: 'still-recovers', verdict: 'ok', found: null })
    const gone = { ...payload, crash: { ...payload.crash, at: { ...(payload.crash as { at: object }).at, nth: 99 } } } as TokenPayload
    expect((await replay(sound, gone)).outcome).toBe('plan-no-longer-applies')
    expect(await replay(notebookScenario({ forgetsFlush: true }), payload)).toMatchObject({ outcome: 'still-fails', verdict: 'lost-ack' })
  })
})
