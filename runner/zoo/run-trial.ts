/** One trial of the zoo in this thread, from the order to the report. Nothing is thrown: every ending is an outcome. */
import type { CaseOrder, StopFlag, WorkerNote } from '../order.ts'
import { runCase } from '../run-case.ts'
import type { CaseOutcome as EstateOutcome } from '../estates/order.ts'
import { tokenOf } from '../estates/measure.ts'
import { runHistoryOrder } from '../estates/run-history.ts'
import { isHistory } from './trial.ts'
import type { HistoryTrialOrder, TrialFailure, TrialOrder, TrialReport } from './trial.ts'

export function runTrial(order: TrialOrder, stop: StopFlag, note: (message: WorkerNote) => void): Promise<TrialReport> {
  return isHistory(order) ? runHistoryTrial(order) : runDrill(order, stop, note)
}

async function runDrill(order: CaseOrder, stop: StopFlag, note: (message: WorkerNote) => void): Promise<TrialReport> {
  const { result, failures, ...report } = await runCase(order, { stop, onProgress: (progress) => note({ type: 'progress', ...progress }) })
  return {
    ...report,
    states: result?.crashStates.checked ?? 0,
    failures: failures.map(({ verdict, foundAfter }) => ({ verdict, foundAfter, token: null })),
  }
}

async function runHistoryTrial({ case: number, seed, scenario }: HistoryTrialOrder): Promise<TrialReport> {
  const { history: { strategy, kinds, disasters, quietDays }, ...estate } = scenario
  const startMs = performance.now()
  const report = await runHistoryOrder({ case: number, estate, part: null, strategies: [strategy], seed, kinds, disasters, quietDays, inFull: false })
  const base = { case: number, durationMs: performance.now() - startMs }
  if (!report.ok)
    return { ...base, outcome: report.misused ? 'misused' : 'internal-error', states: 0, failures: [], messages: [report.message] }
  const tokenFor = (outcome: EstateOutcome): string => tokenOf({ estate, kinds, disasters, quietDays }, strategy, outcome, null)
  const failures = failuresOf(report.outcomes, tokenFor)
  const inconclusive = report.outcomes.flatMap(({ attempts }) => attempts.flatMap(({ verdict }) => (verdict.status === 'inconclusive' ? [verdict.reason] : [])))
  return {
    ...base,
    outcome: failures.length > 0 ? 'violated' : inconclusive.length > 0 ? 'inconclusive' : 'passed',
    states: report.outcomes.reduce((sum, { attempts }) => sum + attempts.length, 0),
    failures,
    messages: inconclusive,
  }
}

/** What each attempt was found to be, and then what the outcome breaks of the plan's promises. */
export function failuresOf(outcomes: readonly EstateOutcome[], tokenFor: (outcome: EstateOutcome) => string): readonly TrialFailure[] {
  const failures: TrialFailure[] = []
  let states = 0
  for (const outcome of outcomes) {
    const found = (verdict: TrialFailure['verdict']): void => void failures.push({ verdict, foundAfter: states, token: tokenFor(outcome) })
    for (const { verdict } of outcome.attempts) {
      states++
      if (verdict.status === 'violated') found(verdict.verdict)
    }
    outcome.breaches.forEach(found)
  }
  return failures
}
