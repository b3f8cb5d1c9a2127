/** Which backups are of use after which loss. */
import type { BackupPolicy } from './policy.ts'
import type { BackupPoint, BackupTier } from './point.ts'
import type { BackupVault } from './vault.ts'

/**
 * How much is gone. `machine`: a machine with its disks; its snapshots are objects of their own and stay. `zone`: what
 * lay in one zone of the source region, the machines among it. `region`: all of it.
 */
export type BackupExtent = 'none' | 'machine' | 'zone' | 'region'

/** Least first. */
export const BACKUP_EXTENTS = ['none', 'machine', 'zone', 'region'] as const satisfies readonly BackupExtent[]

export function worseExtent(a: BackupExtent, b: BackupExtent): BackupExtent {
  return BACKUP_EXTENTS.indexOf(a) < BACKUP_EXTENTS.indexOf(b) ? b : a
}

/** One point that can be restored, and from where. */
export interface RestorablePoint {
  readonly point: BackupPoint
  /** Fastest restore first; at least one. */
  readonly tiers: readonly BackupTier[]
  /** Somebody has to take it back from soft deletion first. */
  readonly undelete: boolean
}

/** Whether a copy in this tier can be got at after such a loss, if one is there. */
export function tierSurvives(
  tier: BackupTier,
  extent: BackupExtent,
  { snapshots }: Pick<BackupPolicy, 'snapshots'>,
  vault: BackupVault,
): boolean {
  const sourceRegion = extent !== 'region'
  const sourceZone = sourceRegion && extent !== 'zone'
  if (tier === 'snapshot') return sourceZone || (sourceRegion && snapshots.redundancy === 'zone')
  if (tier === 'vault') return sourceZone || (sourceRegion && vault.redundancy === 'zone')
  const opens = extent === 'region' && vault.secondRegion.declaration !== null
  return vault.redundancy === 'geo' && (vault.crossRegionRestore || opens)
}
