/** What a run comes to, once its last case was told. */
import type { EarlyEnd, RunStarted, RunTotals } from '../core/drill/events.ts'
import { strictGaps } from '../reports/index.ts'
import { exitOfRun } from './exit-codes.ts'
import type { ExitName } from './exit-codes.ts'

export interface Judged {
  /** What was not covered and makes the run fail. */
  readonly coverageFailures: readonly string[]
  readonly exit: ExitName
}

/**
 * A shard answers for what it did: what it did not cover another shard may have, and where nothing fell to it nothing is
 * amiss. `report merge` judges the whole.
 */
export function judged({ settings: { shard, strictCoverage }, cases }: Pick<RunStarted, 'settings' | 'cases'>, totals: RunTotals, endedBy: EarlyEnd | null): Judged {
  if (shard !== undefined && cases === 0 && endedBy === null) return { coverageFailures: [], exit: 'passed' }
  const coverageFailures = strictCoverage && shard === undefined ? strictGaps(totals) : []
  return { coverageFailures, exit: exitOfRun(totals, endedBy, coverageFailures) }
}
