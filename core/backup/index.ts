/**
 * `backup` copies machines to a vault, as Azure Backup does: schedules and jobs that start late, snapshots for which
 * the applications of a machine come to rest if they can, one transfer to the vault a day, a second region if the vault
 * is geo-redundant, retention, soft deletion and immutability, and what it takes to restore: steps with durations whose
 * provenance is known. It is the other way to recover: built against mistakes and attacks, and often taken for one
 * against disasters.
 *
 * Each machine is backed up by itself: no two of them share a cut. Sizes and times of transfers follow the provisioned
 * size that the estate states, not that of the simulated disks. It does not model: backups inside an application
 * (databases, file shares), selection of disks, encryption and keys, private networks, the archive tier, changes of a
 * policy or of a vault while it is in use, contention of transfers, or the restore itself (the floors above boot the
 * images).
 */
export { Backup, enableBackup } from './backup.ts'
export type { BackupOptions, RestorePlanRequest } from './backup.ts'
export { checkBackupPolicy } from './check-policy.ts'
export { dateOf, DAY_US, HOUR_US, MINUTE_US } from './calendar.ts'
export type { CalendarDate } from './calendar.ts'
export type { BackupEvent } from './context.ts'
export { BACKUP_COST, checkBackupCost, monthlyBackupCost } from './cost.ts'
export type { BackupCost, BackupUsage, MonthlyBackupCost } from './cost.ts'
export { vaultGiB } from './stored.ts'
export type { StoredWorkload } from './stored.ts'
export type { Deleter, DeleteOutcome } from './deletion.ts'
export { LogChains } from './log-chains.ts'
export { BACKUP_TIERS } from './point.ts'
export type { BackupPoint, BackupTier } from './point.ts'
export { backupPolicies } from './policies.ts'
export type { BackupPolicyName } from './policies.ts'
export type {
  BackupDefects, BackupPolicy, BackupSchedule, ConsistencyLevel, ConsistencyPolicy, PeakQueue, PolicyLimits,
  SnapshotTierPolicy, TransferPolicy, TransferRate, VaultRetention,
} from './policy.ts'
export type { OnDemandRefusal } from './protected-machine.ts'
export { BACKUP_EXTENTS } from './restorable.ts'
export type { BackupExtent, RestorablePoint } from './restorable.ts'
export type { RestoreConflict, RestoreSource } from './restore-conflicts.ts'
export { RESTORE_DURATIONS } from './restore-durations.ts'
export type { RestoreDurations } from './restore-durations.ts'
export { drawRestoreLoad } from './restore-plan.ts'
export type { RestorePlan, RestoreRefusal, RestoreRequest, RestoreStep } from './restore-plan.ts'
export { RESTORE_STEPS, RESTORE_TARGETS } from './restore-steps.ts'
export type { RestoreArea, RestoreStepId, RestoreTarget } from './restore-steps.ts'
export { keepDaysOf, keptTiers } from './retention.ts'
export type { KeptTiers, Shelved } from './retention.ts'
export { slotAfter, slotsPerDay } from './schedule.ts'
export { backupSemantics } from './semantics.ts'
export type { SemanticsRow } from './semantics.ts'
export type { BackupStatistics } from './statistics.ts'
export { backupVaults, checkBackupVault, secondRegionRpoUs } from './vault.ts'
export type { BackupVault, BackupVaultName, SecondRegion } from './vault.ts'
export type { BackupWorkload } from './vault-transfer.ts'
