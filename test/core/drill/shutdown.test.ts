/** A clean shutdown at the end of the run: what it demands, what it forgives, and how it is told. */
import { describe, expect, it } from 'vitest'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { decodeToken, drill, encodeToken, fc, replay, scenario } from '../../../core/index.ts'
import type { AppContext, DrillResult, Failure, Scenario } from '../../../core/index.ts'
import { lazy, lazyScenario } from './lazy-app.ts'
import type { LazyHabits } from './lazy-app.ts'
import { letter, notebook, notebookScenario, toSector } from './toys.ts'
import type { NotebookHabits, Overrides } from './toys.ts'

const run = (drilled: Scenario, shrinkAttempts = 0): Promise<DrillResult> =>
  drill(drilled, { seed: '1', stateBudget: 60, shrinkAttempts })

const told = ({ failures }: DrillResult): string[] => failures.map(({ verdict, crash }) => `${verdict} ${crash.kind}`)

const WRONG: readonly (readonly [NonNullable<LazyHabits['close']>, string, RegExp])[] = [
  ['nothing', 'never-durable', /^after a clean shutdown, 8 acknowledged operations are missing/],
  ['all but the last', 'never-durable', /^after a clean shutdown, 1 acknowledged operation is missing/],
  ['throws', 'service-down', /^book: the application cannot be closed: no pen, although nothing was broken$/],
  ['hangs', 'service-down', /^book: the clean shutdown never ends \(it waits for something that never comes/],
  ['spins', 'service-down', /^book: the clean shutdown never ends \(still busy after/],
]

function closing(habits: NotebookHabits, close: () => unknown, overrides: Overrides = {}): Scenario {
  const app = { ...notebook(habits), close }
  return { ...notebookScenario(habits, { policy: false, ...overrides }), machines: { book: app } }
}

async function again(drilled: Scenario, { plan, crash, verdict, traceHash }: Failure) {
  const token = encodeToken({ v: 1, scenario: drilled.name, codeHash: 'c0de', plan, crash, verdict, traceHash })
  const decoded = decodeToken(token)
  if (!decoded.ok) throw new Error(decoded.message)
  return (payloadScenario: Scenario) => replay(payloadScenario, decoded.payload)
}

describe('after a clean shutdown', () => {
  it.each(WRONG)('a close that stores %s ends in %s', async (close, verdict, message) => {
    const drilled = lazyScenario({ close })
    const result = await run(drilled)
    expect(told(result)).toEqual([`${verdict} clean-shutdown`])
    expect(result.failures[0]!.message).toMatch(message)
    expect(result.failures[0]!.timeline.at(-2)).toMatch(/CLEAN SHUTDOWN, then power off$/)
    expect(result.failures[0]!.timeline.join('\n')).toMatch(/book {2}shutdown (begins|ends)/)
    const replayed = await again(drilled, result.failures[0]!)
    expect(await replayed(drilled)).toMatchObject({ outcome: 'still-fails', verdict, timeline: result.failures[0]!.timeline })
    expect((await replayed(lazyScenario({ close: 'all' }))).outcome).toBe('no-longer-fails')
    expect((await replayed(lazyScenario({}))).outcome).toBe('plan-no-longer-applies')
  })

  it('all that a close stored is there, though the application itself flushed nothing', async () => {
    const result = await run(lazyScenario({ close: 'all' }))
    expect(result).toMatchObject({ status: 'passed', cleanShutdowns: 1 })
  })

  it('nothing is demanded of an application that cannot be closed and promises nothing', async () => {
    expect(await run(lazyScenario({}))).toMatchObject({ status: 'passed', cleanShutdowns: 0 })
  })

  it('a store that does not open stays one', async () => {
    const drilled = closing({ atBoot: (_, texts) => { if (texts.length === 12) throw new Error('full') } }, () => undefined)
    expect(told(await run(drilled))).toContain('refuses-to-open clean-shutdown')
  })

  it('no close is asked for where a fault struck before', async () => {
    const drilled = closing({}, () => { throw new Error('broken') }, { faults: ['stall'] })
    const plan = generatePlan(drilled, '1')
    const faults = [{ kind: 'stall', disk: 'book/log', fromUs: 0, toUs: 1e9, oneIn: 1 }] as const
    const result = await drill(drilled, { plan: { ...plan, faults }, stateBudget: 60, shrinkAttempts: 0 })
    expect(result).toMatchObject({ cleanShutdowns: 0, failures: [] })
  })

  it('a background process may fail while its application closes', async () => {
    let shut = (): void => {}
    const habits: NotebookHabits = {
      atBoot: (context) => {
        const closed = context.signal()
        shut = () => closed.notify()
        context.spawn('watch', async () => {
          await closed.wait()
          throw new Error('closed')
        })
      },
    }
    expect(await run(closing(habits, () => shut()))).toMatchObject({ failures: [], cleanShutdowns: 1 })
  })

  it('crashes in the middle of a close are part of the sweep', async () => {
    const overwrites = closing({}, () => undefined)
    const app = {
      ...notebook({}),
      boot: async (context: AppContext<'log'>) => ({ ...(await notebook({}).boot(context)), wipe: () => context.volumes.log.write(0, toSector('?'), { label: 'wipe' }) }),
      close: async (book: { wipe: () => Promise<void> }) => book.wipe(),
    }
    const result = await run({ ...overwrites, machines: { book: app } } as Scenario)
    expect(told(result)).toContain('never-durable clean-shutdown')
    const swept = result.failures.find(({ crash }) => crash.kind === 'power-cut')!
    expect(swept.crash).toMatchObject({ at: { label: expect.stringMatching(/wipe|shutdown/) as string } })
  })

  it('several machines close together', async () => {
    const book = (close: 'all' | 'nothing') => lazy({ close })
    const both = (audit: 'all' | 'nothing'): Scenario =>
      scenario({
        name: 'toy/two',
        machines: { book: book('all'), audit: book(audit) },
        operation: fc.tuple(fc.boolean(), letter),
        apply: (machines, [first, text]) => void (first ? machines.book : machines.audit).append(text),
        model: { initial: [[], []] as readonly (readonly string[])[], step: ([left, right], [first, text]) => (first ? [[...left!, text], right!] : [left!, [...right!, text]]) },
        observe: (machines) => [machines.book.readAll(), machines.audit.readAll()],
        operations: 8,
        clients: 1,
        policy: false,
      })
    const shutdowns = async (audit: 'all' | 'nothing') => told(await run(both(audit))).filter((line) => line.endsWith('clean-shutdown'))
    expect(await shutdowns('all')).toEqual([])
    expect(await shutdowns('nothing')).toEqual(['never-durable clean-shutdown'])
  })

  it('shrinks, and comes out the same twice', async () => {
    const [one, two] = [await run(lazyScenario({ close: 'nothing' }), 30), await run(lazyScenario({ close: 'nothing' }), 30)]
    expect(one.failures[0]!.shrunk.toOperations).toBe(1)
    expect(two).toEqual(one)
  })
})
