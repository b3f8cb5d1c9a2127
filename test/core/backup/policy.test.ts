import { describe, expect, it } from 'vitest'
import {
  backupPolicies, backupVaults, checkBackupPolicy, checkBackupVault, dateOf, DAY_US, enableBackup, HOUR_US, slotAfter,
} from '../../../core/backup/index.ts'
import type { BackupPolicy, BackupVault } from '../../../core/backup/index.ts'
import { createBackupEstate } from './estate.ts'

const { standard, enhanced } = backupPolicies

describe('the calendar', () => {
  it('begins on Monday the 1st of January and knows the lengths of months', () => {
    expect(dateOf(0)).toEqual({ year: 0, month: 1, dayOfMonth: 1, weekday: 0 })
    expect(dateOf(31 * DAY_US - 1)).toEqual({ year: 0, month: 1, dayOfMonth: 31, weekday: 2 })
    expect(dateOf(59 * DAY_US)).toEqual({ year: 0, month: 3, dayOfMonth: 1, weekday: 3 })
    expect(dateOf(365 * DAY_US)).toEqual({ year: 1, month: 1, dayOfMonth: 1, weekday: 1 })
  })
})

describe('a schedule', () => {
  const slots = (policy: BackupPolicy, count: number): { hours: number; last: boolean }[] => {
    let atUs = 0
    return Array.from({ length: count }, () => {
      const slot = slotAfter(policy.schedule, atUs)
      atUs = slot.atUs
      return { hours: atUs / HOUR_US, last: slot.last }
    })
  }

  it('is once a day by the standard policy', () => {
    expect(slots(standard, 3)).toEqual([1, 25, 49].map((hours) => ({ hours, last: true })))
  })

  it('is every four hours around the clock by the enhanced one, and the last of a day falls on the next morning', () => {
    expect(slots(enhanced, 7)).toEqual([8, 12, 16, 20, 24, 28, 32].map((hours) => ({ hours, last: hours === 28 })))
  })

  it('keeps to its window and its weekdays', () => {
    const schedule = { firstAtUs: 8 * HOUR_US, everyUs: HOUR_US, windowUs: 3 * HOUR_US, weekdays: [2] }
    expect(slots({ ...enhanced, schedule }, 4)).toEqual([56, 57, 58, 224].map((hours) => ({ hours, last: hours === 58 })))
  })
})

describe('checkBackupPolicy', () => {
  it('accepts the presets, an hourly schedule, and a weekly one with five days of snapshots', () => {
    expect(() => checkBackupPolicy(standard)).not.toThrow()
    expect(() => checkBackupPolicy(enhanced)).not.toThrow()
    expect(() => checkBackupPolicy({ ...enhanced, schedule: { ...enhanced.schedule, everyUs: HOUR_US } })).not.toThrow()
    const weekly = { ...standard.schedule, weekdays: [6] }
    const snapshots = { ...standard.snapshots, keepDays: 5 }
    expect(() => checkBackupPolicy({ ...standard, schedule: weekly, snapshots })).not.toThrow()
  })

  it.each<[string, BackupPolicy]>([
    ['schedule.everyUs', { ...standard, schedule: enhanced.schedule }],
    ['schedule.everyUs', { ...enhanced, schedule: { ...enhanced.schedule, everyUs: HOUR_US / 2 } }],
    ['schedule.everyUs', { ...enhanced, schedule: { ...enhanced.schedule, everyUs: 0 } }],
    ['schedule.firstAtUs', { ...standard, schedule: { ...standard.schedule, firstAtUs: DAY_US } }],
    ['schedule.windowUs', { ...standard, schedule: { ...standard.schedule, windowUs: 2 * DAY_US } }],
    ['schedule.weekdays', { ...standard, schedule: { ...standard.schedule, weekdays: [] } }],
    ['schedule.weekdays', { ...standard, schedule: { ...standard.schedule, weekdays: [7] } }],
    ['snapshots.keepDays', { ...standard, schedule: { ...standard.schedule, weekdays: [1] } }],
    ['snapshots.keepDays', { ...standard, snapshots: { keepDays: 6, redundancy: 'local' } }],
    ['snapshots.keepDays', { ...enhanced, snapshots: { keepDays: 31, redundancy: 'zone' } }],
    ['consistency.scriptTimeoutUs', { ...standard, consistency: { ...standard.consistency, scriptTimeoutUs: 1_800_000_001 } }],
    ['consistency.retry.retries', { ...standard, consistency: { ...standard.consistency, retry: { delayUs: 1, retries: -1 } } }],
    ['consistency.limits.flushTimeoutUs', {
      ...standard, consistency: { ...standard.consistency, limits: { ...standard.consistency.limits, flushTimeoutUs: 0 } },
    }],
    ['retention.daily.keepDays', { ...standard, retention: { ...standard.retention, daily: { keepDays: 6 } } }],
    ['retention.yearly.keepDays', {
      ...standard, retention: { ...standard.retention, yearly: { month: 1, dayOfMonth: 1, keepDays: 10_000 } },
    }],
    ['retention.weekly.weekday', { ...standard, retention: { ...standard.retention, weekly: { weekday: 7, keepDays: 30 } } }],
    ['retention.monthly.dayOfMonth', {
      ...standard, retention: { ...standard.retention, monthly: { dayOfMonth: 0, keepDays: 30 } },
    }],
    ['retention.yearly.month', {
      ...standard, retention: { ...standard.retention, yearly: { month: 13, dayOfMonth: 1, keepDays: 30 } },
    }],
    ['retention', {
      ...standard,
      retention: { daily: { keepDays: 9_999 }, weekly: { weekday: 0, keepDays: 9_999 }, monthly: null, yearly: null },
    }],
    ['startDelay.meanUs', { ...standard, startDelay: { ...standard.startDelay, meanUs: -1 } }],
    ['peakQueue.oneIn', { ...standard, peakQueue: { ...standard.peakQueue, oneIn: 0.5 } }],
    ['transfer.incremental.bitsPerSecond', {
      ...standard, transfer: { ...standard.transfer, incremental: { ...standard.transfer.incremental, bitsPerSecond: 0 } },
    }],
    ['restore.queue.minimumUs', {
      ...standard, restore: { ...standard.restore, queue: { ...standard.restore.queue, minimumUs: 0.5 } },
    }],
  ])('refuses a bad %s by name', (field, policy) => {
    expect(() => checkBackupPolicy(policy)).toThrow(RangeError)
    expect(() => checkBackupPolicy(policy)).toThrow(`BackupPolicy.${field}: must be`)
  })
})

