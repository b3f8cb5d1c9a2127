/** A failure as the event stream of a run that found nothing else, so that every reporter can show it. */
import type { ReportedFailure, RunEvent, RunFinished, RunScenario, RunSettings } from '../../core/drill/events.ts'
import { createTally } from '../../reports/index.ts'
import { exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { manifest } from '../package-root.ts'
import { openAudience } from '../reporters.ts'
import { UsageError } from '../usage-error.ts'

export interface OneFailure {
  readonly about: Pick<RunScenario, 'name' | 'file' | 'codeHash'>
  readonly seed: string
  readonly failure: ReportedFailure
}

export function runOf({ about, seed, failure }: OneFailure): readonly RunEvent[] {
  const scenario = about.name
  const settings: RunSettings = {
    patterns: [scenario], filter: null, workers: 1, bail: null, timeBudgetMs: null, states: null, checkDeterminism: false, demo: false, strictCoverage: false,
  }
  const events: readonly RunEvent[] = [
    { v: 1, type: 'run-started', seed, settings, scenarios: [{ ...about, seeds: [seed], expects: null, because: null }], cases: 1, version: manifest.version },
    { v: 1, type: 'failure', case: 0, scenario, seed, failure },
    { v: 1, type: 'case-finished', case: 0, scenario, seed, outcome: 'violated', result: null, messages: [], durationMs: 0 },
  ]
  const tally = createTally()
  events.forEach((event) => tally.add(event))
  const finished: RunFinished = { v: 1, type: 'run-finished', totals: tally.totals(), exitCode: exitCode('violated'), endedBy: null, coverageFailures: [], durationMs: 0 }
  return [...events, finished]
}

/** @throws UsageError when the file cannot be written */
export async function writeReport(reporter: 'html' | 'perfetto', one: OneFailure, file: string, host: Host): Promise<void> {
  const audience = openAudience([{ name: reporter, file }], host, false)
  runOf(one).forEach((event) => audience.hear(event))
  const problems = await audience.save()
  if (problems.length > 0) throw new UsageError(problems.join('; '))
}
