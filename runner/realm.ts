/** The thread behind `realm-client.ts`. */
import { parentPort } from 'node:worker_threads'
import { judge } from '../core/index.ts'
import type { SentTrace } from '../core/sim/trace.ts'
import { replayAsFound } from './corpus/replay-saved.ts'
import { checkStrategy } from './estates/check-strategy.ts'
import { estateFactsOf, estatesOf, strategiesOf, wrappedScenariosOf } from './estates/load-estate.ts'
import { runHistoryOrder } from './estates/run-history.ts'
import { exportOf, factsOf, loadScenario, scenariosOf } from './load-scenario.ts'
import { runCase } from './run-case.ts'
import { quietConsole } from './quiet-console.ts'
import type { Question, RealmAnswer, RealmQuestions, RealmRequest } from './realm-client.ts'
import { messageOf } from './usage-error.ts'
import { twoCopies } from './two-copies.ts'
import { userFrame } from './user-frame.ts'

type Answers = {
  readonly [name in Question]: (
    ...args: Parameters<RealmQuestions[name]>
  ) => Promise<Readonly<ReturnType<RealmQuestions[name]>>>
}

process.setSourceMapsEnabled(true)
quietConsole()
// What an application leaves unhandled is told by the drill itself, and must not cost the answer here.
process.on('unhandledRejection', () => {})

const undisturbed = () => ({ onProgress: () => {}, stop: new Int32Array(1) })

const answers: Answers = {
  async describe(bundle, root) {
    const scenarios = scenariosOf(await load(bundle, root))
    const problem = twoCopies(scenarios, root)
    if (problem !== null) throw new Error(problem)
    return scenarios.map(factsOf)
  },
  // A copy, because what cannot be copied cannot be sent either, and nobody would hear of it.
  describeConfig: async (bundle, root) => ({ config: structuredClone((await load(bundle, root)).default) }),
  exportOf: async (bundle, scenario) => exportOf((await import(bundle)) as Readonly<Record<string, unknown>>, scenario),
  async describeEstates(bundle, root) {
    const module = await load(bundle, root)
    const strategies = strategiesOf(module)
    strategies.forEach(checkStrategy)
    return { estates: estatesOf(module).map(estateFactsOf), scenarios: wrappedScenariosOf(module).map(estateFactsOf), strategies }
  },
  runHistory: (order) => runHistoryOrder(order),
  judge: async (ref, job) => judge(await loadScenario(ref), job),
  async drillTraced(order) {
    let trace: SentTrace | null = null
    const report = await runCase(order, { ...undisturbed(), onTrace: (of) => (trace = of.sent()) })
    return { report, trace }
  },
  drillPlan: (order, plan) => runCase(order, { ...undisturbed(), plan }),
  replay: async (ref, payload, edited, stateBudget) => replayAsFound(await loadScenario(ref), { payload, edited, stateBudget }),
}

/** @throws Error that names the line of the user's file, whatever the file throws */
async function load(bundle: string, root: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(bundle)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const frame = userFrame(error, root)
    throw new Error(`${frame === undefined ? '' : `${frame}: `}${messageOf(error)}`, { cause: error })
  }
}

async function answer({ question, args }: RealmRequest): Promise<RealmAnswer> {
  try {
    const reply = answers[question] as (...args: readonly unknown[]) => Promise<unknown>
    return { ok: true, value: await reply(...args) }
  } catch (error) {
    return { ok: false, name: error instanceof Error ? error.name : 'Error', message: messageOf(error) }
  }
}

parentPort!.on('message', (request: RealmRequest) => {
  void answer(request).then((reply) => parentPort!.postMessage(reply))
})