describe('checkBackupVault', () => {
  it('accepts the presets', () => {
    for (const vault of Object.values<BackupVault>(backupVaults)) expect(() => checkBackupVault(vault)).not.toThrow()
  })

  it.each<[string, BackupVault]>([
    ['crossRegionRestore', { ...backupVaults.local, crossRegionRestore: true }],
    ['softDelete.days', { ...backupVaults.geo, softDelete: { state: 'on', days: 13 } }],
    ['softDelete.days', { ...backupVaults.geo, softDelete: { state: 'on', days: 181 } }],
    ['secondRegion.lag.meanUs', {
      ...backupVaults.geo,
      secondRegion: { ...backupVaults.geo.secondRegion, lag: { ...backupVaults.geo.secondRegion.lag, meanUs: -1 } },
    }],
  ])('refuses a bad %s by name', (field, vault) => {
    expect(() => checkBackupVault(vault)).toThrow(RangeError)
    expect(() => checkBackupVault(vault)).toThrow(`BackupVault.${field}`)
  })
})

describe('enableBackup', () => {
  it('refuses no machine, a machine twice, and workloads of others or of nothing', async () => {
    const { kernel, log, machines, snapshots } = await createBackupEstate()
    const base = { kernel, log, machines, snapshots, policy: standard }
    expect(() => enableBackup({ ...base, machines: [] })).toThrow(/at least one machine/)
    expect(() => enableBackup({ ...base, machines: [...machines, ...machines] })).toThrow(/machine0 is given twice/)
    const workload = { provisionedGiB: 1, changedGiBPerDay: null }
    expect(() => enableBackup({ ...base, workloads: { other: workload } })).toThrow(/workloads.other: no such machine/)
    expect(() => enableBackup({ ...base, workloads: { machine0: { ...workload, provisionedGiB: 0 } } }))
      .toThrow(/workloads.machine0.provisionedGiB: must be positive/)
    expect(() => enableBackup({ ...base, policy: { ...standard, schedule: enhanced.schedule } })).toThrow(/BackupPolicy/)
    expect(() => enableBackup({ ...base, vault: { ...backupVaults.local, crossRegionRestore: true } })).toThrow(/BackupVault/)
  })

  it('names who was asked about a machine that is not protected', async () => {
    const { backup } = await createBackupEstate()
    expect(() => backup.takeNow('other')).toThrow('Backup.takeNow: other is not protected here')
    expect(() => backup.loseMachine('other')).toThrow('Backup.loseMachine: other is not protected here')
    expect(() => backup.setClock('machine0', -1)).toThrow(/Backup.setClock: aheadUs/)
  })
})
