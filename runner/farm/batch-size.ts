/** How many drills travel together to another machine. */
import type { BatchSize } from '../schedule.ts'

/** A trip over a network is dearer than one to a thread. */
const SEEDS_A_BATCH = 100
const LEAST_MS = 50
/** So that a campaign smaller than that keeps a handful of machines busy to its end. */
const SHARES = 16

/** Batches that are under way at one time. */
export const FARM_LANES = 64

export const farmBatchSize: BatchSize = ({ left, meanMs }) => {
  const share = Math.min(SEEDS_A_BATCH, Math.ceil(left / SHARES))
  return Math.max(share, meanMs === null ? 1 : Math.ceil(LEAST_MS / meanMs))
}
