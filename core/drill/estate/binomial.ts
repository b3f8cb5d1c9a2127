/** The binomial law: how likely so many successes of independent trials are. Nothing here knows what a trial is. */

/** P(X ≤ most) for X of a binomial law. Summed in logarithms, so that thousands of trials do not underflow. */
export function binomialAtMost(most: number, trials: number, probability: number): number {
  if (most >= trials) return 1
  if (most < 0) return 0
  if (probability <= 0) return 1
  if (probability >= 1) return 0
  const logOdds = Math.log(probability) - Math.log1p(-probability)
  let logTerm = trials * Math.log1p(-probability)
  let sum = Math.exp(logTerm)
  for (let count = 1; count <= most; count++) {
    logTerm += Math.log((trials - count + 1) / count) + logOdds
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}
