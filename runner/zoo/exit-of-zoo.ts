/** How the zoo ends: the first row that holds decides, and what makes the others unreliable stands above them. */
import type { CaseOutcome } from '../../core/drill/events.ts'
import type { ZooReport } from '../../reports/index.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import type { ExitName } from '../exit-codes.ts'

type Judged = Pick<ZooReport, 'canary' | 'bugs' | 'twins' | 'totals' | 'endedBy'>

interface Ending {
  readonly exit: ExitName
  readonly holds: (report: Judged, outcomes: readonly CaseOutcome[]) => boolean
}

const ENDINGS: readonly Ending[] = [
  { exit: 'SIGINT', holds: ({ endedBy }) => endedBy === 'SIGINT' },
  { exit: 'SIGTERM', holds: ({ endedBy }) => endedBy === 'SIGTERM' },
  // Of the canary too: what could not be drilled does not live.
  { exit: 'internal-error', holds: (_, outcomes) => outcomes.includes('internal-error') },
  { exit: 'usage', holds: (_, outcomes) => outcomes.includes('misused') },
  { exit: 'violated', holds: ({ canary }) => canary.caught < canary.drills },
  { exit: 'violated', holds: ({ totals }) => totals.falseAlarms > 0 },
  { exit: 'violated', holds: ({ bugs }) => bugs.some(({ caught, unfinished }) => !caught && !unfinished) },
  // Nothing is known to be wrong, but not everything was looked at or could be judged.
  { exit: 'inconclusive', holds: ({ bugs }) => bugs.some(({ caught }) => !caught) },
  { exit: 'inconclusive', holds: ({ twins }) => twins.some(({ seeds }) => seeds === 0) },
  { exit: 'inconclusive', holds: ({ canary, totals }) => totals.unclearSeeds > 0 || canary.drills === 0 },
]

/** What each exit code means here. */
export const ZOO_EXITS = {
  passed: 'every bug was caught, and no twin alarmed',
  violated: 'a bug was missed or known by a wrong verdict, a twin alarmed, or the canary lived',
  usage: 'usage: an argument or a file, or there is no bug of that id',
  inconclusive: 'nothing is known to be wrong, but time was up or a twin was inconclusive',
  'internal-error': EXIT_CODES['internal-error'].meaning,
  SIGINT: 'interrupted by SIGINT; the table has what was measured',
  SIGTERM: 'interrupted by SIGTERM; the table has what was measured',
} as const satisfies Partial<Record<ExitName, string>>

/** @param outcomes of all drills, those of the canary included */
export function exitOfZoo(report: Judged, outcomes: readonly CaseOutcome[]): ExitName {
  return ENDINGS.find(({ holds }) => holds(report, outcomes))?.exit ?? 'passed'
}
