/**
 * Detection power: from how the drills of one bug went to how many seeds and how many crash states it takes to
 * catch it.
 *
 * Each seed is an independent trial that catches the bug with one and the same unknown probability p. The drills
 * stop at a fixed number of catches or when the seeds run out.
 *
 * Seeds to catch follow the geometric law of p, estimated as catches / drills. `median` and `p95` are its
 * quantiles: with so many seeds the bug is caught with a chance of 50 % or 95 %. `upper95` is what `p95` would
 * be at the lower end of the exact 95 % interval of p: one can rely on it.
 *
 * States to catch follow from that: so many seeds take all but the last with the states of a missing drill (their
 * mean over all of them, also behind the last catch), and the last up to the state that shows the bug. `median` and
 * `p95` take the quantile of the seeds and the same quantile (nearest rank) of the latter. `upper95` is `upper95` of
 * the seeds with every drill as long as any can be: as good a bound as that of the seeds. That is the state budget of a
 * drill, or the longest drill seen: failovers are judged beside the budget.
 */
import { clopperPearson, trialsUntilSuccess } from './binomial.ts'

/** One drill of a bug. */
export interface Trial {
  /** States executed in all. */
  readonly states: number
  /** States that had been executed when the bug was first met; null when it was missed. */
  readonly caughtAfter: number | null
}

export interface ToCatch {
  readonly median: number
  readonly p95: number
  readonly upper95: number
  /** Drills on which these figures rest. */
  readonly drills: number
}

export interface Detection {
  readonly drills: number
  readonly catches: number
  /** Of catching it with one seed; null before the first drill. */
  readonly probability: { readonly estimate: number; readonly low95: number; readonly high95: number } | null
  /** Null when it was never caught. */
  readonly seedsToCatch: ToCatch | null
  readonly statesToCatch: ToCatch | null
}

const MEDIAN = 0.5
const HIGH = 0.95

/** @param stateBudget states that a drill may execute */
export function detectionOf(trials: readonly Trial[], stateBudget: number): Detection {
  const drills = trials.length
  const caughtAfter = trials.flatMap((trial) => trial.caughtAfter ?? [])
  const catches = caughtAfter.length
  if (drills === 0) return { drills, catches, probability: null, seedsToCatch: null, statesToCatch: null }
  const { low, high } = clopperPearson(catches, drills)
  const estimate = catches / drills
  const probability = { estimate, low95: low, high95: high }
  if (catches === 0) return { drills, catches, probability, seedsToCatch: null, statesToCatch: null }
  const seedsToCatch: ToCatch = {
    median: trialsUntilSuccess(estimate, MEDIAN),
    p95: trialsUntilSuccess(estimate, HIGH),
    upper95: trialsUntilSuccess(low, HIGH),
    drills,
  }
  const missStates = meanStatesOfMiss(trials)
  const statesFor = (seeds: number, share: number): number =>
    Math.round((seeds - 1) * missStates + quantile(caughtAfter, share))
  const statesToCatch: ToCatch = {
    median: statesFor(seedsToCatch.median, MEDIAN),
    p95: statesFor(seedsToCatch.p95, HIGH),
    upper95: seedsToCatch.upper95 * trials.reduce((most, { states }) => Math.max(most, states), stateBudget),
    drills,
  }
  return { drills, catches, probability, seedsToCatch, statesToCatch }
}

/** 0 when no drill missed: then one seed is enough. */
function meanStatesOfMiss(trials: readonly Trial[]): number {
  const missing = trials.filter(({ caughtAfter }) => caughtAfter === null)
  return missing.reduce((sum, { states }) => sum + states, 0) / Math.max(1, missing.length)
}

/** The smallest value that at least this share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((one, other) => one - other)
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!
}
