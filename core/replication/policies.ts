/**
 * Presets. Each is a whole policy; spread one to change a part:
 * `{ ...policies.asr, appPointIntervalUs: 0 }`. Where each figure comes from is in `policy-sources.ts`.
 * @module seeddrill/policies
 */
import { QUIESCE_LIMITS } from '../machine/quiesce-failures.ts'
import { LINK_PROFILES } from '../net/link-profile.ts'
import { asrRetention } from './asr-retention.ts'
import type { ReplicationPolicy } from './policy.ts'

const MILLISECOND = 1_000
const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

/** What the presets have in common. */
const base = {
  groups: true,
  barrierTimeoutUs: 300 * MILLISECOND,
  tagLatency: { minimumUs: 500, meanUs: 1_000 },
  ungroupedSkewUs: SECOND,
  memory: { highWaterBytes: 64 * MIB, lowWaterBytes: 16 * MIB, maximumMetadataSectors: 65_536 },
  bitmapGranularityBytes: 4 * KIB,
  quiesce: QUIESCE_LIMITS,
  retry: { delayUs: 10 * MINUTE, retries: 3 },
  alertAfterUs: HOUR,
} as const

/** Azure Site Recovery between regions. */
const asr: ReplicationPolicy = {
  name: 'asr',
  crashPointIntervalUs: 5 * MINUTE,
  appPointIntervalUs: HOUR,
  ...base,
  largeDisk: { aboveBytes: 512 * GIB, bitmapGranularityBytes: 16 * KIB },
  uplink: { link: LINK_PROFILES.region, faults: [], batchIntervalUs: 3 * SECOND, batchBytes: 4 * MIB },
  processing: { fixedUs: 2 * SECOND, bytesPerSecond: null, backlogBytes: 2 * GIB },
  churn: { mode: 'normal', tier: 'premium', averageIoBytes: null },
  resync: {
    bytesPerSecond: 20 * MIB,
    compareBytesPerSecond: 100 * MIB,
    chunkBytes: MIB,
    window: { fromUs: 18 * HOUR, toUs: 6 * HOUR },
  },
  initialBytesPerSecond: 50 * MIB,
  retention: asrRetention(1),
}

/**
 * Site Recovery's semantics with all intervals and sizes scaled down, for drills that last a fraction of a
 * second: a crash-consistent point every 4 ms, an app-consistent one every 15 ms.
 */
const fast: ReplicationPolicy = {
  name: 'fast',
  crashPointIntervalUs: 4 * MILLISECOND,
  appPointIntervalUs: 15 * MILLISECOND,
  ...base,
  barrierTimeoutUs: 5 * MILLISECOND,
  tagLatency: { minimumUs: 20, meanUs: 100 },
  ungroupedSkewUs: 3 * MILLISECOND,
  memory: { highWaterBytes: 256 * KIB, lowWaterBytes: 64 * KIB, maximumMetadataSectors: 256 },
  uplink: { link: LINK_PROFILES.region, faults: [], batchIntervalUs: MILLISECOND, batchBytes: 64 * KIB },
  processing: { fixedUs: 500, bytesPerSecond: 64 * MIB },
  resync: { bytesPerSecond: 64 * MIB, compareBytesPerSecond: null, chunkBytes: 64 * KIB },
  initialBytesPerSecond: null,
  retention: { thinning: [{ untilAgeUs: 10 * SECOND, everyUs: 0 }], maximumPoints: 100 },
  quiesce: {
    freezeTimeoutUs: 60 * MILLISECOND,
    flushTimeoutUs: 20 * MILLISECOND,
    holdWritesTimeoutUs: 10 * MILLISECOND,
    watchdogUs: null,
  },
  retry: { delayUs: 5 * MILLISECOND, retries: 3 },
  alertAfterUs: 50 * MILLISECOND,
}

