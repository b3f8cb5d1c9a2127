/** What the process answers to the shell. */
import type { EarlyEnd, RunTotals } from '../core/drill/events.ts'
import { expectedFailures } from '../reports/index.ts'

export const EXIT_CODES = {
  passed: { code: 0, meaning: 'passed; replay: no longer fails, or the same outcome' },
  violated: { code: 1, meaning: 'violated, an expected failure did not show, a twin alarmed, or --strict-coverage found a gap; replay: still fails, or another outcome of changed code' },
  usage: { code: 2, meaning: 'usage: an argument, a file or a scenario that cannot be run' },
  inconclusive: { code: 3, meaning: 'inconclusive, or nothing was checked; replay: the plan no longer applies, or the estate is not there' },
  'nothing-matched': { code: 4, meaning: 'no scenario or file matched, or nothing had failed (--last-failed)' },
  'not-deterministic': { code: 5, meaning: 'the same seed gave two different runs; replay: the same code gave another outcome' },
  'internal-error': { code: 70, meaning: 'internal error' },
  SIGINT: { code: 130, meaning: 'interrupted by SIGINT; reports are complete for what ran' },
  SIGTERM: { code: 143, meaning: 'interrupted by SIGTERM; reports are complete for what ran' },
  SIGHUP: { code: 129, meaning: 'the terminal of the explorer was closed' },
} as const satisfies Record<string, { code: number; meaning: string }>

export type ExitName = keyof typeof EXIT_CODES

/** The exit code by its name. */
export const exitCode = (name: ExitName): number => EXIT_CODES[name].code

/**
 * Who asked for a report must not take its absence for a pass.
 * @param problems of the reporters
 */
export function codeWithReports(code: number, problems: readonly string[]): number {
  return code === exitCode('passed') && problems.length > 0 ? exitCode('usage') : code
}

interface Ending {
  readonly exit: ExitName
  readonly holds: (totals: RunTotals, endedBy: EarlyEnd | null, coverageFailures: readonly string[]) => boolean
}

/** The first row that holds decides: what makes the other rows unreliable stands above them. */
const ENDINGS: readonly Ending[] = [
  { exit: 'SIGINT', holds: (_, endedBy) => endedBy === 'SIGINT' },
  { exit: 'SIGTERM', holds: (_, endedBy) => endedBy === 'SIGTERM' },
  { exit: 'internal-error', holds: ({ outcomes }) => outcomes['internal-error'] > 0 },
  { exit: 'usage', holds: ({ outcomes }) => outcomes.misused > 0 },
  { exit: 'not-deterministic', holds: ({ outcomes }) => outcomes['not-deterministic'] > 0 },
  { exit: 'violated', holds: ({ outcomes, saved }) => outcomes.violated > 0 || saved['still-fails'] > 0 },
  { exit: 'inconclusive', holds: ({ outcomes }) => outcomes.inconclusive > 0 },
  // Bail is only ever reached by a failure, so what is missed here was looked for in every seed or ran out of time.
  { exit: 'violated', holds: (totals, endedBy) => endedBy === null && missedOne(totals) },
  { exit: 'inconclusive', holds: missedOne },
  { exit: 'inconclusive', holds: checkedNothing },
  { exit: 'violated', holds: (_totals, _endedBy, coverageFailures) => coverageFailures.length > 0 },
]

function missedOne(totals: RunTotals): boolean {
  return expectedFailures(totals).some(({ verdict }) => verdict === null)
}

function checkedNothing(totals: RunTotals): boolean {
  return totals.seeds === 0 && totals.saved['no-longer-fails'] === 0 && expectedFailures(totals).length === 0
}

/**
 * How a run ends.
 * @param coverageFailures what was not covered and makes the run fail; default none
 */
export function exitOfRun(
  totals: RunTotals,
  endedBy: EarlyEnd | null,
  coverageFailures: readonly string[] = [],
): ExitName {
  return ENDINGS.find(({ holds }) => holds(totals, endedBy, coverageFailures))?.exit ?? 'passed'
}
