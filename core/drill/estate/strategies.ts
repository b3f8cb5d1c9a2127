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
  'asr-without-groups': {
    id: 'asr-without-groups',
    title: 'Azure Site Recovery, each machine by itself',
    replication: { policy: { ...policies.asr, name: 'asr-without-groups', groups: false, apart: 'machine' }, choice: 'latest-processed' },
  },
  'journal-cdp': {
    id: 'journal-cdp',
    title: 'journal with a point every few seconds (as Zerto)',
    replication: { policy: policies.journalCdp, choice: 'latest-processed' },
  },
  'hyper-v-replica': {
    id: 'hyper-v-replica',
    title: 'Hyper-V Replica, every 5 minutes',
    replication: { policy: policies.hyperVReplica, choice: 'latest-processed' },
  },
  'snapshot-replication': {
    id: 'snapshot-replication',
    title: 'snapshots every 15 minutes (as vSphere Replication)',
    replication: { policy: policies.snapshotReplication, choice: 'latest-processed' },
  },
} as const satisfies Record<string, Strategy>

/** What is compared where nothing else is said. */
export const USUAL_STRATEGIES: readonly Strategy[] = [
  strategies.asr, strategies['asr-app-consistent'], strategies['backup-standard'], strategies['backup-enhanced'],
]
