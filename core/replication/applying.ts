import type { Batch } from './cache-store.ts'
import { churnLimitOf, MACHINE_CHURN } from './churn.ts'
import { durationUs } from './context.ts'
import type { ReplicationPolicy } from './policy.ts'
import { isWrite, RECORD_BYTES } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** How long it takes to apply a batch: its disks side by side, each within its churn limit, all within their machine's. */
export function applyingUs(policy: ReplicationPolicy, batch: Batch): number {
  const plainUs = durationUs(batch.bytes, policy.processing.bytesPerSecond)
  return policy.churn ? Math.max(plainUs, churnUs(policy, batch)) : plainUs
}

function churnUs({ churn }: ReplicationPolicy, { items }: Batch): number {
  const { mode, tier, averageIoBytes } = churn!
  const loads = new Map<TrackedDisk, { bytes: number; writes: number }>()
  let bytes = 0
  for (const item of items) {
    if (!isWrite(item) && item.kind !== 'blocks') continue
    const load = loads.get(item.disk) ?? { bytes: 0, writes: 0 }
    load.bytes += item.bytes - RECORD_BYTES
    load.writes++
    bytes += item.bytes - RECORD_BYTES
    loads.set(item.disk, load)
  }
  let longestUs = durationUs(bytes, MACHINE_CHURN[mode])
  for (const [{ provisionedBytes }, load] of loads) {
    const average = averageIoBytes ?? Math.floor(load.bytes / load.writes)
    const limit = churnLimitOf({ mode, tier, diskBytes: provisionedBytes, averageIoBytes: average })
    longestUs = Math.max(longestUs, durationUs(load.bytes, limit))
  }
  return longestUs
}
