/** Back to the original side: it must hold the life on the other side, as far as the way back promises. */
import { describe, expect, it } from 'vitest'
import { decodeToken, defineApp, drill, encodeToken, replay } from '../../../core/index.ts'
import type { AppContext, Failure, Scenario } from '../../../core/index.ts'
import type { FailbackKind } from '../../../core/crash/crash-spec.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { policies } from '../../../core/replication/policies.ts'
import { lazyScenario } from './lazy-app.ts'
import { notebook, notebookScenario, readSector, SECTOR, toSector } from './toys.ts'

const SEEDS = ['1', '2', '3', '4']
const quick = { stateBudget: 10, shrinkAttempts: 0 } as const

/** A notebook that writes nothing down once it has been recovered. */
function forgetful() {
  return defineApp({
    name: 'forgetful',
    volumes: { log: '64KiB' },
    boot: async ({ volumes: { log }, mutex }: AppContext<'log'>) => {
      const texts: string[] = []
      for (let text = await readSector(log, 0); text !== ''; text = await readSector(log, texts.length)) texts.push(text)
      const recovered = texts.length > 0
      if (recovered) await log.flush()
      const turn = mutex()
      const append = async (text: string): Promise<number> => {
        if (!recovered) await log.write(texts.length * SECTOR, toSector(text))
        await log.flush()
        return texts.push(text)
      }
      return { append: (text: string) => turn.run(() => append(text)), readAll: () => [...texts] }
    },
    quiesce: () => undefined,
  })
}

const forgetfulScenario = { ...notebookScenario(), machines: { book: forgetful() } } as Scenario

async function drillSome(scenario: Scenario) {
  const results = []
  for (const seed of SEEDS) results.push(await drill(scenario, { ...quick, seed }))
  return results
}

const wayBack = ({ crash }: Failure): string => (crash.kind === 'disaster' ? (crash.failback ?? '') : '')

async function backs(scenario: Scenario): Promise<Failure[]> {
  return (await drillSome(scenario)).flatMap(({ failures }) => failures).filter((failure) => wayBack(failure) !== '')
}

function throughToken(scenario: Scenario, { plan, crash, verdict, traceHash }: Failure) {
  const decoded = decodeToken(encodeToken({ v: 1, scenario: scenario.name, codeHash: 'c0de', plan, crash, verdict, traceHash }))
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.payload
}

/** Sends the machines away in the middle of their work, and back in this way. */
async function sent(scenario: Scenario, failback: FailbackKind, atUs = 6000) {
  const planned = generatePlan(scenario, '1')
  const plan = { ...planned, disasters: [{ kind: 'machine-loss', atUs, choice: 'latest' } as const] }
  const crash = { kind: 'disaster', disaster: 0, failback } as const
  return replay(scenario, { v: 1, scenario: scenario.name, codeHash: 'c0de', plan, crash, verdict: 'lost-ack', traceHash: '' })
}

describe('a failback', () => {
  it('finds what was acknowledged on the other side and never written, and replays', async () => {
    const failures = await backs(forgetfulScenario)
    expect(new Set(failures.map(({ verdict }) => verdict))).toEqual(new Set(['lost-ack']))
    expect(new Set(failures.map(wayBack)).size).toBeGreaterThan(1)
    for (const failure of failures.slice(0, 2)) {
      expect(failure.timeline.at(-2)).toMatch(/FAILOVER, life, then FAILBACK \((planned|latest-)/)
      const payload = throughToken(forgetfulScenario, failure)
      expect(await replay(forgetfulScenario, payload)).toMatchObject({
        outcome: 'still-fails',
        verdict: 'lost-ack',
        message: expect.stringContaining(failure.message) as string,
        timeline: failure.timeline,
      })
      expect((await replay(notebookScenario(), payload)).outcome).toBe('no-longer-fails')
      const gone = { ...payload, crash: { kind: 'disaster', disaster: 9, failback: 'planned' } as const }
      expect((await replay(notebookScenario(), gone)).outcome).toBe('plan-no-longer-applies')
    }
  })

  it('raises no alarm where all was written, and comes out the same twice', async () => {
    const [one, two] = [await drillSome(notebookScenario()), await drillSome(notebookScenario())]
    expect(one.flatMap(({ failures }) => failures)).toEqual([])
    expect(one.reduce((sum, { failovers }) => sum + failovers.failbacks, 0)).toBeGreaterThan(3)
    expect(two).toEqual(one)
  })

  it('after a clean stop holds everything, whatever is promised of a crash', async () => {
    const policy = policies.fast
    expect(await sent(lazyScenario({ close: 'nothing' }, { policy }), 'planned', 1000)).toMatchObject({ outcome: 'still-fails', verdict: 'lost-ack' })
    expect((await sent(lazyScenario({ close: 'all' }, { policy }), 'planned', 1000)).outcome).toBe('no-longer-fails')
    expect((await sent(lazyScenario({}, { policy }), 'planned', 1000)).outcome).toBe('no-longer-fails')
    expect((await sent(lazyScenario({ close: 'nothing' }, { policy }), 'latest-processed', 1000)).outcome).toBe('no-longer-fails')
  })

  it('needs a recovered side that can be stopped', async () => {
    const stopping = (stuck: boolean): Scenario => {
      const app = {
        ...notebook({}),
        boot: async (context: AppContext<'log'>) => ({ ...(await notebook({}).boot(context)), stale: (await readSector(context.volumes.log, 0)) !== '' }),
        close: ({ stale }: { stale: boolean }) => {
          if (stale && stuck) throw new Error('stuck')
        },
      }
      return { ...notebookScenario(), machines: { book: app } } as Scenario
    }
    const result = await sent(stopping(true), 'planned')
    expect(result).toMatchObject({ outcome: 'still-fails', verdict: 'service-down' })
    expect(result.message).toMatch(/before the failback, book: the application cannot be closed: stuck$/)
    expect((await sent(stopping(false), 'planned')).outcome).toBe('no-longer-fails')
  })

  it('without a point to go back with demands nothing, and is counted', async () => {
    const results = await drillSome({ ...notebookScenario(), machines: { book: { ...notebook({}), quiesce: undefined } } } as unknown as Scenario)
    const skipped = results.flatMap(({ skippedBecause }) => Object.entries(skippedBecause).filter(([reason]) => reason === 'failback: no-point'))
    expect(skipped.length).toBeGreaterThan(0)
    expect(results.flatMap(({ failures }) => failures)).toEqual([])
    for (const { crashStates: { generated, deduped, skipped: left, checked } } of results) expect(generated).toBe(deduped + left + checked)
  })
})
