import type { Carrier } from './carrier.ts'
import type { DiskHolds } from '../machine/disk-holds.ts'
import type { ReplicationContext } from './context.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointRegister } from './point-register.ts'
import { TagCall } from './tag-call.ts'
import type { TagFailure } from './tag-call.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** Why a point that was due is not even begun. */
export type PointRefusal = 'busy' | 'initial-replication' | 'machine-down' | 'order-lost'

export interface PointMakerOptions {
  readonly context: ReplicationContext
  readonly register: PointRegister
  readonly disks: readonly TrackedDisk[]
  readonly carrierOf: (disk: TrackedDisk) => Carrier
  readonly holds: DiskHolds
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
  readonly holds: DiskHolds
  readonly #options: PointMakerOptions

  constructor(options: PointMakerOptions) {
    this.#options = options
    this.context = options.context
    this.register = options.register
    this.holds = options.holds
  }

  /** Those whose first full copy is complete, and which a point is made of therefore. */
  get disks(): readonly TrackedDisk[] {
    return this.#options.disks.filter(({ ready }) => ready)
  }

  /** Tags are refused unless every disk is captured and in write order. */
  obstacle(): PointRefusal | null {
    const { context, disks } = this.#options
    if (disks.some(({ ready, founder }) => founder && !ready)) return 'initial-replication'
    if (disks.some(({ ready, device }) => ready && device === null)) return 'machine-down'
    const unordered = disks.some(({ ready, ordered }) => ready && !ordered)
    if (unordered && !context.defects.pointInBitmapState) return 'order-lost'
    return null
  }

  tag({ point, members, apart, placed, failed }: TagRequest): TagCall {
    const { context, carrierOf } = this.#options
    const { policy, defects } = context
    const { minimumUs, meanUs } = policy.tagLatency
    const delayUs = (disk: TrackedDisk): number =>
      apart ? this.skewUs(disk.id) : minimumUs + this.#stream('tag', disk.id).exponential(meanUs)
    const tagged = defects.tagSomeDisksOnly && members.length > 1 ? members.slice(0, -1) : members
    return new TagCall({ context, point, members, tagged, carrierOf, delayUs, placed, failed })
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
