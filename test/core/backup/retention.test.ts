import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backupPolicies, DAY_US, HOUR_US, keptTiers } from '../../../core/backup/index.ts'
import type { BackupPolicy, Shelved, VaultRetention } from '../../../core/backup/index.ts'
import { createBackupEstate, punctual, punctualEnhanced } from './estate.ts'

const WEEK_DAYS = 7

/**
 * The rule stated anew, by counting calendar days forward instead of looking a date up: whether the vault still holds
 * the point of a day, if it is not the newest.
 */
function withinVault(cutDay: number, ageUs: number, { daily, weekly, monthly, yearly }: VaultRetention): boolean {
  let [weekday, dayOfMonth, month] = [0, 1, 1]
  for (let day = 0; day < cutDay; day++) {
    weekday = weekday === WEEK_DAYS - 1 ? 0 : weekday + 1
    const last = month === 2 ? 28 : [4, 6, 9, 11].includes(month) ? 30 : 31
    dayOfMonth++
    if (dayOfMonth > last) [dayOfMonth, month] = [1, month === 12 ? 1 : month + 1]
  }
  const limits = [
    daily.keepDays,
    weekly && weekly.weekday === weekday ? weekly.keepDays : 0,
    monthly && monthly.dayOfMonth === dayOfMonth ? monthly.keepDays : 0,
    yearly && yearly.month === month && yearly.dayOfMonth === dayOfMonth ? yearly.keepDays : 0,
  ]
  return limits.some((days) => ageUs < days * DAY_US)
}

const keepDays = fc.integer({ min: 7, max: 200 })
const retention: fc.Arbitrary<VaultRetention> = fc.record({
  daily: fc.record({ keepDays }),
  weekly: fc.option(fc.record({ weekday: fc.integer({ min: 0, max: 6 }), keepDays })),
  monthly: fc.option(fc.record({ dayOfMonth: fc.integer({ min: 1, max: 31 }), keepDays })),
  yearly: fc.option(fc.record({ month: fc.integer({ min: 1, max: 12 }), dayOfMonth: fc.integer({ min: 1, max: 31 }), keepDays })),
})

/** Up to 400 days of backups, with gaps, of which some never reached the vault. */
const history = fc.array(
  fc.record({ day: fc.integer({ min: 0, max: 400 }), hour: fc.integer({ min: 0, max: 23 }), snapshot: fc.boolean(), vault: fc.boolean() }),
  { maxLength: 120 },
).map((rows) => rows.map(({ day, hour, snapshot, vault }): Shelved & { day: number } =>
  ({ day, cutAtUs: day * DAY_US + hour * HOUR_US, snapshot, vault })).sort((a, b) => a.cutAtUs - b.cutAtUs))

describe('keptTiers', () => {
  it('is an independent statement of the rules, over more than a year', () => {
    fc.assert(fc.property(history, retention, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 90 * 24 }),
      (points, rules, snapshotDays, laterHours) => {
        const nowUs = (points.at(-1)?.cutAtUs ?? 0) + laterHours * HOUR_US
        const policy = { snapshots: { keepDays: snapshotDays, redundancy: 'local' as const }, retention: rules }
        const newestOf = (tier: 'snapshot' | 'vault') => points.filter((point) => point[tier]).at(-1)
        const expected = points.map((point) => ({
          snapshot: point.snapshot && (point === newestOf('snapshot') || (nowUs - point.cutAtUs) / DAY_US < snapshotDays),
          vault: point.vault && (point === newestOf('vault') || withinVault(point.day, nowUs - point.cutAtUs, rules)),
        }))
        expect(keptTiers(points, nowUs, policy)).toEqual(expected)
      }), { numRuns: 300, seed: 7 })
  })
})

