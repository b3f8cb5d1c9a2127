import type { EventHandle } from '../sim/event-queue.ts'
import type { ReplicationContext } from './context.ts'
import { applyingUs } from './applying.ts'
import type { BackgroundLoad } from './background-load.ts'
import { traceEvent } from './context.ts'
import type { PointRegister } from './point-register.ts'
import { applyItem, isWrite } from './stream-item.ts'
import type { StreamItem } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

export interface Batch {
  /** Never empty. */
  readonly items: readonly StreamItem[]
  readonly bytes: number
  /** What of the background load lies before it. */
  readonly mark: number
}

interface StoredBatch extends Batch {
  readonly arrivedAtUs: number
  /** How long it takes to apply. */
  readonly durationUs: number
}

/**
 * What one machine has uploaded: kept in the source region until it is processed, batch by batch,
 * into the replicas at the target. Processing applies a batch as a whole, so a replica holds
 * a prefix at every instant. Nothing is processed before the first full copy is there.
 */
export class CacheStore {
  readonly #context: ReplicationContext
  readonly #machine: string
  readonly #points: PointRegister
  readonly #load: BackgroundLoad
  readonly #batches: StoredBatch[] = []
  /** Called when there is room again in a store that was full. */
  onRoom: () => void = () => {}
  #waitingBytes = 0
  #open = false
  #whenApplied: { readonly disk: TrackedDisk; readonly callback: () => void }[] = []
  #busyUntil = 0
  #armed: EventHandle | null = null

  constructor(context: ReplicationContext, machine: string, points: PointRegister, load: BackgroundLoad) {
    this.#context = context
    this.#machine = machine
    this.#points = points
    this.#load = load
  }

  /** As much waits as the policy lets wait. */
  get full(): boolean {
    return this.#waitingBytes >= (this.#context.policy.processing.backlogBytes ?? Infinity)
  }

  /** The first full copy is there. */
  open(): void {
    if (this.#open) return
    this.#open = true
    this.#load.open(this.#context.kernel.now)
    this.#busyUntil = this.#context.kernel.now
    this.#arm()
  }

  /** What was uploaded and is not processed, oldest first. */
  get waiting(): readonly Batch[] {
    return this.#batches
  }

  /** When the last of what waits will have been processed. */
  get drainedAtUs(): number {
    const { now } = this.#context.kernel
    let atUs = Math.max(this.#busyUntil, now)
    for (const batch of this.#batches) atUs = this.#processedAt(batch, atUs)
    return Math.max(now, this.#load.drainedAtUs(now), this.#batches.length === 0 ? now : atUs)
  }

  /** When the oldest write that waits was captured; Infinity when none does. */
  get oldestUs(): number {
    for (const { items } of this.#batches) {
      const oldest = items.find(isWrite)
      if (oldest) return oldest.atUs
    }
    return Infinity
  }

  accept(batch: Batch): void {
    const durationUs = applyingUs(this.#context.policy, batch)
    this.#batches.push({ ...batch, arrivedAtUs: this.#context.kernel.now, durationUs })
    this.#waitingBytes += batch.bytes
    this.#arm()
  }

  /** Calls back once nothing of this disk waits. */
  whenApplied(disk: TrackedDisk, callback: () => void): void {
    if (this.#waitsFor(disk)) this.#whenApplied.push({ disk, callback })
    else callback()
  }

  /** The source region is lost, and the store with it. */
  lose(): void {
    for (const { items } of this.#batches.splice(0)) this.#points.loseTags(items, 'deleted')
    this.#whenApplied = []
    this.#waitingBytes = 0
    this.#load.loseStore(this.#context.kernel.now)
    if (this.#armed !== null) this.#context.kernel.cancel(this.#armed)
    this.#armed = null
  }

  #processedAt(batch: StoredBatch, busyUntil: number): number {
    return Math.max(busyUntil, batch.arrivedAtUs + this.#context.policy.processing.fixedUs) + batch.durationUs
  }

  #arm(): void {
    const head = this.#batches[0]
    if (this.#armed !== null || !head || !this.#open) return
    const { kernel } = this.#context
    this.#armed = kernel.at(Math.max(this.#load.appliedAtUs(head.mark, kernel.now), this.#processedAt(head, this.#busyUntil)), () => this.#process())
  }

  #process(): void {
    const { kernel, recorder } = this.#context
    this.#armed = null
    this.#busyUntil = kernel.now
    const { items, bytes } = this.#batches.shift()!
    const wasFull = this.full
    this.#waitingBytes -= bytes
    for (const item of items) this.#apply(item)
    recorder.batchLag.add(kernel.now - items[0]!.atUs)
    traceEvent(this.#context, 'batch processed', this.#machine, items.length, bytes)
    this.#arm()
    if (this.#whenApplied.length > 0) this.#callBack()
    if (wasFull && !this.full) this.onRoom()
  }

  #waitsFor(disk: TrackedDisk): boolean {
    return this.#batches.some(({ items }) => items.some((item) => item.disk === disk))
  }

  #callBack(): void {
    const waiting = this.#whenApplied
    this.#whenApplied = waiting.filter(({ disk }) => this.#waitsFor(disk))
    for (const entry of waiting) if (!this.#whenApplied.includes(entry)) entry.callback()
  }

  #apply(item: StreamItem): void {
    const { disk } = item
    applyItem(item, disk.replica)
    if (item.kind === 'write') disk.position = item.entry.diskPosition
    else if (item.kind === 'tag') this.#points.tagProcessed(item.point, disk)
    else if (item.kind === 'restored' && item.round === disk.round) {
      disk.position = item.position
      disk.capturesBehind = false
      disk.enter('Data')
    }
  }
}
