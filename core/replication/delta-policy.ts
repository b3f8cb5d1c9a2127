/**
 * Replication by differences: at each crash-consistent interval a snapshot is taken, and what changed since the last one
 * that arrived is sent. The point stands for the *start* of the transfer, and exists once all of it has arrived; what
 * arrived in part is rolled back.
 */
export interface DeltaPolicy {
  /** `changed-blocks`: every block that changed, once. `write-log`: every write, as often as it was made. */
  readonly unit: 'changed-blocks' | 'write-log'
  /** A transfer that takes longer is given up and rolled back. Null: it takes what it takes. */
  readonly timeoutUs: number | null
  /** Waits before a transfer that was given up is tried again, with a new snapshot; the last one repeats. Not empty. */
  readonly retryDelaysUs: readonly number[]
  /** Unit `write-log`: a log above this share of its disk is dropped, and a resync is due. Null: never. Percent. */
  readonly maximumLogPercent: number | null
}
