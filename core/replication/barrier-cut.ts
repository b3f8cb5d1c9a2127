import type { Disk } from '../block/disk.ts'
import type { EventHandle } from '../sim/event-queue.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointMaker } from './point-maker.ts'
import type { TagCall } from './tag-call.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export interface CutOptions {
  readonly maker: PointMaker
  readonly point: PendingPoint
  readonly members: readonly TrackedDisk[]
  /** False: each tag comes at a time of its own, and nothing is held. */
  readonly barrier: boolean
  readonly placed: () => void
  readonly failed: (reason: string) => void
}

/** Tags some disks: behind a barrier that holds new submissions until all have their tag, or apart. */
export class BarrierCut {
  readonly #options: CutOptions
  readonly #call: TagCall
  #held: Disk[] = []
  #timer: EventHandle | null = null

  constructor(options: CutOptions) {
    const { maker, point, members, barrier, failed } = options
    this.#options = options
    if (barrier && !maker.context.defects.tagBeforeBarrier) this.#raise()
    this.#call = maker.tag({ point, members, apart: !barrier, placed: () => this.#placed(), failed })
  }

  /** Ends it wherever it is. */
  cancel(): void {
    this.#call.cancel()
    this.#lift()
  }

  #raise(): void {
    const { maker, members, failed } = this.#options
    const { kernel, policy } = maker.context
    this.#held = members.flatMap(({ device }) => device ?? [])
    for (const device of this.#held) maker.holds.hold(device)
    this.#timer = kernel.after(policy.barrierTimeoutUs, () => failed('barrier-timeout'))
  }

  #lift(): void {
    const { maker } = this.#options
    if (this.#timer !== null) maker.context.kernel.cancel(this.#timer)
    this.#timer = null
    for (const device of this.#held.splice(0)) maker.holds.release(device)
  }

  #placed(): void {
    const { maker, barrier, placed } = this.#options
    if (barrier && maker.context.defects.tagBeforeBarrier) this.#raise()
    this.#lift()
    placed()
  }
}
