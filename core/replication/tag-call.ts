import type { EventHandle } from '../sim/event-queue.ts'
import type { Carrier } from './carrier.ts'
import type { ReplicationContext } from './context.ts'
import { traceEvent } from './context.ts'
import type { PendingPoint } from './pending-point.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export type TagFailure = 'machine-down' | 'order-lost' | 'transfer-under-way'

export interface TagCallOptions {
  readonly context: ReplicationContext
  readonly point: PendingPoint
  /** The disks that promise one cut together. */
  readonly members: readonly TrackedDisk[]
  /** Those of them that get a tag. */
  readonly tagged: readonly TrackedDisk[]
  readonly carrierOf: (disk: TrackedDisk) => Carrier
  /** From now to the tag of this disk. Called once for each disk, in order. */
  readonly delayUs: (disk: TrackedDisk) => number
  readonly placed: () => void
  readonly failed: (failure: TagFailure) => void
}

/** Places a tag on each of some disks, after a delay of its own. Ends with `placed` or `failed`, unless cancelled. */
export class TagCall {
  readonly #options: TagCallOptions
  readonly #events: EventHandle[]
  #waiting: number

  constructor(options: TagCallOptions) {
    const { context, tagged } = options
    this.#options = options
    this.#waiting = tagged.length
    this.#events = tagged.map((disk) => context.kernel.after(options.delayUs(disk), () => this.#place(disk)))
  }

  cancel(): void {
    for (const event of this.#events) this.#options.context.kernel.cancel(event)
  }

  #place(disk: TrackedDisk): void {
    const { context, point, members, carrierOf, placed } = this.#options
    const failure = this.#obstacle(disk)
    if (failure) {
      this.cancel()
      return this.#options.failed(failure)
    }
    const { kernel, log } = context
    const held = members.every(({ device }) => device?.holding)
    const mark = log.mark(kernel.now, 'tag', { machine: disk.machine.id, name: `point ${point.serial}` })
    point.tags[disk.index] = { mark, ordered: disk.ordered, held }
    point.unprocessed++
    const stampUs = disk.clock.stamp(kernel.now)
    if (!point.stamps.has(disk.machine.id)) point.stamps.set(disk.machine.id, stampUs)
    traceEvent(context, 'tag', disk.id, point.serial, mark.vector[disk.worldIndex]!)
    carrierOf(disk).tagged(disk, point)
    if (--this.#waiting === 0) placed()
  }

  #obstacle(disk: TrackedDisk): TagFailure | null {
    if (!disk.device) return 'machine-down'
    if (!this.#options.carrierOf(disk).takesTags) return 'transfer-under-way'
    return disk.ordered || this.#options.context.defects.pointInBitmapState ? null : 'order-lost'
  }
}
