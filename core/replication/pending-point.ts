import type { BlockImage } from '../block/block-image.ts'
import type { Mark } from '../block/write-log.ts'
import type { SnapshotEvidence } from '../machine/quiesce-set.ts'
import type { TrackedDisk } from './tracked-disk.ts'
import type { Usability } from './usable.ts'

export type PointKind = 'crash-consistent' | 'file-system-consistent' | 'app-consistent'

/**
 * How a part of a point was made: all that is needed to judge its label (`checkLabel` of the oracle
 * takes it as it is).
 */
export interface PointEvidence extends Omit<SnapshotEvidence, 'label'> {
  readonly label: PointKind
}

/** One disk's tag, with what is true of it whatever the point will claim. */
export interface PlacedTag {
  readonly mark: Mark
  /** The disk was in write order. */
  readonly ordered: boolean
  /** Every disk of the same part of the point was held. */
  readonly held: boolean
}

/** A point between its first tag and its availability at the target. */
export interface PendingPoint {
  /** Counts all points of this replication that were begun, from 1. */
  readonly serial: number
  readonly grouped: boolean
  /** What it is made of: the disks that were protected when it was begun. */
  readonly disks: readonly TrackedDisk[]
  /** The oldest stamp that the driver of each machine put on one of its tags. */
  readonly stamps: Map<string, number>
  /** False once the disk under one of its snapshots is of another kind. */
  usable: Usability
  status: 'open' | 'committed' | 'revoked'
  /** By disk; null until it is tagged. */
  readonly tags: (PlacedTag | null)[]
  /** By disk; null until the tag is processed. */
  readonly images: (BlockImage | null)[]
  /** Tags that were placed and are not processed. */
  unprocessed: number
  kind: PointKind
  evidence: readonly PointEvidence[]
}

/** What is true of a part of the point: where its cut is, and whether it is one. */
export function evidenceOf(point: PendingPoint, disks: readonly { readonly index: number }[]): PointEvidence {
  const tags = disks.map(({ index }) => point.tags[index]!).filter((tag) => tag !== null)
  const { first, last } = outermost(tags.map(({ mark }) => mark))
  const ordered = tags.length === disks.length && tags.every((tag) => tag.ordered)
  const oneCut = disks.length === 1 || tags.every(({ held }) => held)
  return {
    label: 'crash-consistent',
    writersExpected: [],
    frozen: [],
    cutFirst: first,
    cutLast: last,
    orderPreserved: ordered && oneCut,
  }
}

/** The first and the last of some tags. */
export function outermost(marks: readonly Mark[]): { readonly first: Mark; readonly last: Mark } {
  let first = marks[0]!
  let last = first
  for (const mark of marks) {
    if (mark.seq < first.seq) first = mark
    if (mark.seq > last.seq) last = mark
  }
  return { first, last }
}
