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
  readonly points: JournalPoint[] = []
  readonly states: ReplicaState[] = []
  readonly shipments: Shipment[] = []
  readonly #open = new Map<string, Shipment[]>()
  #protection: Protection | null = null
  #kernel: Kernel | null = null
  /** Retention looks at the list when a point has become available, and only then. */
  #publishedAtUs = 0

  begin(protection: Protection, kernel: Kernel): void {
    this.#protection = protection
    this.#kernel = kernel
    this.#look()
  }

  hear(kind: string, subject: string, value: number): void {
    if (this.#protection === null) return
    this.#look()
    if (kind === 'point available') this.#publishedAtUs = this.#nowUs
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
    if (this.#protection !== null) this.#look()
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
    this.#lookAtPoints(replication.points)
    const positions: (number | null)[] = []
    for (const { worldIndex, position } of replication.disks) positions[worldIndex] = position
    const last = this.states.at(-1)
    if (last && positions.every((position, disk) => position === last.positions[disk])) return
    this.states.push({ atUs: this.#nowUs, positions: Array.from(positions, (position) => position ?? null) })
  }

  #lookAtPoints(listed: readonly RecoveryPoint[]): void {
    const ids = new Set(listed.map(({ id }) => id))
    this.points.forEach((point, index) => {
      if (point.removedAtUs === null && !ids.has(point.id)) this.points[index] = { ...point, removedAtUs: this.#publishedAtUs }
    })
    const known = new Set(this.points.map(({ id }) => id))
    for (const point of listed) if (!known.has(point.id)) this.points.push(entryOf(point))
  }
}

function entryOf({ id, kind, grouped, firstTag, lastTag, cutAtUs, availableAtUs, evidence, usable }: RecoveryPoint): JournalPoint {
  return { id, kind, grouped, firstTag, lastTag, cutAtUs, availableAtUs, evidence, usable, removedAtUs: null }
}
