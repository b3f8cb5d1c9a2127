/** All that can be set about replication. Plain JSON: a policy is part of a plan, and other products are presets. */
import type { LatencyUs } from '../block/device-profile.ts'
import type { QuiesceLimits } from '../machine/quiesce-failures.ts'
import type { LinkFault, LinkProfile } from '../net/link-profile.ts'
import type { ChurnPolicy } from './churn.ts'
import type { DeltaPolicy } from './delta-policy.ts'
import type { ReplicationDefects } from './defects.ts'

export type { ChurnPolicy } from './churn.ts'
export type { DeltaPolicy } from './delta-policy.ts'
export type { ReplicationDefects } from './defects.ts'
export { checkPolicy } from './check-policy.ts'

/** Of the points younger than this (`untilAgeUs`), one in `everyUs` is kept; 0 keeps all. */
export interface ThinningRule {
  readonly untilAgeUs: number
  readonly everyUs: number
}

export interface RetentionPolicy {
  /** In ascending order of age; points older than the last rule go. Points only ever go when a new one comes. */
  readonly thinning: readonly ThinningRule[]
  /** Beyond this number the oldest go. Null: no limit. */
  readonly maximumPoints: number | null
  /** Which point of an interval stays where one is kept. Default `oldest`, of whatever kind. */
  readonly prefers?: 'oldest' | 'app-consistent'
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
  /** How fast batches are applied, one after the other, beside the limits of `churn`. Null: no limit. */
  readonly bytesPerSecond: number | null
  /** The cache store takes no further batch while this much waits in it. Absent or null: it takes all. */
  readonly backlogBytes?: number | null
  /** Where what waits lies: in the region of the source, with which it is lost, or beyond. Default `source`. */
  readonly place?: 'source' | 'target'
}

/** Whether what was uploaded and is not processed goes with the region of the source. Differences are kept nowhere between. */
export function losesUploadsWithSource({ delta, processing }: Pick<ReplicationPolicy, 'delta' | 'processing'>): boolean {
  return delta === undefined && processing.place !== 'target'
}

export interface ResyncPolicy {
  /** How fast changed blocks are read from the live source. Null: at once. */
  readonly bytesPerSecond: number | null
  /** How fast source and replica are compared after an unclean boot, by the size of the disk. Null: at once. */
  readonly compareBytesPerSecond: number | null
  /** Bytes that are read at one instant; must find room between the driver's water marks. A multiple of 512. */
  readonly chunkBytes: number
  /** When a comparison may begin. Absent: at once. `by-hand`: once somebody asks for it. */
  readonly window?: DailyWindow | 'by-hand'
}

/** A time of every day, which begins at the virtual time 0; past midnight when `toUs` is not after `fromUs`. */
export interface DailyWindow {
  readonly fromUs: number
  readonly toUs: number
}

export interface LargeDiskPolicy {
  /** Disks larger than this are large. */
  readonly aboveBytes: number
  readonly bitmapGranularityBytes: number
}

export interface RetryPolicy {
  readonly delayUs: number
  /** Tries after the first. */
  readonly retries: number
}

/** Machines of a consistency group at most. ASR (documented). */
export const MAXIMUM_GROUP_MACHINES = 16

export interface ReplicationPolicy {
  readonly name: string
  /** From one crash-consistent point to the next. ASR: 5 min (documented, not configurable). */
  readonly crashPointIntervalUs: number
  /** From one app-consistent point to the next; 0: off. ASR: 1 h at the least (documented; off by default since). */
  readonly appPointIntervalUs: number
  /** True: one cut over all disks, behind a barrier. False: each disk is tagged by itself, at a time of its own. */
  readonly groups: boolean
  /** Without groups: what is tagged by itself. `machine`: all disks of one behind a barrier. Default `disk`. */
  readonly apart?: 'disk' | 'machine'
  /** Machines that one group may have. Default `MAXIMUM_GROUP_MACHINES`. */
  readonly maximumGroupMachines?: number
  /** After this the barrier is lifted and the point given up. ASR: 300 ms (documented). */
  readonly barrierTimeoutUs: number
  /** From the barrier to the tag, drawn for each disk. Assumed: 0.5 ms + mean 1 ms. */
  readonly tagLatency: LatencyUs
  /** Without groups: each disk is tagged up to this long after the point is due, drawn uniformly. Assumed: 1 s. */
  readonly ungroupedSkewUs: number
  readonly memory: DriverMemory
  /** What one bit of the bitmap stands for. ASR: 4 KiB (documented, disks up to 512 GiB). */
  readonly bitmapGranularityBytes: number
  /** The same for large disks. Absent: no difference. ASR: 16 KiB above 512 GiB (documented). */
  readonly largeDisk?: LargeDiskPolicy
  /** How changes travel. Absent: as a stream of writes. Else as differences between snapshots. */
  readonly delta?: DeltaPolicy
  readonly uplink: UplinkPolicy
  readonly processing: ProcessingPolicy
  /** What replica disks can take. Absent: whatever comes. */
  readonly churn?: ChurnPolicy
  readonly resync: ResyncPolicy
  /** How fast the first full copy is made, by the size of the disks. Null: at once. */
  readonly initialBytesPerSecond: number | null
  readonly retention: RetentionPolicy
  readonly quiesce: QuiesceLimits
  /** Of an app-consistent point that failed with a code that allows it. ASR and VSS: 10 min, 3 times (documented). */
  readonly retry: RetryPolicy
  /** What comes of an app-consistent point that fails. `missing` (default): none. `degraded`: silently another kind. */
  readonly appFailure?: 'missing' | 'degraded'
  /** Event that tells of its absence. Default 153006; replication of VMware machines: 78144. */
  readonly appFailureEvent?: 153006 | 78144
  /** Without a crash-consistent point for this long there is an alert. ASR: 60 min (documented). */
  readonly alertAfterUs: number
  readonly defects?: ReplicationDefects
}
