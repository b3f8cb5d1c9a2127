/** What an outcome breaks of what the plan of an estate promises. Looks at figures only, not at data. */
import type { VerdictName } from '../../oracle/verdict.ts'
import type { Objectives } from './objectives.ts'
import { isCounted } from './outcome.ts'
import type { Outcome } from './outcome.ts'

const SECOND_US = 1_000_000

type Figures = Pick<Outcome, 'recovered' | 'agrees' | 'reason' | 'rpoUs' | 'logRpoUs' | 'serviceRtoUs' | 'unprotectedUs' | 'splitBrainOperations' | 'reissuedIds' | 'aftermath'>

type Rule = readonly [verdict: VerdictName, isBroken: (figures: Figures, objectives: Objectives) => boolean]

/** What never comes back breaks every objective of time and of loss that there is. */
const exceeds = (us: number | null, seconds: number | undefined): boolean => seconds !== undefined && (us ?? Infinity) > seconds * SECOND_US

const RULES: readonly Rule[] = [
  ['service-down', ({ recovered }) => !recovered],
  ['split-brain', ({ splitBrainOperations }) => splitBrainOperations > 0],
  // One machine knows of what another has lost.
  ['order-hole', ({ recovered, agrees }, { agreement = false }) => agreement && recovered && !agrees],
  ['rpo-exceeded', ({ rpoUs, logRpoUs }, { rpoSeconds }) => exceeds(rpoUs, rpoSeconds) || (logRpoUs !== null && exceeds(logRpoUs, rpoSeconds))],
  ['rto-exceeded', ({ serviceRtoUs }, { rtoSeconds }) => exceeds(serviceRtoUs, rtoSeconds)],
  ['unprotected-too-long', ({ unprotectedUs }, { unprotectedSeconds }) => unprotectedUs !== null && exceeds(unprotectedUs, unprotectedSeconds)],
  ['divergence-overwritten', ({ aftermath }, { discardedOperations = Infinity }) => aftermath !== null && aftermath.discardedOperations > discardedOperations],
  ['id-reissued', ({ reissuedIds }, { uniqueIds = false }) => uniqueIds && reissuedIds > 0],
]

export function breachesOf(figures: Figures, objectives: Objectives): readonly VerdictName[] {
  if (!isCounted(figures)) return []
  return RULES.filter(([, isBroken]) => isBroken(figures, objectives)).map(([verdict]) => verdict)
}