describe('the points of a policy', () => {
  const yearly: VaultRetention = {
    daily: { keepDays: 7 },
    weekly: { weekday: 6, keepDays: 28 },
    monthly: { dayOfMonth: 1, keepDays: 365 },
    yearly: null,
  }

  it('after 100 days are those of the last days, Sundays of the last weeks, and the first of each month', async () => {
    const estate = await createBackupEstate({ policy: { ...punctual, retention: yearly }, client: false })
    await estate.run(100 * DAY_US)
    const days = estate.backup.points.map(({ cutAtUs }) => Math.floor(cutAtUs / DAY_US))
    expect(days).toEqual([0, 31, 59, 76, 83, 90, ...[93, 94, 95, 96, 97, 98, 99]])
    const tiersOf = (day: number): string => estate.backup.tiersOf(estate.backup.points[days.indexOf(day)]!).join(' ')
    expect([tiersOf(31), tiersOf(97), tiersOf(98), tiersOf(99)]).toEqual(['vault', 'vault', 'snapshot vault', 'snapshot vault'])
  })

  it('are one more snapshot than the policy says, at times', async () => {
    const policy: BackupPolicy = { ...punctual, snapshots: { keepDays: 1, redundancy: 'local' } }
    const estate = await createBackupEstate({ policy, client: false })
    const counts = new Set<number>()
    for (let hour = 5 * 24; hour < 9 * 24; hour++) {
      await estate.run(hour * HOUR_US)
      counts.add(estate.backup.points.filter((point) => estate.backup.tiersOf(point).includes('snapshot')).length)
    }
    expect([...counts].sort()).toEqual([1, 2])
  })

  it('never become none: the newest outlives its time when no other comes', async () => {
    const estate = await createBackupEstate({ policy: { ...punctual, retention: yearly }, client: false })
    await estate.run(3 * DAY_US)
    expect(estate.backup.points).toHaveLength(3)
    estate.backup.loseMachine('machine0')
    await estate.run(400 * DAY_US)
    const { points } = estate.backup
    expect(points.map(({ cutAtUs }) => Math.floor(cutAtUs / DAY_US))).toEqual([2])
    expect(estate.backup.tiersOf(points[0]!)).toEqual(['snapshot', 'vault'])
  })
})

describe('memory', () => {
  it('holds what retained backups differ in, and nothing else, after 30 days of backups every four hours', async () => {
    const policy = { ...punctualEnhanced, snapshots: { keepDays: 1, redundancy: 'zone' as const }, retention: { ...punctual.retention, daily: { keepDays: 7 } } }
    const estate = await createBackupEstate({ policy })
    const { arena, machines, backup } = estate
    await estate.run(10 * DAY_US)
    const after10 = arena.statistics.slotsInUse
    await estate.run(30 * DAY_US)
    // A block is alive in a disk, or in one retained copy or more.
    const distinct = (images: readonly { read(offset: number, length: number): Uint8Array; readonly sizeBytes: number }[]): number => {
      const contents = new Set<string>()
      for (const image of images)
        for (let offset = 0; offset < image.sizeBytes; offset += 4096)
          contents.add(`${offset}:${String(image.read(offset, 4096))}`)
      return contents.size
    }
    const disks = machines[0]!.disks.map(({ image }, volume) => [image, ...backup.points.map(({ images }) => images[volume]!)])
    const alive = disks.reduce((sum, images) => sum + distinct(images), 0)
    expect(arena.statistics.slotsInUse).toBeLessThanOrEqual(alive)
    expect(backup.points.length).toBeLessThan(16)
    expect(arena.statistics.slotsInUse).toBeLessThan(after10 * 1.5)
    expect(backup.statistics.made['app-consistent']).toBeGreaterThan(170)
  })

  it('is given back in full by a deletion without recovery', async () => {
    const estate = await createBackupEstate({ policy: punctualEnhanced })
    await estate.run(5 * DAY_US)
    const before = estate.arena.statistics.slotsInUse
    estate.backup.deleteItems('vault-administrator')
    expect(estate.arena.statistics.slotsInUse).toBeLessThan(before)
    expect(estate.arena.statistics.slotsInUse).toBe(32)
  })
})

describe('cost', () => {
  it('of a backup that finds little changed copies nothing', async () => {
    const estate = await createBackupEstate({ policy: { ...backupPolicies.enhanced }, client: false })
    await estate.run(4 * DAY_US)
    const { blocksCopied, nodesCopied, sectorsHashed } = estate.arena.statistics
    expect([blocksCopied, nodesCopied, sectorsHashed]).toEqual([0, 0, 0])
    expect(estate.kernel.executed).toBeLessThan(800)
  })
})
