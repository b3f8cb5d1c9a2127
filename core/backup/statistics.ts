import type { PointKind } from '../replication/pending-point.ts'

/** What a backup did, in numbers. */
export class BackupStatistics {
  /** Points made so far, those included that retention has removed. */
  readonly made: Record<PointKind, number> = { 'crash-consistent': 0, 'file-system-consistent': 0, 'app-consistent': 0 }
  /** Jobs that made no point, by reason. */
  readonly failed: Record<string, number> = {}
  /** Snapshot sets that were tried again, by the failure that made them. */
  readonly retried: Record<string, number> = {}
  /** Copies to the vault that arrived. */
  fullTransfers = 0
  incrementalTransfers = 0
  /** Scaled to the provisioned size of the machines. */
  transferredBytes = 0
  failedTransfers = 0
}

/** One more of this kind. */
export function count(counts: Record<string, number>, kind: string): void {
  counts[kind] = (counts[kind] ?? 0) + 1
}
