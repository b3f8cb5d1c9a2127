/** What counts as a failing case, wherever failing cases are counted, told, or run again. */
import type { CaseOutcome } from '../core/drill/events.ts'

export const FAILING_OUTCOMES: readonly CaseOutcome[] = ['violated', 'misused', 'not-deterministic', 'internal-error']
