/** One row of `npm run bench`: a measured value beside a peer's, taken in the same run on the same machine. */
export interface BenchResult {
  /** What was measured, in words; the same from version to version. */
  readonly name: string
  /** The unit of both values, such as `ns/write`. */
  readonly unit: string
  /** What was measured, of all rounds: the median, or for whole programs the best. */
  readonly value: number
  /** What it is compared with, in words. */
  readonly peer: string
  /** The same of the peer, or the limit itself. */
  readonly peerValue: number
  /** `value / peerValue`. */
  readonly ratio: number
  /** What the design demands; null where the row only informs. */
  readonly target: Target | null
  /** Whether the target is met; null without one. */
  readonly met: boolean | null
}

/** A bound on one figure of a row. */
export interface Target {
  readonly of: 'value' | 'ratio'
  readonly is: 'at least' | 'at most'
  readonly bound: number
}

/** What a row measured, before it is judged. */
export type Measured = Omit<BenchResult, 'ratio' | 'met'>

/** Computes the ratio and holds it, or the value, against the target. */
export function judged(measured: Measured): BenchResult {
  const { value, peerValue, target } = measured
  const ratio = value / peerValue
  if (target === null) return { ...measured, ratio, met: null }
  const figure = target.of === 'value' ? value : ratio
  return { ...measured, ratio, met: target.is === 'at least' ? figure >= target.bound : figure <= target.bound }
}

/** Thrown by a row that cannot be measured here; told in one line, and the other rows go on. */
export class BenchSkipped extends Error {
  override readonly name = 'BenchSkipped'
}
