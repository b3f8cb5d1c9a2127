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
 * States to catch are counted over the seeds in their order: the states of each missing seed count in full, the
 * catching one counts up to the state that showed the bug, and then the count begins anew. `median` and `p95` are
 * quantiles of those counts (nearest rank), so `p95` of a few catches is the largest of them. Misses behind the
 * last catch belong to a count that never ended and are left out. `upper95` is the worst that goes with
 * `upper95` of the seeds: all of these but the last with as many states as the longest drill had, and the
 * latest catch within a drill that was seen.
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

export function detectionOf(trials: readonly Trial[]): Detection {
  const drills = trials.length
  const counts = statesUntilCatch(trials)
  const catches = counts.length
  if (drills === 0) return { drills, catches, probability: null, seedsToCatch: null, statesToCatch: null }
  const { low, high } = clopperPearson(catches, drills)
  const estimate = catches / drills
  const probability = { estimate, low95: low, high95: high }
  if (catches === 0) return { drills, catches, probability, seedsToCatch: null, statesToCatch: null }
  const seedsBound = trialsUntilSuccess(low, HIGH)
  const seedsToCatch: ToCatch = {
    median: trialsUntilSuccess(estimate, MEDIAN),
    p95: trialsUntilSuccess(estimate, HIGH),
    upper95: seedsBound,
    drills,
  }
  const statesToCatch: ToCatch = {
    median: quantile(counts, MEDIAN),
    p95: quantile(counts, HIGH),
    upper95: Math.max(quantile(counts, 1), (seedsBound - 1) * longest(trials) + latestCatch(trials)),
    drills,
  }
  return { drills, catches, probability, seedsToCatch, statesToCatch }
}

function statesUntilCatch(trials: readonly Trial[]): readonly number[] {
  const counts: number[] = []
  let states = 0
  for (const trial of trials) {
    if (trial.caughtAfter === null) states += trial.states
    else {
      counts.push(states + trial.caughtAfter)
      states = 0
    }
  }
  return counts
}

/** The smallest value that at least this share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((one, other) => one - other)
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!
}

const longest = (trials: readonly Trial[]): number => trials.reduce((most, { states }) => Math.max(most, states), 0)

const latestCatch = (trials: readonly Trial[]): number =>
  trials.reduce((latest, { caughtAfter }) => Math.max(latest, caughtAfter ?? 0), 0)
