import type { BlockImage } from '../block/block-image.ts'
import type { Mark } from '../block/write-log.ts'
import { hashText } from '../sim/hash.ts'
import type { ReplicationContext } from './context.ts'
import { traceEvent } from './context.ts'
import { outermost } from './pending-point.ts'
import type { PendingPoint, PointEvidence, PointKind } from './pending-point.ts'
import { retained } from './retention.ts'
import type { TagOutcome } from './statistics.ts'
import type { StreamItem } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'
import type { Usability } from './usable.ts'

/** A state of all replicated disks that can be failed over to. */
export interface RecoveryPoint {
  /** `crash-consistent#3`: the n-th of its kind that became available, from 1. */
  readonly id: string
  readonly kind: PointKind
  /** True: one cut over all disks. False: each disk stands for an instant of its own. */
  readonly grouped: boolean
  /** By index of the disk in the world: how many of its completed writes the point holds. Of replicated disks only. */
  readonly cutVector: readonly number[]
  readonly firstTag: Mark
  readonly lastTag: Mark
  /** The instant that the point stands for, that is of its first tag: what RPO is measured from. */
  readonly cutAtUs: number
  /** When all tags were in place and the point was final at the source. */
  readonly madeAtUs: number
  /** When it was processed at the target, and could be chosen from then on. */
  readonly availableAtUs: number
  /** In the order of the replicated disks. They belong to the point: fork them, never write to them. */
  readonly images: readonly BlockImage[]
  /** One for each part that promises to be consistent in itself: the group; or, without one, each disk or machine. */
  readonly evidence: readonly PointEvidence[]
  /** Ids of the disks that {@link images} are of. A disk that was protected later is missing. */
  readonly disks: readonly string[]
  /** What the clock of each machine said when its first disk was tagged: the time that the point is listed under. */
  readonly stamps: Readonly<Record<string, number>>
  /** Whether it can be failed over to. A point that cannot stays listed until retention removes it. */
  readonly usable: Usability
}

type Listed = { -readonly [field in keyof RecoveryPoint]: RecoveryPoint[field] }

