/** Strategies that can be had today, as presets of this package state them. */
import { backupPolicies, backupVaults } from '../../backup/index.ts'
import type { BackupVault } from '../../backup/index.ts'
import { policies } from '../../replication/policies.ts'
import type { Strategy } from './strategy.ts'

/** Histories are of vaults that have been in use for long: the first copy of a machine, which takes longest, has arrived before. */
const { secondRegion } = backupVaults.crossRegion
const crossRegion: BackupVault = { ...backupVaults.crossRegion, secondRegion: { ...secondRegion, firstItemLag: secondRegion.lag } }

export const strategies = {
  asr: {
    id: 'asr',
    title: 'Azure Site Recovery, latest processed point',
    replication: { policy: policies.asr, choice: 'latest-processed' },
  },
  'asr-app-consistent': {
    id: 'asr-app-consistent',
    title: 'Azure Site Recovery, latest app-consistent point',
    replication: { policy: policies.asr, choice: 'latest-app-consistent' },
  },
  'backup-standard': {
    id: 'backup-standard',
    title: 'Azure Backup, once a day, local vault',
    backup: { policy: backupPolicies.standard, vault: backupVaults.local },
  },
  'backup-enhanced': {
    id: 'backup-enhanced',
    title: 'Azure Backup, every 4 hours, vault with cross-region restore',
    backup: { policy: backupPolicies.enhanced, vault: crossRegion },
  },
  'asr-and-backup': {
    id: 'asr-and-backup',
    title: 'Azure Site Recovery and Azure Backup',
    replication: { policy: policies.asr, choice: 'latest-processed' },
    backup: { policy: backupPolicies.enhanced, vault: crossRegion },
  },
} as const satisfies Record<string, Strategy>

/** What is compared where nothing else is said. */
export const USUAL_STRATEGIES: readonly Strategy[] = [
  strategies.asr, strategies['asr-app-consistent'], strategies['backup-standard'], strategies['backup-enhanced'],
]
