import type { WriteEntry } from '../block/write-log.ts'
import type { Link } from '../net/link.ts'
import { BackgroundLoad } from './background-load.ts'
import { CacheStore } from './cache-store.ts'
import type { Carrier, Draft } from './carrier.ts'
import type { ReplicationContext } from './context.ts'
import { NO_CHURN } from './declared-churn.ts'
import type { PendingPoint } from './pending-point.ts'
import type { PointRegister } from './point-register.ts'
import { Resync } from './resync.ts'
import { SourceStream } from './source-stream.ts'
import { applyItem, RECORD_BYTES, rangeOf } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export interface CarrierOptions {
  readonly context: ReplicationContext
  readonly machine: string
  /** Of this machine, ready or not; grows when one is added. */
  readonly disks: readonly TrackedDisk[]
  readonly register: PointRegister
}

/**
 * Whole writes in order, while memory lasts; behind it the cache store in the source region. Outside
 * write order only where something changed.
 */
export class StreamCarrier implements Carrier {
  readonly takesTags = true
  readonly #options: CarrierOptions
  readonly #store: CacheStore
  readonly #stream: SourceStream
  readonly #resync: Resync

  constructor(options: CarrierOptions) {
    const { context, machine, register } = options
    this.#options = options
    const { policy, kernel, declaredChurn } = context
    const load = new BackgroundLoad({ policy, disks: options.disks, nowUs: kernel.now, churn: declaredChurn[machine] ?? NO_CHURN })
    this.#store = new CacheStore(context, machine, register, load)
    this.#stream = new SourceStream(context, machine, this.#store, register, load)
    this.#resync = new Resync(context, this.#stream, this.#store)
  }

  get link(): Link {
    return this.#stream.link
  }

  get coveredUntilUs(): number {
    return this.#stream.coveredUntilUs
  }

  get behindSinceUs(): number {
    return Math.min(this.#store.oldestUs, this.#stream.coveredUntilUs)
  }

  get drainedAtUs(): number {
    return this.#store.drainedAtUs
  }

  captured(disk: TrackedDisk, entry: WriteEntry): void {
    const { kernel, policy, recorder } = this.#options.context
    if (!disk.capturesInOrder) {
      const { offset, length } = rangeOf(entry)
      return this.#resync.noteChange(disk, offset, length)
    }
    const dataBytes = entry.data?.length ?? 0
    recorder.capturedBytes += dataBytes
    this.#stream.push({ kind: 'write', disk, entry, bytes: dataBytes + RECORD_BYTES, atUs: kernel.now })
    if (this.#stream.heldBytes(disk) > policy.memory.highWaterBytes) this.#resync.spill(disk)
  }

  tagged(disk: TrackedDisk, point: PendingPoint): void {
    this.#stream.push({ kind: 'tag', disk, point, bytes: RECORD_BYTES, atUs: this.#options.context.kernel.now })
  }

  begin(): void {
    this.#store.open()
  }

  compare(disk: TrackedDisk): void {
    this.#resync.compare(disk)
  }

  compareNow(): void {
    this.#resync.compareNow()
  }

  setAgent(running: boolean): void {
    this.#stream.setAgent(running)
    for (const disk of this.#options.disks) {
      if (running) this.#resync.goOn(disk)
      else this.#resync.stopCapture(disk)
    }
  }

  lookAtLoad(): void {
    const { highWaterBytes } = this.#options.context.policy.memory
    for (const disk of this.#options.disks) {
      if (disk.capturesInOrder && this.#stream.heldBytes(disk) > highWaterBytes) this.#resync.spill(disk)
      else if (this.#stream.idle) this.#resync.goOn(disk)
    }
  }

  endCapture(): void {
    for (const disk of this.#options.disks) this.#resync.abandon(disk)
    this.#stream.lose()
  }

  resume(): void {
    this.#stream.resume()
  }

  loseStore(): void {
    this.#store.lose()
  }

  isPrefix(disk: TrackedDisk): boolean {
    return disk.ordered
  }

  drain(drafts: ReadonlyMap<TrackedDisk, Draft>): void {
    for (const item of this.#store.waiting.flatMap(({ items }) => items)) {
      const draft = drafts.get(item.disk)
      if (!draft) continue
      applyItem(item, draft.image)
      if (item.kind === 'write') draft.position = item.entry.diskPosition
      if (item.kind !== 'restored' || item.round !== item.disk.round) continue
      draft.position = item.position
      draft.ordered = true
    }
  }
}
