/** One drill in this thread, from the order to the report. Nothing is thrown: every ending is an outcome. */
import { checkDeterminism, drill, generatePlan, ScenarioError } from '../core/index.ts'
import type { DrillOptions, DrillResult, FreshRealm, Plan, Scenario } from '../core/index.ts'
import { whereRunsPart } from '../core/drill/determinism.ts'
import type { CaseOutcome } from '../core/drill/events.ts'
import { openSentTrace } from '../core/sim/trace.ts'
import type { Trace } from '../core/sim/trace.ts'
import { hashDifferences } from './determinism.ts'
import { loadScenario } from './load-scenario.ts'
import type { CaseEnding, CaseOrder, CaseProgressNote, CaseReport, StopFlag } from './order.ts'
import { replaySaved } from './corpus/replay-saved.ts'
import { reportedFailure } from './reported-failure.ts'
import { openRealm } from './realm-client.ts'
import type { Realm } from './realm-client.ts'
import { watchUnhandled } from './unhandled.ts'
import { messageOf } from './usage-error.ts'
import { applicationFrame } from './user-frame.ts'

const PROGRESS_EVERY_MS = 100

const LOOK_AT_LOADING = 'look for what is drawn, read or counted where the file is loaded: a thread keeps it, and each has its own'

// The host's clock, captured before a drill puts its guard in place of it.
const now = performance.now.bind(performance)

export interface CaseSurroundings {
  readonly onProgress: (note: CaseProgressNote) => void
  readonly stop: StopFlag
  /** Drill this plan instead of one made from the seed. */
  readonly plan?: Plan
  /** Given the trace of the run before any crash, when the drill has ended. */
  readonly onTrace?: (trace: Trace) => void
}

/** Does what the order says. */
export async function runCase(order: CaseOrder, surroundings: CaseSurroundings): Promise<CaseReport> {
  const startMs = now()
  const realm = order.freshRealm || order.checkDeterminism ? openRealm() : undefined
  try {
    const ending = await withUnhandled(order.scenario.name, () => perform(order, surroundings, realm))
    return { case: order.case, ...ending, durationMs: now() - startMs }
  } finally {
    await realm?.close()
  }
}

async function perform(order: CaseOrder, surroundings: CaseSurroundings, realm: Realm | undefined): Promise<CaseEnding> {
  try {
    const scenario = await loadScenario(order.scenario)
    if (order.saved) return await replaySaved(order, order.saved, scenario)
    const options = drillOptions(order, surroundings, realm)
    const ending = order.checkDeterminism
      ? await performTwice(order, scenario, options, surroundings.stop)
      : endingOf(order, await drill(scenario, options), surroundings.stop)
    return ending.failures.length === 0 ? ending : { ...ending, plan: options.plan ?? generatePlan(scenario, order.seed) }
  } catch (error) {
    return failedEnding(error)
  }
}

function drillOptions(order: CaseOrder, { onProgress, stop, plan, onTrace }: CaseSurroundings, realm: Realm | undefined): DrillOptions {
  const { scenario, seed, stateBudget, shrinkAttempts, freshRealm, stopAtVerdicts } = order
  const judge: FreshRealm = (job) => realm!.judge(scenario, job)
  let lastMs = now()
  return {
    seed,
    ...(plan === undefined ? {} : { plan }),
    ...(onTrace === undefined ? {} : { onTrace }),
    ...(stateBudget === null ? {} : { stateBudget }),
    ...(shrinkAttempts === null ? {} : { shrinkAttempts }),
    ...(freshRealm ? { freshRealm: judge } : {}),
    ...(stopAtVerdicts ? { stopAtVerdicts } : {}),
    locate: applicationFrame(process.cwd()),
    onProgress: ({ stage, checkedStates }) => {
      if (now() - lastMs < PROGRESS_EVERY_MS) return
      lastMs = now()
      onProgress({ case: order.case, stage, checkedStates })
    },
    signal: {
      get aborted() {
        return Atomics.load(stop, 0) !== 0
      },
    },
  }
}

/** Twice in this thread by the core, and once more in a thread that has run nothing. */
async function performTwice(
  order: CaseOrder,
  scenario: Scenario,
  options: DrillOptions,
  stop: StopFlag,
): Promise<CaseEnding> {
  const { equal, result, lines, trace } = await checkDeterminism(scenario, options)
  const ending = endingOf(order, result, stop)
  // Runs that were ended early differ for that reason alone.
  if (stop[0] !== 0) return { ...ending, outcome: ending.outcome === 'violated' ? 'violated' : 'cut-short' }
  if (!equal) return { ...ending, outcome: 'not-deterministic', messages: ['the same seed gave two different runs:', ...lines] }
  const fresh = openRealm()
  try {
    const again = await fresh.drillTraced({ ...order, shrinkAttempts: 0, checkDeterminism: false })
    const differences = hashDifferences(ending, again.report)
    if (differences.length === 0) return ending
    const where = again.trace ? [...whereRunsPart(trace, openSentTrace(again.trace)), LOOK_AT_LOADING] : []
    return { ...ending, outcome: 'not-deterministic', messages: ['the run differs in a fresh thread:', ...differences, ...where] }
  } finally {
    await fresh.close()
  }
}

function endingOf({ scenario }: CaseOrder, { failures, ...result }: DrillResult, stop: StopFlag): CaseEnding {
  const cutShort = result.status === 'inconclusive' && stop[0] !== 0
  const outcome: CaseOutcome = cutShort ? 'cut-short' : result.status
  return {
    outcome,
    result,
    failures: failures.map((failure) => reportedFailure(scenario, failure, failure.plan)),
    messages: outcome === 'inconclusive' ? result.inconclusive : [],
  }
}

function failedEnding(error: unknown): CaseEnding {
  const misused = error instanceof ScenarioError
  const place = !misused && error instanceof Error ? error.stack?.split('\n').slice(1, 4).map((line) => line.trim()) : []
  return {
    outcome: misused ? 'misused' : 'internal-error',
    result: null,
    failures: [],
    messages: [messageOf(error), ...(place ?? [])],
  }
}

/** No crash explains a promise that the application rejects and nobody handles. */
async function withUnhandled(scenario: string, work: () => Promise<CaseEnding>): Promise<CaseEnding> {
  const { value: ending, unhandled } = await watchUnhandled(work)
  if (!unhandled) return ending
  const message = `${scenario}: the application left a rejected promise unhandled: ${messageOf(unhandled.reason)}`
  return { ...ending, outcome: 'misused', messages: [message] }
}
