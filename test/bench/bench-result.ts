/** One row of `seeddrill bench`: a measured value beside a peer's, taken in the same run on the same machine. */
export interface BenchResult {
  /** What was measured, in words; the same from version to version. */
  readonly name: string
  /** The unit of both values, such as `ns/write`. */
  readonly unit: string
  /** The median over the rounds of what was measured. */
  readonly value: number
  /** What it is compared with, in words. */
  readonly peer: string
  /** The median over the rounds of the peer. */
  readonly peerValue: number
  /** `value / peerValue`. */
  readonly ratio: number
}
