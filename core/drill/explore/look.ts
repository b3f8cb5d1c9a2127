/** What there is to know at one instant of a run: the content of every pane. Plain data, and bounded. */
import type { Phase } from '../../crash/phases.ts'

/** Rows of a list that a look has at most; each list says how many it leaves out. */
export const MOST_ROWS = 200

export interface LookOperation {
  readonly id: number
  readonly client: number
  readonly label: string
  readonly submittedUs: number
  /** Null: not yet at this instant. */
  readonly answeredUs: number | null
  readonly outcome: 'ok' | 'failed' | 'unknown' | null
  /** After a crash at this instant it must be there, may be there, or must not (it failed for certain). */
  readonly demand: 'must' | 'may' | 'must-not'
}

export type WriteState = 'durable' | 'volatile' | 'in-flight' | 'torn' | 'lost' | 'failed' | 'lying'

/** A write of the log near the cursor. */
export interface LookWrite {
  readonly seq: number
  readonly name: string
  readonly disk: string
  /** Counted by the flushes of its disk, from 0. */
  readonly epoch: number
  readonly kind: 'write' | 'discard' | 'write-zeroes' | 'flush'
  readonly label: string
  readonly operation: number | null
  readonly lba: number
  readonly sectors: number
  readonly fua: boolean
  readonly submittedUs: number
  readonly completedUs: number | null
  /** At the cursor. */
  readonly state: WriteState
  /** `ledger.ts:41:20`; null: unknown, or not one of the application's. */
  readonly line: string | null
}

export interface LookDisk {
  readonly disk: string
  readonly blocks: number
  /** Blocks that are not all zeros. */
  readonly used: number
  /** The used part of the disk in at most {@link MAP_CELLS} cells of equal size; each shows the most exposed of its blocks. */
  readonly cells: readonly BlockCell[]
  readonly blocksPerCell: number
  /** The same cells of the replica; null: not replicated. `lag`: something that was written there has not come over. */
  readonly replica: readonly ReplicaCell[] | null
}

export const MAP_CELLS = 512
export type BlockCell = 'empty' | 'durable' | 'volatile' | 'in-flight'
export type ReplicaCell = 'empty' | 'same' | 'lag'

export interface LookPoint {
  /** `crash-consistent#3`. */
  readonly id: string
  readonly kind: string
  /** The instant that it stands for. */
  readonly taggedUs: number
  /** From when on it can be chosen. */
  readonly availableUs: number
  /** `chosen` would need; `pending`: not yet available at the cursor; `thinned`: no longer kept. */
  readonly state: 'pending' | 'available' | 'thinned'
  /** What the label says and is not so; null: honest, or not checked. */
  readonly dishonest: string | null
}

export interface LookReplica {
  /** How old the newest point is that could be chosen now, µs; null: there is none. */
  readonly rpoUs: number | null
  /** How far the replica is behind, µs. */
  readonly lagUs: number
  readonly lagBytes: number
  /** The lag in µs at equal steps from the begin of the run to the cursor, oldest first. */
  readonly history: readonly number[]
}

/** Rows of 16 bytes in which a block differs, before and after the write under the cursor. */
export interface LookBytes {
  readonly write: string
  readonly disk: string
  /** Of the block, in bytes from the begin of the volume. */
  readonly offset: number
  readonly rows: readonly { readonly offset: number; readonly before: string; readonly after: string }[]
  readonly rowsLeftOut: number
}

export interface Look {
  /** The step of the write log after which the run is looked at. */
  readonly seq: number
  readonly atUs: number
  readonly phase: Phase
  /** The latest ones; those that a crash could still lose come first. */
  readonly operations: readonly LookOperation[]
  readonly operationCounts: Readonly<Record<'must' | 'may' | 'mustNot', number>>
  /** By step: what is pending at the cursor, and the last requests before it. */
  readonly writes: readonly LookWrite[]
  readonly disks: readonly LookDisk[]
  /** The last ones, oldest first. */
  readonly points: readonly LookPoint[]
  /** Null: the run is not replicated. */
  readonly replica: LookReplica | null
  /** Null: the step is no write. */
  readonly bytes: LookBytes | null
  /** What the model says the application must show at least, one line each. */
  readonly model: readonly string[]
}

/** What the file system of a volume would hold after a power cut at the cursor in which everything that was pending is lost. */
export interface LookFiles {
  readonly disk: string
  readonly tree: readonly { readonly path: string; readonly kind: 'file' | 'directory' | 'link'; readonly bytes: number }[]
  readonly treeLeftOut: number
  /** One line each; none: clean. */
  readonly fsck: readonly string[]
}