/** All points of one replication, from the first tag to their removal. */
export class PointRegister {
  readonly #context: ReplicationContext
  readonly #disks: readonly TrackedDisk[]
  readonly #madeAt = new Map<PendingPoint, number>()
  readonly #counts: Record<PointKind, number> = {
    'crash-consistent': 0,
    'file-system-consistent': 0,
    'app-consistent': 0,
  }
  /** Told of each point that has become available. */
  onAvailable: (point: RecoveryPoint) => void = () => {}
  /** Told of each point whose tags are all in place. */
  onCommitted: (point: PendingPoint) => void = () => {}
  /** Told of each point that will never be. */
  onRevoked: (point: PendingPoint) => void = () => {}
  #available: Listed[] = []
  readonly #pending = new Set<PendingPoint>()
  #serial = 0

  constructor(context: ReplicationContext, disks: readonly TrackedDisk[]) {
    this.#context = context
    this.#disks = disks
  }

  /** What can be chosen, oldest cut first. */
  get available(): readonly RecoveryPoint[] {
    return this.#available
  }

  /** Points that were begun and are neither available nor given up. */
  get openPoints(): number {
    return this.#pending.size
  }

  open(kind: PointKind, grouped: boolean, disks: readonly TrackedDisk[]): PendingPoint {
    const point: PendingPoint = {
      serial: ++this.#serial,
      grouped,
      disks,
      stamps: new Map(),
      usable: true,
      status: 'open',
      tags: this.#disks.map(() => null),
      images: this.#disks.map(() => null),
      unprocessed: 0,
      kind,
      evidence: [],
    }
    this.#pending.add(point)
    return point
  }

  /** All tags are in place, and the label is earned (or claimed). */
  commit(point: PendingPoint, kind: PointKind, evidence: readonly PointEvidence[]): void {
    if (point.status !== 'open') return
    Object.assign(point, { status: 'committed', kind, evidence })
    this.#madeAt.set(point, this.#context.kernel.now)
    traceEvent(this.#context, 'point made', this.#context.name, point.serial, hashText(kind))
    if (point.unprocessed === 0) this.#publish(point)
    else this.onCommitted(point)
  }

  /** There will be no such point. `outcome` defaults to how far its tags had come. */
  revoke(point: PendingPoint, reason: string, outcome: TagOutcome = outcomeSoFar(point)): void {
    if (point.status === 'revoked') return
    point.status = 'revoked'
    this.#madeAt.delete(point)
    this.#pending.delete(point)
    for (const image of point.images) image?.release()
    this.#context.recorder.revoked(reason, outcome)
    traceEvent(this.#context, 'point revoked', this.#context.name, point.serial, hashText(reason))
    this.onRevoked(point)
  }

  /** Tags among these items will never be processed. */
  loseTags(items: readonly StreamItem[], outcome: TagOutcome): void {
    for (const item of items) if (item.kind === 'tag') this.revoke(item.point, `tag-${outcome}`, outcome)
  }

  /** A disk's replica has come to the tag. */
  tagProcessed(point: PendingPoint, disk: TrackedDisk): void {
    if (point.status === 'revoked') return
    point.images[disk.index] = disk.replica.fork()
    if (--point.unprocessed === 0 && point.status === 'committed') this.#publish(point)
  }

  /** Snapshots of this disk made until now are no longer valid. Their points stay listed. */
  invalidate(disk: TrackedDisk, reason: Exclude<Usability, true>): void {
    for (const point of this.#available) if (point.disks.includes(disk.id)) point.usable = reason
    for (const point of this.#pending) if (point.tags[disk.index]) point.usable = reason
  }

  /** A point that is on its way does not hold what its tags promised. */
  spoil(point: PendingPoint): void {
    point.evidence = point.evidence.map((part) => ({ ...part, orderPreserved: false }))
  }

  /** Removes all points, as the commit of a failover does. */
  clear(): void {
    for (const point of this.#available.splice(0)) release(point)
  }

  #publish(pending: PendingPoint): void {
    const { kernel, log, recorder } = this.#context
    const { first, last } = outermost(pending.tags.flatMap((tag) => tag?.mark ?? []))
    const cutVector = log.vector()
    for (const disk of pending.disks) {
      cutVector[disk.worldIndex] = pending.tags[disk.index]?.mark.vector[disk.worldIndex] ?? disk.position
    }
    const point: Listed = {
      id: `${pending.kind}#${++this.#counts[pending.kind]}`,
      kind: pending.kind,
      grouped: pending.grouped,
      cutVector,
      firstTag: first,
      lastTag: last,
      cutAtUs: first.atUs,
      madeAtUs: this.#madeAt.get(pending)!,
      availableAtUs: kernel.now,
      images: pending.disks.map(({ index, replica }) => pending.images[index] ?? replica.fork()),
      evidence: pending.evidence,
      disks: pending.disks.map(({ id }) => id),
      stamps: Object.fromEntries(pending.stamps),
      usable: pending.usable,
    }
    this.#madeAt.delete(pending)
    this.#pending.delete(pending)
    this.#insert(point)
    recorder.made(point.kind)
    recorder.pointLag.add(kernel.now - point.cutAtUs)
    traceEvent(this.#context, 'point available', point.id, point.cutAtUs, hashText(point.kind))
    this.#thin()
    this.onAvailable(point)
  }

  /** A point that waited for its writers to thaw may be older than one that is available already. */
  #insert(point: Listed): void {
    let index = this.#available.length
    while (index > 0 && this.#available[index - 1]!.firstTag.seq > point.firstTag.seq) index--
    this.#available.splice(index, 0, point)
  }

  #thin(): void {
    const { kernel, policy } = this.#context
    const kept = retained(this.#available, kernel.now, policy.retention)
    if (kept === this.#available) return
    // Those that stay are in the same order.
    let staying = 0
    for (const point of this.#available) {
      if (point === kept[staying]) staying++
      else release(point)
    }
    this.#available = [...kept]
  }
}

function release(point: RecoveryPoint): void {
  for (const image of point.images) image.release()
}

function outcomeSoFar({ tags }: PendingPoint): TagOutcome {
  const placed = tags.filter((tag) => tag !== null).length
  if (placed === 0) return 'failed'
  return placed < tags.length ? 'partial' : 'deleted'
}
