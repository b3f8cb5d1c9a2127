import type { BlockImage } from '../block/block-image.ts'
import type { Mark } from '../block/write-log.ts'
import type { PointEvidence, PointKind } from '../replication/pending-point.ts'

/**
 * `snapshot`: beside the machine's disks, in its region. `vault`: a copy of its own. `second-region`: what a
 * geo-redundant vault has sent there.
 */
export type BackupTier = 'snapshot' | 'vault' | 'second-region'

/** Fastest restore first. */
export const BACKUP_TIERS = ['snapshot', 'vault', 'second-region'] as const satisfies readonly BackupTier[]

/** A state of one machine that can be restored. */
export interface BackupPoint {
  /** `books/app-consistent#3`: the n-th of its kind of this machine, from 1. */
  readonly id: string
  readonly machine: string
  readonly kind: PointKind
  readonly origin: 'scheduled' | 'on-demand'
  /** Index in the world of each disk of the machine, in the order of {@link images}. */
  readonly diskIndices: readonly number[]
  /** By index of the disk in the world: how many of its completed writes the point holds. Of {@link diskIndices} only. */
  readonly cutVector: readonly number[]
  readonly firstTag: Mark
  readonly lastTag: Mark
  /** The instant that the point stands for: what RPO is measured from. */
  readonly cutAtUs: number
  /** When its job was done and it could be restored from the snapshot. */
  readonly madeAtUs: number
  /** They belong to the point: fork them, never write to them. */
  readonly images: readonly BlockImage[]
  /** One: a machine is consistent in itself, and with no other. */
  readonly evidence: readonly PointEvidence[]
}
