/**
 * Presets. Each is a whole policy; spread one to change a part:
 * `{ ...policies.asr, appPointIntervalUs: 0 }`.
 */
import { QUIESCE_LIMITS } from '../machine/quiesce-failures.ts'
import { LINK_PROFILES } from '../net/link-profile.ts'
import type { ReplicationPolicy } from './policy.ts'

const MILLISECOND = 1_000
const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const KIB = 1024
const MIB = 1024 * KIB

/** Azure Site Recovery between regions, as documented; the rest is assumed (see {@link ReplicationPolicy}). */
const asr: ReplicationPolicy = {
  name: 'asr',
  crashPointIntervalUs: 5 * MINUTE,
  appPointIntervalUs: HOUR,
  groups: true,
  barrierTimeoutUs: 300 * MILLISECOND,
  tagLatency: { minimumUs: 500, meanUs: 1_000 },
  ungroupedSkewUs: SECOND,
  memory: { highWaterBytes: 64 * MIB, lowWaterBytes: 16 * MIB, maximumMetadataSectors: 65_536 },
  bitmapGranularityBytes: 4 * KIB,
  uplink: { link: LINK_PROFILES.region, faults: [], batchIntervalUs: 3 * SECOND, batchBytes: 4 * MIB },
  processing: { fixedUs: 2 * SECOND, bytesPerSecond: 20 * MIB },
  resync: { bytesPerSecond: 20 * MIB, compareBytesPerSecond: 100 * MIB, chunkBytes: MIB },
  initialBytesPerSecond: null,
  retention: {
    thinning: [{ untilAgeUs: 2 * HOUR, everyUs: 0 }, { untilAgeUs: 24 * HOUR, everyUs: HOUR }],
    maximumPoints: null,
  },
  quiesce: QUIESCE_LIMITS,
  retry: { delayUs: 10 * MINUTE, retries: 3 },
  alertAfterUs: HOUR,
}

/**
 * The same semantics with all intervals and sizes scaled down, for drills that last a fraction of a
 * second: a crash-consistent point every 4 ms, an app-consistent one every 15 ms.
 */
const fast: ReplicationPolicy = {
  ...asr,
  name: 'fast',
  crashPointIntervalUs: 4 * MILLISECOND,
  appPointIntervalUs: 15 * MILLISECOND,
  barrierTimeoutUs: 5 * MILLISECOND,
  tagLatency: { minimumUs: 20, meanUs: 100 },
  ungroupedSkewUs: 3 * MILLISECOND,
  memory: { highWaterBytes: 256 * KIB, lowWaterBytes: 64 * KIB, maximumMetadataSectors: 256 },
  uplink: { link: LINK_PROFILES.region, faults: [], batchIntervalUs: MILLISECOND, batchBytes: 64 * KIB },
  processing: { fixedUs: 500, bytesPerSecond: 64 * MIB },
  resync: { bytesPerSecond: 64 * MIB, compareBytesPerSecond: null, chunkBytes: 64 * KIB },
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

/** The presets by name. */
export const policies = { asr, fast } as const satisfies Record<string, ReplicationPolicy>

export type PolicyName = keyof typeof policies

export type { ReplicationPolicy } from './policy.ts'
