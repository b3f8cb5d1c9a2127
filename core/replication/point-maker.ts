import type { DiskHolds } from '../machine/disk-holds.ts'
import type { ReplicationContext } from './context.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointRegister } from './point-register.ts'
import type { SourceStream } from './source-stream.ts'
import { TagCall } from './tag-call.ts'
import type { TagFailure } from './tag-call.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** Why a point that was due is not even begun. */
export type PointRefusal = 'busy' | 'initial-replication' | 'machine-down' | 'order-lost'

export interface PointMakerOptions {
  readonly context: ReplicationContext
  readonly register: PointRegister
  readonly disks: readonly TrackedDisk[]
  readonly streamOf: (disk: TrackedDisk) => SourceStream
  readonly holds: DiskHolds
  /** When the first full copy is complete. */
  readonly readyAtUs: number
}

export interface TagRequest {
  readonly point: PendingPoint
  /** The disks that promise one cut together. */
  readonly members: readonly TrackedDisk[]
  /** True: each tag at a time of its own. False: each right behind the barrier, after its latency. */
  readonly apart: boolean
  readonly placed: () => void
  readonly failed: (failure: TagFailure) => void
}

/** What crash-consistent and app-consistent points have in common. */
export class PointMaker {
  readonly context: ReplicationContext
  readonly register: PointRegister
  readonly disks: readonly TrackedDisk[]
  readonly holds: DiskHolds
  readonly #options: PointMakerOptions

  constructor(options: PointMakerOptions) {
    this.#options = options
    this.context = options.context
    this.register = options.register
    this.disks = options.disks
    this.holds = options.holds
  }

  /** Tags are refused unless every disk is captured and in write order. */
  obstacle(): PointRefusal | null {
    const { context, readyAtUs } = this.#options
    if (context.kernel.now < readyAtUs) return 'initial-replication'
    if (this.disks.some(({ device }) => device === null)) return 'machine-down'
    if (!context.defects.pointInBitmapState && this.disks.some(({ ordered }) => !ordered)) return 'order-lost'
    return null
  }

  tag({ point, members, apart, placed, failed }: TagRequest): TagCall {
    const { context, streamOf } = this.#options
    const { policy, defects } = context
    const { minimumUs, meanUs } = policy.tagLatency
    const delayUs = (disk: TrackedDisk): number =>
      apart ? this.skewUs(disk.id) : minimumUs + this.#stream('tag', disk.id).exponential(meanUs)
    const tagged = defects.tagSomeDisksOnly && members.length > 1 ? members.slice(0, -1) : members
    return new TagCall({ context, point, members, tagged, streamOf, delayUs, placed, failed })
  }

  /** How long after a point is due a disk or a machine without a group comes to it. */
  skewUs(id: string): number {
    return this.#stream('skew', id).between(0, this.context.policy.ungroupedSkewUs)
  }

  #stream(what: string, id: string) {
    const { kernel, name } = this.context
    return kernel.streams.named(`replication/${name}/${what}/${id}`)
  }
}
