/** Where backups lie, how they get there, and what is left after which loss. */
import { describe, expect, it } from 'vitest'
import { backupVaults, DAY_US, HOUR_US, MINUTE_US, secondRegionRpoUs } from '../../../core/backup/index.ts'
import type { BackupExtent, BackupPoint, BackupVault, BackupWorkload } from '../../../core/backup/index.ts'
import { createBackupEstate, laggingVault, punctual, punctualEnhanced } from './estate.ts'
import type { BackupEstate, BackupEstateOptions } from './estate.ts'

/** 128 GiB: 1 h 55 min in full at 160 Mbit/s. */
const large = (changedGiBPerDay: number | null): Readonly<Record<string, BackupWorkload>> =>
  ({ machine0: { provisionedGiB: 128, changedGiBPerDay } })

async function after(untilUs: number, options: BackupEstateOptions = {}): Promise<BackupEstate> {
  const estate = await createBackupEstate(options)
  await estate.run(untilUs)
  return estate
}

const tiers = ({ backup }: BackupEstate): string[] => backup.points.map((point) => backup.tiersOf(point).join(' '))
const left = ({ backup }: BackupEstate, extent: BackupExtent): string[] =>
  backup.restorable(extent).map(({ point, tiers: of }) => `${Math.floor(point.cutAtUs / DAY_US)}: ${of.join(' ')}`)

