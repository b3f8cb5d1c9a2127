/**
 * Quantiles of samples in which some never came back, and ranks. Infinity stands for never; nothing is left out because
 * it is infinite.
 */

/** The value of this rank, which is one of the sample: no interpolation. Null for an empty sample, or where it is infinite. */
export function quantile(sorted: readonly number[], fraction: number): number | null {
  if (sorted.length === 0) return null
  const value = sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!
  return value === Infinity ? null : value
}

/** For `sort`: also of infinite numbers. */
export function ascending(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/**
 * How far one series goes with another, by their ranks: the part of its variance that the other explains (the square of
 * Spearman's coefficient), negative where one falls as the other rises; 0 where one of them never changes.
 */
export function rankDetermination(xs: readonly number[], ys: readonly number[]): number {
  const [first, second] = [ranks(xs), ranks(ys)]
  const mean = (first.length - 1) / 2
  let together = 0
  let [ofFirst, ofSecond] = [0, 0]
  for (let index = 0; index < first.length; index++) {
    const [dx, dy] = [first[index]! - mean, second[index]! - mean]
    together += dx * dy
    ofFirst += dx * dx
    ofSecond += dy * dy
  }
  return ofFirst === 0 || ofSecond === 0 ? 0 : (together * Math.abs(together)) / (ofFirst * ofSecond)
}

/** Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((one, other) => ascending(values[one]!, values[other]!) || one - other)
  const result = new Array<number>(values.length)
  for (let begin = 0; begin < order.length;) {
    let end = begin
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[begin]!]) end++
    for (let place = begin; place <= end; place++) result[order[place]!] = (begin + end) / 2
    begin = end + 1
  }
  return result
}