/**
 * Continuous data protection by a journal, as Zerto has it: the hypervisor's stream of writes, one timestamp over all machines
 * of a group every few seconds, all points kept while the journal lasts. Congestion leads to the bitmap.
 */
const journalCdp: ReplicationPolicy = {
  name: 'journal-cdp',
  crashPointIntervalUs: 5 * SECOND,
  appPointIntervalUs: 0,
  ...base,
  uplink: { link: LINK_PROFILES['inter-region'], faults: [], batchIntervalUs: SECOND, batchBytes: 4 * MIB },
  // The journal is at the target.
  processing: { fixedUs: 0, bytesPerSecond: 200 * MIB, place: 'target' },
  resync: { bytesPerSecond: 100 * MIB, compareBytesPerSecond: 200 * MIB, chunkBytes: MIB },
  initialBytesPerSecond: 100 * MIB,
  retention: { thinning: [{ untilAgeUs: 4 * HOUR, everyUs: 0 }], maximumPoints: null },
  alertAfterUs: 5 * MINUTE,
}

/**
 * Hyper-V Replica, at five minutes (it also has 30 s and 15 min): the writes of each machine are logged, and the log is
 * sent when the next one begins. A machine is one cut by itself; there are no groups. With `apart: 'disk'` the order between
 * its disks is not kept, which is an option of the product.
 */
const hyperVReplica: ReplicationPolicy = {
  name: 'hyper-v-replica',
  crashPointIntervalUs: 5 * MINUTE,
  appPointIntervalUs: HOUR,
  ...base,
  groups: false,
  apart: 'machine',
  delta: {
    unit: 'write-log',
    timeoutUs: 5 * MINUTE,
    retryDelaysUs: [1, 2, 4, 8, 10, 30].map((minutes) => minutes * MINUTE),
    maximumLogPercent: 50,
  },
  uplink: { link: LINK_PROFILES['inter-region'], faults: [], batchIntervalUs: SECOND, batchBytes: 4 * MIB },
  processing: { fixedUs: 2 * SECOND, bytesPerSecond: 100 * MIB },
  resync: { bytesPerSecond: 100 * MIB, compareBytesPerSecond: 100 * MIB, chunkBytes: MIB, window: 'by-hand' },
  initialBytesPerSecond: 100 * MIB,
  retention: { thinning: [{ untilAgeUs: 24 * HOUR, everyUs: HOUR }], maximumPoints: 24 },
}

/**
 * Scheduled replication of snapshots, as vSphere Replication and mirrored snapshots of storage have it: every 15 min a
 * snapshot, and what changed since the last. A point is the state at the start of its transfer and exists once all has
 * arrived. Applications that do not come to rest are passed over in silence.
 */
const snapshotReplication: ReplicationPolicy = {
  name: 'snapshot-replication',
  crashPointIntervalUs: 15 * MINUTE,
  appPointIntervalUs: 0,
  ...base,
  groups: false,
  apart: 'machine',
  delta: { unit: 'changed-blocks', timeoutUs: null, retryDelaysUs: [MINUTE], maximumLogPercent: null },
  uplink: { link: LINK_PROFILES['inter-region'], faults: [], batchIntervalUs: SECOND, batchBytes: 4 * MIB },
  processing: { fixedUs: 2 * SECOND, bytesPerSecond: 100 * MIB },
  resync: { bytesPerSecond: 100 * MIB, compareBytesPerSecond: 100 * MIB, chunkBytes: MIB },
  initialBytesPerSecond: 100 * MIB,
  appFailure: 'degraded',
  retention: { thinning: [{ untilAgeUs: 24 * HOUR, everyUs: HOUR }], maximumPoints: 24 },
}

/** The presets by name. */
export const policies = {
  asr, fast, journalCdp, hyperVReplica, snapshotReplication,
} as const satisfies Record<string, ReplicationPolicy>

export type PolicyName = keyof typeof policies

export { asrRetention } from './asr-retention.ts'
export type { ReplicationPolicy } from './policy.ts'
