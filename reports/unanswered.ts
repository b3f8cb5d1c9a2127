/** Drills that say neither yes nor no. */
import type { CaseOutcome } from '../core/drill/events.ts'
import type { TalliedCase, TalliedScenario } from './tally.ts'

/** From bad to less bad. */
export const NO_ANSWER = ['internal-error', 'misused', 'not-deterministic', 'inconclusive'] as const satisfies readonly CaseOutcome[]

/** The first of those with the worst outcome; undefined when every drill that ran to its end came to an answer. */
export function firstUnanswered({ cases }: TalliedScenario): TalliedCase | undefined {
  const worst = NO_ANSWER.find((outcome) => cases.some((each) => each.outcome === outcome))
  return cases.find(({ outcome }) => outcome === worst)
}
