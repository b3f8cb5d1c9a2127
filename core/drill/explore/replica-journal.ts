/**
 * Writes down while a run goes on what its replication has come to, for afterwards only its end is there: which points there
 * were and for how long, how far each replica was, and what crossed the link.
 */
import type { RecoveryPoint } from '../../replication/point-register.ts'
import type { Kernel } from '../../sim/kernel.ts'
import type { Protection } from '../protection.ts'
import type { ReplicationWatcher } from '../source-run.ts'

/** A point as long as it was listed. */
export interface JournalPoint extends Pick<RecoveryPoint, 'id' | 'kind' | 'grouped' | 'firstTag' | 'lastTag' | 'cutAtUs' | 'availableAtUs' | 'evidence' | 'usable'> {
  /** When retention took it from the list; null: it was there at the end. */
  readonly removedAtUs: number | null
}

/** How far the replicas were from an instant on. */
export interface ReplicaState {
  readonly atUs: number
  /** By index of the disk in the world: how many of its completed writes the replica holds; null: it is not replicated. */
  readonly positions: readonly (number | null)[]
}

/** One transport over the link, until the target has processed it; null: it never did. */
export interface Shipment {
  readonly label: string
  readonly fromUs: number
  toUs: number | null
}

/** What ends a shipment, by what begins it. */
const SHIPMENTS: Readonly<Record<string, { readonly ends: string; readonly label: (value: number) => string }>> = {
  'batch sent': { ends: 'batch processed', label: (records) => `batch of ${records} ${records === 1 ? 'record' : 'records'}` },
  'difference sent': { ends: 'difference applied', label: (serial) => `difference for point ${serial}` },
}

const ENDS: ReadonlyMap<string, string> = new Map(Object.entries(SHIPMENTS).map(([begins, { ends }]) => [ends, begins]))

export class ReplicaJournal implements ReplicationWatcher {
  /** In the order of their cuts, once the run has ended. */
  readonly points: JournalPoint[] = []
  readonly states: ReplicaState[] = []
  readonly shipments: Shipment[] = []
  readonly #open = new Map<string, Shipment[]>()
  #protection: Protection | null = null
  #kernel: Kernel | null = null
  /** By id: the place of each point that is listed. */
  readonly #listed = new Map<string, number>()
  /** Retention looks at the list when a point has become available, and only then: after it was told. */
  #publishedAtUs: number | null = null

  begin(protection: Protection, kernel: Kernel): void {
    this.#protection = protection
    this.#kernel = kernel
    this.#look()
  }

  hear(kind: string, subject: string, value: number): void {
    if (this.#protection === null) return
    this.#look()
    if (kind === 'point available') {
      this.#lookForNewPoints(this.#protection.replication.points)
      this.#publishedAtUs = this.#nowUs
    }
    const shipped = SHIPMENTS[kind]
    const began = ENDS.get(kind)
    if (shipped) this.#ship(`${kind} ${subject}`, shipped.label(value))
    // Batches of a machine, and differences of a replication, come to their end in order.
    if (began !== undefined) {
      const first = this.#open.get(`${began} ${subject}`)?.shift()
      if (first) first.toUs = this.#nowUs
    }
  }

  /** The run has ended. */
  end(): void {
    if (this.#protection === null) return
    this.#look()
    this.points.sort((one, other) => one.firstTag.seq - other.firstTag.seq)
  }

  get #nowUs(): number {
    return this.#kernel!.now
  }

  #ship(key: string, label: string): void {
    const shipment: Shipment = { label, fromUs: this.#nowUs, toUs: null }
    this.shipments.push(shipment)
    const open = this.#open.get(key)
    if (open) open.push(shipment)
    else this.#open.set(key, [shipment])
  }

  #look(): void {
    const { replication } = this.#protection!
    this.#lookForThinned(replication.points)
    const positions: (number | null)[] = []
    for (const { worldIndex, position } of replication.disks) positions[worldIndex] = position
    const last = this.states.at(-1)
    if (last && positions.every((position, disk) => position === last.positions[disk])) return
    this.states.push({ atUs: this.#nowUs, positions: Array.from(positions, (position) => position ?? null) })
  }

  /** A new point is the newest of the list, or a few places before it. */
  #lookForNewPoints(points: readonly RecoveryPoint[]): void {
    for (let index = points.length - 1; index >= 0 && this.#listed.size < points.length; index--) {
      const point = points[index]!
      if (this.#listed.has(point.id)) continue
      this.#listed.set(point.id, this.points.length)
      this.points.push(entryOf(point))
    }
  }

  #lookForThinned(points: readonly RecoveryPoint[]): void {
    const atUs = this.#publishedAtUs
    this.#publishedAtUs = null
    if (atUs === null || points.length === this.#listed.size) return
    const kept = new Set(points.map(({ id }) => id))
    for (const [id, place] of [...this.#listed]) {
      if (kept.has(id)) continue
      this.points[place] = { ...this.points[place]!, removedAtUs: atUs }
      this.#listed.delete(id)
    }
  }
}

function entryOf({ id, kind, grouped, firstTag, lastTag, cutAtUs, availableAtUs, evidence, usable }: RecoveryPoint): JournalPoint {
  return { id, kind, grouped, firstTag, lastTag, cutAtUs, availableAtUs, evidence, usable, removedAtUs: null }
}
