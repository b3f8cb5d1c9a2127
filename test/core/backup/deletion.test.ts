/** Backups that somebody deletes, by mistake or on purpose. */
import { describe, expect, it } from 'vitest'
import { backupVaults, DAY_US, HOUR_US } from '../../../core/backup/index.ts'
import type { BackupVault, Deleter } from '../../../core/backup/index.ts'
import { createBackupEstate, laggingVault } from './estate.ts'
import type { BackupEstate } from './estate.ts'

const { geo } = backupVaults
const DELETERS: readonly Deleter[] = ['operator', 'attacker', 'vault-administrator']

async function afterThreeDays(vault: BackupVault = geo): Promise<BackupEstate> {
  const estate = await createBackupEstate({ vault, machines: 2 })
  await estate.run(3 * DAY_US)
  return estate
}

describe('soft deletion', () => {
  it('keeps what is deleted for 14 days, unlisted and out of reach until somebody takes it back', async () => {
    const { backup, run } = await afterThreeDays()
    const [before, digests] = [[...backup.points], backup.points.map(({ images }) => images[0]!.hashKey())]
    expect(backup.deleteItems('operator')).toEqual({ ok: true, recoverableUntilUs: 17 * DAY_US })
    expect(backup.points).toEqual([])
    expect(backup.softDeleted).toEqual(before)
    expect(backup.restorable('none').map(({ undelete }) => undelete)).toEqual(Array(6).fill(true))
    await run(17 * DAY_US - 1)
    expect(backup.softDeleted).toEqual(before)
    expect(backup.undelete()).toEqual({ ok: true })
    expect(backup.softDeleted).toEqual([])
    expect(backup.points.map(({ images }) => images[0]!.hashKey())).toEqual(digests)
    expect(backup.restorable('none').some(({ undelete }) => undelete)).toBe(false)
  })

  it('ends after 14 days', async () => {
    const { backup, run } = await afterThreeDays()
    backup.deleteItems('operator')
    await run(17 * DAY_US)
    expect(backup.softDeleted).toEqual([])
    expect(backup.undelete()).toEqual({ ok: false, reason: 'nothing-to-undelete' })
    expect(backup.restorable('none')).toEqual([])
    expect(backup.rpoUs()).toBe(Infinity)
  })

  it('stops the schedules, and taking back starts them again, but not those of lost machines', async () => {
    const { backup, run } = await afterThreeDays()
    backup.deleteItems('operator')
    await run(5 * DAY_US)
    expect([backup.points, backup.softDeleted.length]).toEqual([[], 6])
    backup.loseMachine('machine1')
    backup.undelete()
    await run(6 * DAY_US)
    expect(backup.points.filter(({ cutAtUs }) => cutAtUs > 5 * DAY_US).map(({ machine }) => machine)).toEqual(['machine0'])
  })

  it('goes on sending changes after it', async () => {
    const { backup, run } = await afterThreeDays()
    backup.deleteItems('operator')
    backup.undelete()
    await run(4 * DAY_US)
    expect(backup.statistics.fullTransfers).toBe(2)
    expect(backup.statistics.incrementalTransfers).toBe(6)
  })

  it('of an item whose transfer is under way leaves a point that is not in the vault', async () => {
    const workloads = { machine0: { provisionedGiB: 512, changedGiBPerDay: 0 } }
    const { backup, run } = await createBackupEstate({ workloads })
    await run(2 * HOUR_US)
    backup.deleteItems('operator')
    await run(DAY_US)
    backup.undelete()
    expect(backup.points.map((point) => backup.tiersOf(point))).toEqual([['snapshot']])
    const [point] = backup.points
    await run(4 * DAY_US)
    expect(backup.statistics.fullTransfers).toBe(1)
    expect(backup.points).not.toContain(point)
  })

  it('does not outlive the region', async () => {
    const { backup } = await afterThreeDays(laggingVault(1))
    backup.deleteItems('attacker')
    backup.loseRegion()
    expect(backup.restorable('none').map(({ tiers, undelete }) => [tiers, undelete])).toEqual(Array(6).fill([['second-region'], true]))
    const late = await afterThreeDays(laggingVault(25))
    late.backup.deleteItems('attacker')
    expect(late.backup.restorable('region', 4 * DAY_US)).toHaveLength(6)
    late.backup.loseRegion()
    expect(late.backup.restorable('none', 4 * DAY_US)).toHaveLength(4)
    const local = await afterThreeDays(backupVaults.local)
    local.backup.deleteItems('attacker')
    local.backup.loseRegion()
    expect(local.backup.restorable('none')).toEqual([])
  })
})

describe('who deletes', () => {
  type Fate = 'refused' | 'recoverable' | 'gone'
  const { softDelete } = geo
  const rows: readonly [string, Partial<BackupVault>, readonly [Fate, Fate, Fate]][] = [
    ['the default', {}, ['recoverable', 'recoverable', 'gone']],
    ['soft deletion for good', { softDelete: { ...softDelete, state: 'always-on' } }, ['recoverable', 'recoverable', 'recoverable']],
    ['no soft deletion', { softDelete: { ...softDelete, state: 'off' } }, ['gone', 'gone', 'gone']],
    ['immutability', { immutability: 'on' }, ['refused', 'refused', 'gone']],
    ['locked immutability', { immutability: 'locked' }, ['refused', 'refused', 'refused']],
    [
      'immutability and soft deletion for good', { immutability: 'on', softDelete: { ...softDelete, state: 'always-on' } },
      ['refused', 'refused', 'recoverable'],
    ],
  ]

  it.each(rows)('meets %s', async (_, settings, fates) => {
    const met: Fate[] = []
    for (const by of DELETERS) {
      const { backup, run } = await afterThreeDays({ ...geo, ...settings })
      const outcome = backup.deleteItems(by)
      if (!outcome.ok) {
        expect([outcome.reason, backup.points.length]).toEqual(['immutable', 6])
        await run(4 * DAY_US)
        expect(backup.points.length).toBeGreaterThan(6)
      }
      met.push(!outcome.ok ? 'refused' : outcome.recoverableUntilUs === null ? 'gone' : 'recoverable')
      expect(backup.undelete().ok).toBe(met.at(-1) === 'recoverable')
    }
    expect(met).toEqual(fates)
  })

  it('finds nothing where nothing is', async () => {
    const { backup } = await createBackupEstate()
    expect(backup.deleteItems('operator')).toEqual({ ok: false, reason: 'nothing-to-delete' })
  })
})
