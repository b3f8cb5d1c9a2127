/** What is wrong with a scenario is said by name; it is never a verdict and never a pass. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../../core/drill/explore/create-engine.ts'
import { drill, fc, replay, ScenarioError } from '../../../core/index.ts'
import type { Locate, Scenario } from '../../../core/index.ts'
import { notebookScenario } from './toys.ts'

const CALLS: readonly (readonly [string, () => unknown])[] = [
  ['Math.random()', () => Math.random()],
  ['Date.now()', () => Date.now()],
  ['new Date()', () => new Date()],
  ['setTimeout()', () => setTimeout(() => {}, 1)],
  ['fs.existsSync()', () => existsSync('/')],
]

const swallowed = (call: () => unknown) => (): void => {
  try {
    call()
  } catch {
    // As an application with a broad catch does.
  }
}

const PLACES: readonly (readonly [string, (call: () => unknown) => Scenario])[] = [
  ['boot', (call) => notebookScenario({ atBoot: swallowed(call) })],
  ['apply', (call) => notebookScenario({ atAppend: swallowed(call) })],
  ['observe', (call) => notebookScenario({ atRead: swallowed(call) })],
  [
    'model',
    (call) =>
      notebookScenario(
        {},
        {
          model: {
            initial: [] as string[],
            step: (state: string[], text: string) => {
              swallowed(call)()
              return [...state, text]
            },
          },
        },
      ),
  ],
  [
    'operation',
    (call) => notebookScenario({}, { operation: fc.nat().map((number) => (swallowed(call)(), String(number))) }),
  ],
]

async function mistakeOf(scenario: Scenario, locate?: Locate): Promise<string> {
  const error: unknown = await drill(scenario, { seed: '1', stateBudget: 60, shrinkAttempts: 0, ...(locate && { locate }) }).then(
    ({ status }) => new Error(`no mistake was found: ${status}`),
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(ScenarioError)
  return (error as Error).message
}

describe('ambient calls, even swallowed ones', () => {
  for (const [place, scenarioWith] of PLACES) {
    it.each(CALLS)(`are named in ${place}: %s`, async (name, call) => {
      expect(await mistakeOf(scenarioWith(call))).toMatch(
        new RegExp(`^toy/notebook: .*${name.replace(/[().]/g, '\\$&')}`),
      )
    })
  }

  const locate: Locate = (error) => (error.stack!.includes('scenario-errors.test.ts') ? 'notebook.ts:3:9' : null)
  const PLACED = /^toy\/notebook: Date\.now\(\) is .* instead \(at notebook\.ts:3:9\)$/

  it.each(PLACES)('are told with their line, in %s', async (_place, scenarioWith) => {
    expect(await mistakeOf(scenarioWith(() => Date.now()), locate)).toMatch(PLACED)
    expect(await mistakeOf(scenarioWith(() => Date.now()), () => null)).toMatch(/ instead$/)
  })

  it('are told with their line when a failure is shown again, and explored', async () => {
    const { failures } = await drill(notebookScenario({ forgetsFlush: true }), { seed: '1', stateBudget: 60, shrinkAttempts: 0 })
    const { plan, crash, verdict, traceHash } = failures.find((one) => one.crash.kind === 'power-cut')!
    const payload = { v: 1, scenario: 'toy/notebook', codeHash: 'c0de', plan, crash, verdict, traceHash } as const
    const ofMemory = { ...payload, verdict: 'leaked-memory' } as const
    const asks = notebookScenario({ forgetsFlush: true, atAppend: swallowed(() => Date.now()) })
    await expect(replay(asks, payload, { locate })).rejects.toThrow(PLACED)
    await expect(replay(asks, ofMemory, { locate })).rejects.toThrow(PLACED)
    await expect(createEngine(asks, { plan }, { locate })).rejects.toThrow(PLACED)
  })

  it('do not outlive the drill', async () => {
    await mistakeOf(PLACES[0]![1](() => Date.now()))
    expect(Date.now()).toBeGreaterThan(0)
    expect(existsSync('/')).toBe(true)
  })
})

const throws = (message: string) => (): never => {
  throw new TypeError(message)
}

class Page {
  readonly text = 'a'
}

const MISTAKES: readonly (readonly [string, Scenario, RegExp])[] = [
  [
    'an application that does not boot on empty volumes',
    notebookScenario({ atBoot: throws('no disk') }),
    /does not boot on empty volumes: book: no disk/,
  ],
  [
    'an application that cannot be read when it is new',
    notebookScenario({ atRead: throws('no table') }),
    /new application cannot be.*observed: no table/,
  ],
  [
    'an observe that returns an instance of a class',
    notebookScenario({ atRead: () => new Page() }),
    /observe: .*Page is not plain data/,
  ],
  [
    'a model whose step throws',
    notebookScenario({}, { model: { initial: [], step: throws('no rule') } }),
    /model\.step: no rule/,
  ],
  [
    'a model that begins with an instance',
    notebookScenario({}, { model: { initial: new Page(), step: (state: Page) => state } }),
    /model\.initial: .*Page/,
  ],
  [
    'a model that goes on to an instance',
    notebookScenario({}, { model: { initial: [], step: () => new Page() } }),
    /model\.step or project: .*Page/,
  ],
  ['a project that throws', notebookScenario({}, { project: throws('no view') }), /project: no view/],
  ['an invariant that throws', notebookScenario({}, { invariants: { sum: throws('NaN') } }), /invariants\.sum: NaN/],
  [
    'an invariant that returns no verdict',
    notebookScenario({}, { invariants: { sum: () => true as never } }),
    /invariants\.sum: must return a verdict .* got true/,
  ],
  [
    'an invariant with a verdict of its own',
    notebookScenario({}, { invariants: { sum: () => ({ status: 'violated', verdict: 'bad', message: '' }) as never } }),
    /invariants\.sum/,
  ],
  [
    'an arbitrary that throws',
    notebookScenario({}, { operation: fc.nat().map(throws('no number')) }),
    /operation: no number/,
  ],
]

describe('mistakes of a scenario', () => {
  it.each(MISTAKES)('%s', async (_, scenario, message) => {
    expect(await mistakeOf(scenario)).toMatch(message)
  })

  it('an apply that throws at once counts as an answer that says nothing', async () => {
    const result = await drill(notebookScenario({}, { apply: throws('no method') }), { seed: '1', shrinkAttempts: 0 })
    expect(result.status).toBe('inconclusive')
    expect(result.inconclusive[0]).toContain('no method')
  })
})
