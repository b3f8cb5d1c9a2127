/**
 * Exact bounds on a probability of which only some independent trials are known, and what follows for how
 * many trials it takes. Nothing here knows what a trial is.
 */
import { binomialAtMost } from '../../core/drill/estate/binomial.ts'

/** Halving so often leaves nothing between two neighbouring numbers. */
const HALVINGS = 200

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * The interval of Clopper and Pearson for the probability of a success: it holds the true one with at least
 * `confidence`, however small the sample. Where one stops at the n-th success instead of after a fixed number of
 * trials, the lower end is still the exact one and the upper end errs on the wide side.
 * @throws RangeError when the counts make no sense
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): Interval {
  const counts = Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0 && successes <= trials
  if (!counts || trials === 0) throw new RangeError(`clopperPearson: ${successes} of ${trials} trials cannot be`)
  const tail = (1 - confidence) / 2
  // Both tails are monotonous in the probability, so halving finds where each is just `tail`.
  const low = successes === 0 ? 0 : halve((probability) => 1 - binomialAtMost(successes - 1, trials, probability) < tail)
  const high = successes === trials ? 1 : halve((probability) => binomialAtMost(successes, trials, probability) > tail)
  return { low, high }
}

/** The number in 0 … 1 below which `isBelow` holds. */
function halve(isBelow: (value: number) => boolean): number {
  let low = 0
  let high = 1
  for (let step = 0; step < HALVINGS && low < high; step++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * The fewest independent trials of which at least one succeeds with chance `quantile` (the quantile of the
 * geometric law); Infinity when none ever succeeds.
 */
export function trialsUntilSuccess(probability: number, quantile: number): number {
  if (probability <= 0) return Infinity
  if (probability >= 1) return 1
  const trials = Math.log1p(-quantile) / Math.log1p(-probability)
  // A ratio that is whole in exact arithmetic may come out a hair above.
  return Math.max(1, Math.ceil(trials - 1e-9))
}
