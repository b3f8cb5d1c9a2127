import type { BlockImage } from '../block/block-image.ts'
import type { WriteEntry } from '../block/write-log.ts'
import type { Link } from '../net/link.ts'
import type { PendingPoint } from './pending-point.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** A copy of a replica, on its way to what the replica will be. */
export interface Draft {
  readonly image: BlockImage
  position: number
  /** It is a prefix of its source's writes. */
  ordered: boolean
}

/** How the changes of one machine come to its replicas: as a stream of writes, or as differences between snapshots. */
export interface Carrier {
  /** From the source to wherever it arrives first. */
  readonly link: Link
  /** Everything that the machine had completed before this instant has left it. */
  readonly coveredUntilUs: number
  /** Since when a write has completed and is not in its replica; the present when all are. */
  readonly behindSinceUs: number
  /** When all that has left the machine will be in the replicas. */
  readonly drainedAtUs: number
  /** A write completed on a disk. */
  captured(disk: TrackedDisk, entry: WriteEntry): void
  /** Whether a tag can be placed now. */
  readonly takesTags: boolean
  /** A tag was placed on a disk. */
  tagged(disk: TrackedDisk, point: PendingPoint): void
  /** The first full copy is there: from now on replicas change. May come again when a disk is added. */
  begin(): void
  /** It is not known any more where source and replica differ: they are compared, when the policy allows it. */
  compare(disk: TrackedDisk): void
  /** Somebody wants the comparisons that wait for it to begin. */
  compareNow(): void
  /** The agent in the machine, which does the sending, stops or starts. What changes meanwhile is only tracked. */
  setAgent(running: boolean): void
  /** Looks what the declared churn has come to: it may have filled the memory of the driver, or a log, or left it. */
  lookAtLoad(): void
  /** The machine is down, and what it had in memory is gone. */
  endCapture(): void
  /** The machine runs again. */
  resume(): void
  /** What had left the machine and was not processed is gone. */
  loseStore(): void
  /** Whether the replica is a prefix by itself, whatever is under way. */
  isPrefix(disk: TrackedDisk): boolean
  /** Brings drafts of the replicas to what these will be once all that has left the machine is processed. */
  drain(drafts: ReadonlyMap<TrackedDisk, Draft>): void
}
