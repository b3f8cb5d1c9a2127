import type { BlockImage } from '../block/block-image.ts'
import type { Disk } from '../block/disk.ts'
import type { Machine } from '../machine/machine.ts'
import { hashText } from '../sim/hash.ts'
import type { ByteRange, ChangeMap } from './change-map.ts'
import type { ReplicationContext } from './context.ts'
import { traceEvent } from './context.ts'
import type { MachineClock } from './machine-clock.ts'

/**
 * Whether the order of a disk's writes is kept. `Data`: whole writes are captured in order. `Metadata`: only
 * which sectors changed. `Bitmap`: only which blocks. Outside `Data` no tag is taken.
 */
export type WriteOrderState = 'Data' | 'Metadata' | 'Bitmap'

export interface DiskOptions {
  /** Position among the disks of this replication. */
  readonly index: number
  readonly machine: Machine
  readonly device: Disk
  readonly clock: MachineClock
  readonly founder: boolean
  readonly provisionedBytes: number
}

/** One replicated disk: what is known at the source, and its replica. */
export class TrackedDisk {
  /** Position among the disks of this replication. */
  readonly index: number
  /** Index in the world, as in the vectors of the write log. */
  readonly worldIndex: number
  readonly id: string
  readonly machine: Machine
  /** Index among the disks of its machine. */
  readonly volume: number
  /** Size of the disk as its owner ordered it: what copies, comparisons and churn limits go by. */
  readonly provisionedBytes: number
  /** The clock of its machine, as the driver reads it. */
  readonly clock: MachineClock
  /** Protected from the beginning: there is no point without it. One that was added later is in later points only. */
  readonly founder: boolean
  /** Its first full copy is complete. */
  ready = false
  /** Everything written to it so far, in order or not: what churn is measured by. */
  writtenBytes = 0
  writes = 0
  /** The device that is captured; null while the machine is down. */
  device: Disk | null
  /** Captured bytes that have not reached the cache store. */
  heldBytes = 0
  /** What changed while it was not captured in order; null while all is. */
  changes: ChangeMap | null = null
  /** What a resync has still to read from the live source, last part first; null while none is reading. */
  toRead: ByteRange[] | null = null
  /** A resync holds on until less waits to be sent. */
  readingWaits = false
  /** After an unclean boot: what differs is not known yet. */
  comparing = false
  /** New writes are captured in order behind a resync that has not been applied in full. */
  capturesBehind = false
  /** Outside write order: since when something may be missing in the replica and in the stream; else Infinity. */
  staleSinceUs = Infinity
  /** Counts how often order was lost: what belongs to an earlier round is void. */
  round = 0
  /** The copy at the target. */
  replica: BlockImage
  /** While order is kept: the replica holds exactly this many completed writes. */
  position: number
  #state: WriteOrderState = 'Data'
  readonly #context: ReplicationContext

  constructor(context: ReplicationContext, { index, machine, device, clock, founder, provisionedBytes }: DiskOptions) {
    this.#context = context
    this.index = index
    this.clock = clock
    this.founder = founder
    this.provisionedBytes = provisionedBytes
    this.worldIndex = device.index
    this.id = device.id
    this.machine = machine
    this.volume = machine.disks.indexOf(device)
    this.device = device
    this.replica = device.image.fork()
    this.position = context.log.vector()[device.index]!
  }

  get state(): WriteOrderState {
    return this.#state
  }

  get ordered(): boolean {
    return this.#state === 'Data'
  }

  /** Whether writes go to the queue, in order. */
  get capturesInOrder(): boolean {
    return this.ordered || this.capturesBehind
  }

  enter(state: WriteOrderState): void {
    if (state === this.#state) return
    const { recorder, kernel } = this.#context
    if (this.ordered) {
      recorder.orderLost(kernel.now)
      this.staleSinceUs = kernel.now
    }
    this.#state = state
    if (this.ordered) {
      recorder.orderRestored(kernel.now)
      this.staleSinceUs = Infinity
    }
    traceEvent(this.#context, 'write order', this.id, this.round, hashText(state))
  }
}
