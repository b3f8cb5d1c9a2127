/** All that can be set about replication. Plain JSON: a policy is part of a plan, and other products are presets. */
import type { LatencyUs } from '../block/device-profile.ts'
import type { QuiesceLimits } from '../machine/quiesce-failures.ts'
import type { LinkFault, LinkProfile } from '../net/link-profile.ts'

/** Of the points at most this old (`untilAgeUs`), one in `everyUs` is kept; 0 keeps all. */
export interface ThinningRule {
  readonly untilAgeUs: number
  readonly everyUs: number
}

export interface RetentionPolicy {
  /** In ascending order of age; points older than the last rule go. Points only ever go when a new one comes. */
  readonly thinning: readonly ThinningRule[]
  /** Beyond this number the oldest go. Null: no limit. */
  readonly maximumPoints: number | null
}

/** Memory of the filter driver, for each disk. */
export interface DriverMemory {
  /** Captured bytes that are not in the cache store; above this the disk leaves write order (state `Metadata`). */
  readonly highWaterBytes: number
  /** A resync reads on only while less than this waits. */
  readonly lowWaterBytes: number
  /** In state `Metadata`: changed sectors that are remembered one by one; above this, the bitmap. 0: bitmap at once. */
  readonly maximumMetadataSectors: number
}

export interface UplinkPolicy {
  readonly link: LinkProfile
  readonly faults: readonly LinkFault[]
  /** A batch leaves at the latest this long after its first write was captured (if the one before has arrived). */
  readonly batchIntervalUs: number
  /** A batch leaves at once when this much waits, and holds little more. */
  readonly batchBytes: number
}

export interface ProcessingPolicy {
  /** From a batch's arrival in the cache store until it can be applied at the earliest. */
  readonly fixedUs: number
  /** How fast batches are applied, one after the other; stands for the churn limit of the replica. Null: no limit. */
  readonly bytesPerSecond: number | null
}

export interface ResyncPolicy {
  /** How fast changed blocks are read from the live source. Null: at once. */
  readonly bytesPerSecond: number | null
  /** How fast source and replica are compared after an unclean boot, by the size of the disk. Null: at once. */
  readonly compareBytesPerSecond: number | null
  /** Bytes that are read at one instant; must find room between the driver's water marks. A multiple of 512. */
  readonly chunkBytes: number
}

export interface RetryPolicy {
  readonly delayUs: number
  /** Tries after the first. */
  readonly retries: number
}

/** Mistakes of real products, built in to show that the oracles find them. All are off by default. */
export interface ReplicationDefects {
  /** Tags of a group are placed without a barrier, each disk at a time of its own. */
  readonly ungroupedSnapshot?: boolean
  /** Tags are placed before the barrier is up. */
  readonly tagBeforeBarrier?: boolean
  /** Tags are taken from a disk whose write order is lost. */
  readonly pointInBitmapState?: boolean
  /** The last disk gets no tag; its part of the point is whatever its replica holds. */
  readonly tagSomeDisksOnly?: boolean
  /** A hook's failure counts as success. */
  readonly ignoreVeto?: boolean
  /** Applications are never asked to freeze. */
  readonly snapshotWithoutFreeze?: boolean
  /** Applications are thawed before the tags are placed, and nobody notices. */
  readonly earlyThawUnnoticed?: boolean
  /** File systems are not brought to rest before the tags are placed. */
  readonly fileSystemForgotten?: boolean
}

export interface ReplicationPolicy {
  readonly name: string
  /** From one crash-consistent point to the next. ASR: 5 min (documented, not configurable). */
  readonly crashPointIntervalUs: number
  /** From one app-consistent point to the next; 0: off. ASR: 1 h at the least (documented; off by default since). */
  readonly appPointIntervalUs: number
  /** True: one cut over all disks, behind a barrier. False: each disk is tagged by itself, at a time of its own. */
  readonly groups: boolean
  /** After this the barrier is lifted and the point given up. ASR: 300 ms (documented). */
  readonly barrierTimeoutUs: number
  /** From the barrier to the tag, drawn for each disk. Assumed: 0.5 ms + mean 1 ms. */
  readonly tagLatency: LatencyUs
  /** Without groups: each disk is tagged up to this long after the point is due, drawn uniformly. Assumed: 1 s. */
  readonly ungroupedSkewUs: number
  readonly memory: DriverMemory
  /** What one bit of the bitmap stands for. ASR: 4 KiB (documented, disks up to 512 GiB). */
  readonly bitmapGranularityBytes: number
  readonly uplink: UplinkPolicy
  readonly processing: ProcessingPolicy
  readonly resync: ResyncPolicy
  /** How fast the first full copy is made, by the size of the disks. Null: at once. */
  readonly initialBytesPerSecond: number | null
  readonly retention: RetentionPolicy
  readonly quiesce: QuiesceLimits
  /** Of an app-consistent point that failed with a code that allows it. ASR and VSS: 10 min, 3 times (documented). */
  readonly retry: RetryPolicy
  /** Without a crash-consistent point for this long there is an alert. ASR: 60 min (documented). */
  readonly alertAfterUs: number
  readonly defects?: ReplicationDefects
}

const POSITIVE = ['crashPointIntervalUs', 'barrierTimeoutUs', 'bitmapGranularityBytes', 'alertAfterUs'] as const
const NOT_NEGATIVE = ['appPointIntervalUs', 'ungroupedSkewUs'] as const
const SECTOR = 512

/**
 * Refuses what no policy can be.
 * @throws RangeError naming the field and its value
 */
export function checkPolicy(policy: ReplicationPolicy): void {
  const demand = (holds: boolean, field: string, rule: string, value: unknown): void => {
    if (!holds) throw new RangeError(`ReplicationPolicy.${field}: must be ${rule}, got ${String(value)}`)
  }
  for (const field of POSITIVE) {
    demand(Number.isSafeInteger(policy[field]) && policy[field] > 0, field, 'a positive whole number', policy[field])
  }
  for (const field of NOT_NEGATIVE) {
    demand(Number.isSafeInteger(policy[field]) && policy[field] >= 0, field, 'a whole number ≥ 0', policy[field])
  }
  const { uplink, resync, bitmapGranularityBytes } = policy
  const { lowWaterBytes, highWaterBytes } = policy.memory
  demand(bitmapGranularityBytes % SECTOR === 0, 'bitmapGranularityBytes', 'a multiple of 512', bitmapGranularityBytes)
  demand(lowWaterBytes <= highWaterBytes, 'memory.lowWaterBytes', 'at most highWaterBytes', lowWaterBytes)
  demand(uplink.batchIntervalUs >= 0, 'uplink.batchIntervalUs', '≥ 0', uplink.batchIntervalUs)
  demand(uplink.batchBytes > 0, 'uplink.batchBytes', 'positive', uplink.batchBytes)
  const room = highWaterBytes - lowWaterBytes
  const { chunkBytes } = resync
  demand(chunkBytes > 0 && chunkBytes % SECTOR === 0, 'resync.chunkBytes', 'a positive multiple of 512', chunkBytes)
  demand(chunkBytes <= room, 'resync.chunkBytes', `at most ${room}, which is between the water marks`, chunkBytes)
}
