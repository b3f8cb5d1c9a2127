/** What became of an estate between its recovery at the target and the disaster (or the way home) that was looked at. Plain JSON. */
import type { ReprotectEstimate } from '../../failover/index.ts'

/** The protection the other way round. Times in the history. */
export interface Reprotection extends Omit<ReprotectEstimate, 'scaleUp' | 'atLeastUs'> {
  readonly beganUs: number
  readonly scaleUpUs: number
  /** Null: it was not finished when the disaster struck. */
  readonly endedUs: number | null
}

export interface Aftermath {
  /** The recovery that brought it to the target. */
  readonly first: { readonly serviceRtoUs: number; readonly rpoUs: number; readonly lostOperations: number }
  /** Acknowledged at the target. */
  readonly targetOperations: number
  /** Of these, gone: all where nothing came back. */
  readonly lostTargetOperations: number
  /** Null: not begun. */
  readonly reprotection: Reprotection | null
  /** Acknowledged at the source, absent at the target, and on the original disks until the reprotection overwrote them. */
  readonly discardedOperations: number
}
