import type { EventHandle } from '../sim/event-queue.ts'
import { Link } from '../net/link.ts'
import type { BackgroundLoad } from './background-load.ts'
import type { Batch, CacheStore } from './cache-store.ts'
import type { ReplicationContext } from './context.ts'
import { traceEvent } from './context.ts'
import type { PointRegister } from './point-register.ts'
import { isWrite, rangeOf } from './stream-item.ts'
import type { StreamItem } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/**
 * The queue of one machine's filter driver, in memory, and its uplink to the cache store. One batch is
 * under way at a time. A timer is armed only while something waits.
 */
export class SourceStream {
  readonly link: Link
  /** Called for each disk of which something has reached the cache store while its order is lost. */
  onDrained: (disk: TrackedDisk) => void = () => {}
  readonly #context: ReplicationContext
  readonly #machine: string
  readonly #store: CacheStore
  readonly #points: PointRegister
  readonly #load: BackgroundLoad
  #queue: StreamItem[] = []
  #queuedBytes = 0
  #underWay: Batch | null = null
  #timer: EventHandle | null = null
  /** What is under way waits for the load before it. */
  #behindLoad: EventHandle | null = null
  #agentRuns = true
  /** Set when the machine is lost: until when everything it completed had been uploaded. */
  #coveredUntilUs: number | null = null

  constructor(context: ReplicationContext, machine: string, store: CacheStore, points: PointRegister, load: BackgroundLoad) {
    const { link: profile, faults } = context.policy.uplink
    this.link = new Link({ kernel: context.kernel, name: `uplink/${context.name}/${machine}`, profile, faults })
    this.#context = context
    this.#machine = machine
    this.#store = store
    this.#points = points
    this.#load = load
    this.link.onTurn = (down) => load.setDown(down, context.kernel.now)
    store.onRoom = () => this.#considerSending()
  }

  /** Without its agent the machine sends nothing. */
  get agentRuns(): boolean {
    return this.#agentRuns
  }

  setAgent(running: boolean): void {
    this.#agentRuns = running
    this.#considerSending()
  }

  /** Nothing is between the queue and the cache store. */
  get idle(): boolean {
    return this.#underWay === null
  }

  /** Everything that the machine had completed before this instant is in the cache store or beyond. */
  get coveredUntilUs(): number {
    if (this.#coveredUntilUs !== null) return this.#coveredUntilUs
    const oldest = this.#underWay?.items.find(isWrite) ?? this.#queue.find(isWrite)
    const { now } = this.#context.kernel
    return Math.min(oldest?.atUs ?? now, this.#load.coveredUntilUs(now))
  }

  /** Of a disk: captured, written or declared, and not in the cache store. */
  heldBytes(disk: TrackedDisk): number {
    return disk.heldBytes + this.#load.heldBytes(disk, this.#context.kernel.now)
  }

  push(item: StreamItem): void {
    this.#queue.push(item)
    this.#queuedBytes += item.bytes
    item.disk.heldBytes += item.bytes
    this.#considerSending()
  }

  /** Takes a disk's items out of the queue into its map of changes. Its tags are lost. What is under way goes on. */
  withdraw(disk: TrackedDisk): void {
    const withdrawn = this.#queue.filter((item) => item.disk === disk)
    this.#queue = this.#queue.filter((item) => item.disk !== disk)
    for (const item of withdrawn) {
      this.#queuedBytes -= item.bytes
      disk.heldBytes -= item.bytes
      disk.staleSinceUs = Math.min(disk.staleSinceUs, item.atUs)
      if (item.kind === 'write') disk.changes!.add(rangeOf(item.entry))
      if (item.kind === 'blocks') disk.changes!.add({ offset: item.offset, length: item.data.length })
    }
    this.#points.loseTags(withdrawn, 'dropped')
    if (this.#queue.length === 0) this.#stopTimer()
  }

  /** The memory of the machine is gone, and what was on the wire. */
  lose(): void {
    this.#coveredUntilUs ??= this.coveredUntilUs
    this.#load.stop(this.#context.kernel.now)
    const lost = [...(this.#underWay?.items ?? []), ...this.#queue]
    for (const item of lost) item.disk.heldBytes -= item.bytes
    this.#queue = []
    this.#queuedBytes = 0
    this.#underWay = null
    this.link.drop()
    if (this.#behindLoad !== null) this.#context.kernel.cancel(this.#behindLoad)
    this.#behindLoad = null
    this.#stopTimer()
    this.#points.loseTags(lost, 'deleted')
  }

  /** The machine runs again, with an empty queue. */
  resume(): void {
    this.#coveredUntilUs = null
    this.#load.resume(this.#context.kernel.now)
  }

  #considerSending(): void {
    const { kernel, policy } = this.#context
    const head = this.#queue[0]
    if (!head || this.#underWay || !this.#agentRuns || this.#store.full) return
    if (this.#queuedBytes >= policy.uplink.batchBytes) return this.#send()
    if (this.#timer !== null) return
    const dueAt = Math.max(kernel.now, head.atUs + policy.uplink.batchIntervalUs)
    this.#timer = kernel.at(dueAt, () => {
      this.#timer = null
      if (this.#agentRuns) this.#send()
    })
  }

  #send(): void {
    const { policy, recorder } = this.#context
    this.#stopTimer()
    let bytes = 0
    let count = 0
    while (count < this.#queue.length && bytes < policy.uplink.batchBytes) bytes += this.#queue[count++]!.bytes
    const items = this.#queue.splice(0, count)
    const batch = { items, bytes, mark: this.#load.mark(items.at(-1)!.atUs) }
    this.#queuedBytes -= bytes
    this.#underWay = batch
    recorder.batches++
    recorder.sentBytes += bytes
    traceEvent(this.#context, 'batch sent', this.#machine, count, bytes)
    this.link.send(bytes, () => this.#arrived(batch))
  }

  #arrived(batch: Batch): void {
    const { kernel } = this.#context
    const waitUs = this.#load.uploadWaitUs(batch.mark, kernel.now)
    this.#behindLoad = waitUs === 0 ? null : kernel.after(waitUs, () => this.#arrived(batch))
    if (waitUs > 0) return
    this.#underWay = null
    for (const item of batch.items) item.disk.heldBytes -= item.bytes
    this.#store.accept(batch)
    const unordered = new Set(batch.items.map(({ disk }) => disk).filter(({ ordered }) => !ordered))
    for (const disk of unordered) this.onDrained(disk)
    this.#considerSending()
  }

  #stopTimer(): void {
    if (this.#timer !== null) this.#context.kernel.cancel(this.#timer)
    this.#timer = null
  }
}