describe('a transfer to the vault', () => {
  it('comes once a day, of the last backup of the day', async () => {
    const estate = await after(2 * DAY_US + 12 * HOUR_US, { policy: punctualEnhanced })
    const hourOf = ({ cutAtUs }: BackupPoint): number => Math.floor(cutAtUs / HOUR_US)
    const { backup } = estate
    expect(backup.points.map(hourOf)).toEqual([8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56])
    expect(backup.points.filter((point) => backup.tiersOf(point).includes('vault')).map(hourOf)).toEqual([28, 52])
    expect(backup.statistics.fullTransfers).toBe(1)
    expect(backup.statistics.incrementalTransfers).toBe(1)
  })

  it('takes the newest backup of the day when the last of it fails', async () => {
    const estate = await createBackupEstate({ policy: punctualEnhanced })
    await estate.run(DAY_US + HOUR_US)
    estate.backup.setClock('machine0', 4 * HOUR_US)
    estate.backup.setClock('machine0', 0)
    await estate.run(DAY_US + 6 * HOUR_US)
    expect(estate.backup.statistics.failed).toEqual({ 'clock-was-ahead': 1 })
    expect(tiers(estate)).toEqual(['snapshot', 'snapshot', 'snapshot', 'snapshot', 'snapshot vault'])
  })

  it('takes as long as its bytes need: all of them at first, then what has changed', async () => {
    const GIB = 2 ** 30
    const estate = await createBackupEstate({ workloads: large(4) })
    const fullUs = (128 * GIB * 8) / 160
    await estate.run(HOUR_US + fullUs - MINUTE_US)
    expect(tiers(estate)).toEqual(['snapshot'])
    await estate.run(HOUR_US + fullUs + MINUTE_US)
    expect(tiers(estate)).toEqual(['snapshot vault'])
    const changedUs = (4 * GIB * 8) / 640
    await estate.run(DAY_US + HOUR_US + changedUs - 10_000_000)
    expect(tiers(estate)).toEqual(['snapshot vault', 'snapshot'])
    await estate.run(DAY_US + HOUR_US + changedUs + 10_000_000)
    expect(tiers(estate)).toEqual(['snapshot vault', 'snapshot vault'])
    expect(estate.backup.statistics.transferredBytes / GIB).toBeCloseTo(132, 2)
  })

  it('carries the changed sectors, scaled to the provisioned size', async () => {
    const GIB = 2 ** 30
    const estate = await after(2 * DAY_US, { workloads: large(null), thinkUs: 30 * MINUTE_US })
    const [older, newer] = estate.backup.points
    const sectors = newer!.images.reduce((sum, image, disk) =>
      sum + image.diff(older!.images[disk]!).reduce((part, range) => part + range.sectors, 0), 0)
    expect(sectors).toBeGreaterThan(20)
    // 256 sectors stand for 128 GiB.
    expect(estate.backup.statistics.transferredBytes / GIB).toBeCloseTo(128 + sectors / 2, 6)
    const idle = await after(2 * DAY_US, { workloads: large(null), client: false })
    expect(idle.backup.statistics.transferredBytes / GIB).toBe(128)
  })

  it('that fails makes the first backup of the next day go in full', async () => {
    const estate = await createBackupEstate({ policy: punctualEnhanced, workloads: large(0) })
    await estate.run(DAY_US + 5 * HOUR_US)
    estate.backup.setVaultReachable(false)
    await estate.run(DAY_US + 7 * HOUR_US)
    expect(estate.backup.events.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual(['transfer-failed: vault-unreachable'])
    estate.backup.setVaultReachable(true)
    await estate.run(3 * DAY_US)
    const inVault = estate.backup.points.filter((point) => estate.backup.tiersOf(point).includes('vault'))
    expect(inVault.map(({ cutAtUs }) => Math.floor(cutAtUs / HOUR_US))).toEqual([32, 52])
    expect(estate.backup.statistics.fullTransfers).toBe(1)
    expect(estate.backup.statistics.failedTransfers).toBe(1)
  })

  it('that fails later is followed by a full one too', async () => {
    const run = async (failing: boolean): Promise<number> => {
      const estate = await createBackupEstate({ workloads: large(1) })
      await estate.run(DAY_US + HOUR_US)
      estate.backup.setVaultReachable(!failing)
      await estate.run(DAY_US + 2 * HOUR_US)
      estate.backup.setVaultReachable(true)
      await estate.run(4 * DAY_US)
      return estate.backup.statistics.fullTransfers
    }
    expect(await run(true)).toBe(2)
    expect(await run(false)).toBe(1)
  })

  it('fails as often as the policy says', async () => {
    const policy = { ...punctual, transfer: { ...punctual.transfer, failOneIn: 2 } }
    const { backup } = await after(20 * DAY_US, { policy })
    expect(backup.statistics.failedTransfers).toBeGreaterThan(4)
    expect(backup.statistics.failedTransfers).toBeLessThan(16)
    expect((await after(20 * DAY_US)).backup.statistics.failedTransfers).toBe(0)
  })

  it('keeps its snapshot until it has ended, however long that takes', async () => {
    const workloads = { machine0: { provisionedGiB: 128 * 40, changedGiBPerDay: 0 } }
    const first = async (days: number): Promise<string> => left(await after(days * DAY_US, { workloads }), 'none')[0]!
    // It takes 3.2 days, and snapshots are kept for two.
    expect(await first(3.1)).toBe('0: snapshot')
    expect(await first(3.5)).toBe('0: vault')
    const small = { machine0: { provisionedGiB: 128, changedGiBPerDay: 0 } }
    expect(left(await after(3.1 * DAY_US, { workloads: small }), 'none')[0]).toBe('0: vault')
  })
})

describe('the second region', () => {
  it('has a copy some time after the vault, of a geo-redundant vault only', async () => {
    const estate = await createBackupEstate({ vault: laggingVault(6) })
    await estate.run(6 * HOUR_US + 59 * MINUTE_US)
    expect(tiers(estate)).toEqual(['snapshot vault'])
    const [point] = estate.backup.points
    expect(estate.backup.tiersOf(point!, 8 * HOUR_US)).toEqual(['snapshot', 'vault', 'second-region'])
    await estate.run(8 * HOUR_US)
    expect(tiers(estate)).toEqual(['snapshot vault second-region'])
    for (const vault of [backupVaults.local, backupVaults.zone])
      expect(tiers(await after(20 * HOUR_US, { vault }))).toEqual(['snapshot vault'])
  })

  it('may take longer for the first item of a machine', async () => {
    const { secondRegion: { firstItemLag }, ...vault } = laggingVault(0)
    const secondRegion = { ...laggingVault(0).secondRegion, firstItemLag: { ...firstItemLag, minimumUs: 40 * HOUR_US } }
    const estate = await after(40 * HOUR_US, { vault: { ...vault, secondRegion } })
    expect(tiers(estate)).toEqual(['snapshot vault', 'snapshot vault second-region'])
    await estate.run(42 * HOUR_US)
    expect(tiers(estate)).toEqual(['snapshot vault second-region', 'snapshot vault second-region'])
  })

  it('stays closed without cross-region restore, until the region is lost and so declared', async () => {
    const estate = await after(20 * HOUR_US, { vault: laggingVault(6, backupVaults.geo) })
    expect(tiers(estate)).toEqual(['snapshot vault'])
    expect(left(estate, 'region')).toEqual(['0: second-region'])
    const { geo } = backupVaults
    const never = { ...geo, secondRegion: { ...geo.secondRegion, declaration: null } }
    expect(left(await after(20 * HOUR_US, { vault: laggingVault(6, never) }), 'region')).toEqual([])
  })

  it('is within 12 h of the vault, 48 h for the first item, and 36 h of the data by promise', async () => {
    expect(secondRegionRpoUs(backupVaults.geo)).toBe(36 * HOUR_US)
    const worst: number[] = []
    for (let seed = 0; seed < 6; seed++) {
      const estate = await createBackupEstate({ seed: String(seed), vault: backupVaults.crossRegion, client: false })
      await estate.run(4 * DAY_US)
      for (let hour = 96; hour <= 240; hour++) {
        await estate.run(hour * HOUR_US)
        worst.push(estate.backup.rpoUs('region'))
      }
    }
    expect(Math.max(...worst)).toBeLessThanOrEqual(36 * HOUR_US)
    expect(Math.max(...worst)).toBeGreaterThan(26 * HOUR_US)
  })
})

describe('what is restorable', () => {
  const vaultOf = (vault: BackupVault): BackupEstateOptions => ({ vault, policy: punctual })
  it.each<[string, BackupVault, Record<BackupExtent, string[]>]>([
    ['local', backupVaults.local, { none: ['0: snapshot vault'], machine: ['0: snapshot vault'], zone: [], region: [] }],
    ['zone', backupVaults.zone, { none: ['0: snapshot vault'], machine: ['0: snapshot vault'], zone: ['0: vault'], region: [] }],
    ['cross-region', laggingVault(1), {
      none: ['0: snapshot vault second-region'], machine: ['0: snapshot vault second-region'],
      zone: ['0: second-region'], region: ['0: second-region'],
    }],
  ])('from a %s vault follows the extent of the loss', async (_, vault, expected) => {
    const estate = await after(20 * HOUR_US, vaultOf(vault))
    for (const extent of Object.keys(expected) as BackupExtent[]) expect(left(estate, extent)).toEqual(expected[extent])
  })

  it('is told of each snapshot of a zone-redundant tier after the loss of a zone', async () => {
    const estate = await after(9 * HOUR_US, { policy: punctualEnhanced, vault: backupVaults.local })
    expect(left(estate, 'zone')).toEqual(['0: snapshot'])
  })

  it('has an age: in the region that of the schedule, across regions a day more, and none at all from a local vault', async () => {
    const age = async (vault: BackupVault, extent: BackupExtent): Promise<number> => {
      const { backup } = await after(5 * DAY_US + 11.9 * HOUR_US, { policy: punctualEnhanced, vault })
      return backup.rpoUs(extent) / HOUR_US
    }
    expect(await age(laggingVault(12), 'none')).toBeCloseTo(3.9, 1)
    // The backup of 04:00 arrives at 16:00; until then it is that of the day before.
    expect(await age(laggingVault(12), 'region')).toBeCloseTo(31.9, 1)
    expect(await age(backupVaults.local, 'region')).toBe(Infinity)
  })
})

describe('F32: a region that is lost with its snapshots', () => {
  it('takes each backup that had not left it', async () => {
    const estate = await createBackupEstate({ policy: punctualEnhanced, vault: laggingVault(2) })
    await estate.run(DAY_US + 21 * HOUR_US)
    // Four backups of the day have a snapshot and no copy in the vault.
    expect(tiers(estate).slice(-4)).toEqual(Array(4).fill('snapshot'))
    estate.backup.loseRegion()
    expect(estate.backup.lost).toBe('region')
    expect(left(estate, 'none')).toEqual(['1: second-region'])
    expect(estate.backup.rpoUs()).toBeGreaterThan(16 * HOUR_US)
    await estate.run(3 * DAY_US)
    expect(estate.backup.restorable('none')).toHaveLength(1)
  })

  it('takes nothing but the time since the last copy, if the copy of that day has arrived', async () => {
    const estate = await createBackupEstate({ policy: punctualEnhanced, vault: laggingVault(2) })
    await estate.run(2 * DAY_US + 7 * HOUR_US)
    estate.backup.loseRegion()
    expect(left(estate, 'none')).toEqual(['1: second-region', '2: second-region'])
    expect(estate.backup.rpoUs()).toBeLessThan(4 * HOUR_US)
  })

  it('takes a copy on its way to the vault', async () => {
    const run = async (lost: boolean): Promise<string[]> => {
      const estate = await createBackupEstate({ vault: laggingVault(0), workloads: large(0) })
      await estate.run(2 * HOUR_US)
      if (lost) estate.backup.loseRegion()
      await estate.run(10 * HOUR_US)
      return left(estate, 'region')
    }
    expect(await run(true)).toEqual([])
    expect(await run(false)).toEqual(['0: second-region'])
  })

  it('takes a copy on its way to the second region', async () => {
    const estate = await createBackupEstate({ vault: laggingVault(6) })
    await estate.run(4 * HOUR_US)
    expect(estate.backup.restorable('region', 8 * HOUR_US)).toHaveLength(1)
    estate.backup.loseRegion()
    expect(estate.backup.restorable('none', 8 * HOUR_US)).toEqual([])
  })
})

describe('a lost machine', () => {
  it('has no more backups, and keeps those that it has', async () => {
    const estate = await createBackupEstate({ machines: 2 })
    await estate.run(DAY_US)
    estate.backup.loseMachine('machine0')
    estate.machines[0]!.lose()
    expect(estate.backup.lost).toBe('none')
    await estate.run(3 * DAY_US)
    expect(estate.backup.restorable('machine').map(({ point }) => point.machine)).toEqual([
      ...Array(2).fill(0).map(() => expect.any(String) as string), 'machine1', 'machine1',
    ])
    expect(estate.backup.rpoUs()).toBeGreaterThan(2 * DAY_US - 2 * HOUR_US)
    estate.backup.loseMachine('machine1')
    expect(estate.backup.lost).toBe('machine')
  })

  it('in the middle of a backup leaves nothing held and nothing half made', async () => {
    const policy = { ...punctual, commit: { ...punctual.commit, minimumUs: 5_000_000 } }
    const estate = await createBackupEstate({ policy, thinkUs: MINUTE_US })
    await estate.run(HOUR_US + 2_000_000)
    estate.backup.loseMachine('machine0')
    // By then every block has been written anew: whatever kept an old one would show.
    await estate.run(12 * HOUR_US)
    expect(estate.backup.points).toEqual([])
    expect(estate.machines[0]!.disks.some(({ holding }) => holding)).toBe(false)
    expect(estate.arena.statistics.slotsInUse).toBe(32)
  })
})
