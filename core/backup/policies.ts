/**
 * Presets of Azure Backup for machines. Each is a whole policy; spread one to change a part:
 * `{ ...backupPolicies.enhanced, snapshots: { keepDays: 14, redundancy: 'zone' } }`.
 */
import { QUIESCE_LIMITS } from '../machine/quiesce-failures.ts'
import { assumedMinutes } from '../sim/duration.ts'
import { DAY_US, HOUR_US, MINUTE_US } from './calendar.ts'
import type { BackupPolicy } from './policy.ts'
import { RESTORE_DURATIONS } from './restore-durations.ts'

const SECOND_US = 1_000_000
const MILLISECOND_US = 1_000
const DOCUMENTED = 'Azure Backup documentation'

/** One backup a day. */
const standard: BackupPolicy = {
  name: 'azure-backup-standard',
  schedule: { firstAtUs: HOUR_US, everyUs: DAY_US, windowUs: DAY_US, weekdays: null },
  startDelay: assumedMinutes(0, 15, `at most 2 h after the schedule: ${DOCUMENTED}; the mean is assumed`, 120),
  peakQueue: {
    oneIn: 0,
    delay: assumedMinutes(10, 120, `at most 8 h at peak: ${DOCUMENTED}; minimum and mean are assumed`, 480),
  },
  commit: {
    minimumUs: 100 * MILLISECOND_US,
    meanUs: 400 * MILLISECOND_US,
    maximumUs: null,
    provenance: 'assumed',
    source: 'assumed: a fraction of the 10 s for which writes may be held',
  },
  consistency: {
    level: 'application',
    continueBackupOnFailure: true,
    scriptTimeoutUs: 30 * SECOND_US,
    crashFallback: false,
    vss: 'full',
    retry: { delayUs: 10 * MINUTE_US, retries: 3 },
    limits: {
      flushTimeoutUs: QUIESCE_LIMITS.flushTimeoutUs,
      holdWritesTimeoutUs: QUIESCE_LIMITS.holdWritesTimeoutUs,
      watchdogUs: null,
    },
  },
  snapshots: { keepDays: 2, redundancy: 'local' },
  transfer: {
    initial: { bitsPerSecond: 160_000_000, provenance: 'documented', source: `${DOCUMENTED}, 2018` },
    incremental: { bitsPerSecond: 640_000_000, provenance: 'documented', source: `${DOCUMENTED}, 2018` },
    failOneIn: 0,
  },
  retention: { daily: { keepDays: 30 }, weekly: null, monthly: null, yearly: null },
  restore: RESTORE_DURATIONS,
  limits: {
    scheduledPerDay: 1,
    onDemandPerDay: 4,
    snapshotDays: { minimum: 1, maximum: 5 },
    weeklySnapshotDays: 5,
    keepDays: { minimum: 7, maximum: 9_999 },
    points: 9_999,
  },
}

/** Every 4 hours, around the clock from 08:00; every hour is possible. Still one transfer to the vault a day. */
const enhanced: BackupPolicy = {
  ...standard,
  name: 'azure-backup-enhanced',
  schedule: { firstAtUs: 8 * HOUR_US, everyUs: 4 * HOUR_US, windowUs: DAY_US, weekdays: null },
  consistency: { ...standard.consistency, crashFallback: true },
  snapshots: { keepDays: 7, redundancy: 'zone' },
  limits: { ...standard.limits, scheduledPerDay: 24, snapshotDays: { minimum: 1, maximum: 30 } },
}

/** The presets by name. */
export const backupPolicies = { standard, enhanced } as const satisfies Record<string, BackupPolicy>

export type BackupPolicyName = keyof typeof backupPolicies
