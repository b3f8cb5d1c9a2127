/** The binomial law: how likely so many successes of independent trials are. Nothing here knows what a trial is. */

/**
 * P(X ≤ most) for X of a binomial law. Each term is reckoned from the likeliest one by ratios, so that thousands of
 * trials do not underflow; no logarithm, which machines may round each in its way.
 */
export function binomialAtMost(most: number, trials: number, probability: number): number {
  if (most >= trials) return 1
  if (most < 0) return 0
  if (probability <= 0) return 1
  if (probability >= 1) return 0
  const odds = probability / (1 - probability)
  const likeliest = Math.min(trials, Math.floor((trials + 1) * probability))
  let all = 0
  let upToMost = 0
  const take = (count: number, term: number): void => {
    all += term
    if (count <= most) upToMost += term
  }
  let term = 1
  for (let count = likeliest; count >= 0; count--) {
    take(count, term)
    term *= count / ((trials - count + 1) * odds)
  }
  term = 1
  for (let count = likeliest + 1; count <= trials; count++) {
    term *= ((trials - count + 1) / count) * odds
    take(count, term)
  }
  return Math.min(1, upToMost / all)
}
