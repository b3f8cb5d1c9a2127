/** In what share of all histories something holds: exact bounds from the few that were run. */
import { clopperPearson } from '../zoo/binomial.ts'
import type { CaseOutcome } from './order.ts'

export type ShareInterval = readonly [low: number, high: number]

/**
 * Exact 95 % interval of the share of histories in which it holds of every case. Cases of one history are not independent
 * of each other, so they are not what is counted. Null: there is no case.
 */
export function shareOfHistories(cases: readonly CaseOutcome[], holds: (outcome: CaseOutcome) => boolean): ShareInterval | null {
  const all = historiesOf(cases)
  if (all === 0) return null
  const { low, high } = clopperPearson(all - historiesOf(cases.filter((outcome) => !holds(outcome))), all)
  return [low, high]
}

export function historiesOf(cases: readonly CaseOutcome[]): number {
  return new Set(cases.map(({ history }) => history)).size
}

/** Where two intervals overlap, chance may have made the difference: neither is above the other. */
export function isAbove([low]: ShareInterval, [, high]: ShareInterval): boolean {
  return low > high
}
