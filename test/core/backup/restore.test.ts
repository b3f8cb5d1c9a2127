/** What it takes to restore. */
import { describe, expect, it } from 'vitest'
import {
  BACKUP_COST, backupPolicies, backupVaults, drawRestoreLoad, HOUR_US, MINUTE_US, monthlyBackupCost, RESTORE_STEPS, RESTORE_TARGETS,
} from '../../../core/backup/index.ts'
import type {
  BackupExtent, BackupTier, BackupVault, RestorePlan, RestorePlanRequest, RestoreStepId, RestoreTarget,
} from '../../../core/backup/index.ts'
import { drawDurationUs } from '../../../core/sim/duration.ts'
import { randomStream } from '../../../core/sim/random.ts'
import { createBackupEstate, laggingVault } from './estate.ts'
import type { BackupEstate } from './estate.ts'

const GIB = 2 ** 30

async function afterADay(vault: BackupVault = laggingVault(1), days = 1): Promise<BackupEstate> {
  const estate = await createBackupEstate({ vault, workloads: { machine0: { provisionedGiB: 256, changedGiBPerDay: 1 } } })
  await estate.run(days * 24 * HOUR_US)
  return estate
}

const planOf = ({ backup }: BackupEstate, tier: BackupTier, request: RestorePlanRequest): RestorePlan =>
  backup.restorePlan(backup.points[0] ?? backup.softDeleted[0]!, tier, request)

function idsOf(plan: RestorePlan): RestoreStepId[] {
  if (!plan.ok) throw new Error(plan.reason)
  return plan.steps.map(({ id }) => id)
}

describe('a restore', () => {
  it.each<[RestoreTarget, BackupTier, RestoreStepId[]]>([
    ['new-vm', 'vault', ['initiate', 'queue', 'copy', 'create-disks', 'create-vm', 'network', 'load-balancer-and-names']],
    ['new-vm', 'snapshot', ['initiate', 'queue', 'create-disks', 'create-vm', 'network', 'load-balancer-and-names']],
    ['disks', 'vault', ['initiate', 'queue', 'copy', 'create-disks', 'create-from-template', 'network', 'load-balancer-and-names']],
    ['replace', 'vault', ['initiate', 'queue', 'snapshot-current', 'copy', 'create-disks', 'swap-disks']],
    ['replace', 'snapshot', ['initiate', 'queue', 'snapshot-current', 'create-disks', 'swap-disks']],
    ['cross-zone', 'vault', ['initiate', 'queue', 'copy', 'create-disks', 'create-vm', 'network', 'load-balancer-and-names']],
    ['cross-region', 'second-region', ['initiate', 'queue', 'copy', 'create-disks', 'create-vm', 'network', 'load-balancer-and-names']],
    ['files', 'snapshot', ['initiate', 'mount', 'copy-files', 'unmount']],
  ])('to %s from the %s takes its steps one after the other', async (target, tier, ids) => {
    const plan = planOf(await afterADay(), tier, { target, source: { exists: true, running: false, sameNetwork: false } })
    expect(idsOf(plan)).toEqual(ids)
    if (plan.ok) expect(plan.steps.map(({ after }) => after)).toEqual(ids.map((_, index) => ids.slice(Math.max(0, index - 1), index)))
  })

  it('says of each step who does it, how long it takes, and how that is known', async () => {
    const plan = planOf(await afterADay(), 'vault', { target: 'new-vm' })
    for (const { id, name, area, by, automatic, duration } of plan.ok ? plan.steps : []) {
      expect([name, area, by]).toEqual([RESTORE_STEPS[id].name, RESTORE_STEPS[id].area, RESTORE_STEPS[id].by])
      expect(automatic).toBe(by === 'platform')
      expect(duration.source.length).toBeGreaterThan(10)
      if (id === 'network' || id === 'load-balancer-and-names') expect([by, area]).toEqual(['person', 'network'])
    }
  })

  it('copies the provisioned size, or the files that are wanted', async () => {
    const estate = await afterADay()
    const durations = (request: RestorePlanRequest, id: RestoreStepId): number[] => {
      const plan = planOf(estate, 'vault', request)
      return plan.ok ? plan.steps.filter((step) => step.id === id).map(({ duration }) => duration.minimumUs) : []
    }
    expect(durations({ target: 'new-vm' }, 'copy')).toEqual([Math.ceil((256 * GIB * 8) / 640)])
    expect(durations({ target: 'new-vm', provisionedBytes: GIB }, 'copy')).toEqual([Math.ceil((GIB * 8) / 640)])
    expect(durations({ target: 'files', fileBytes: 5 * GIB }, 'copy-files')).toEqual([Math.ceil((5 * GIB * 8) / 640)])
  })

  it('whose machine cannot be created leaves disks, from which a person goes on', async () => {
    const estate = await afterADay()
    const ids = idsOf(planOf(estate, 'vault', { target: 'new-vm', creationFails: true }))
    expect(ids.slice(ids.indexOf('create-vm'), ids.indexOf('create-vm') + 2)).toEqual(['create-vm', 'create-from-template'])
  })

  it('of a soft-deleted point begins with taking it back', async () => {
    const estate = await afterADay()
    estate.backup.deleteItems('attacker')
    expect(idsOf(planOf(estate, 'vault', { target: 'replace' }))[0]).toBe('undelete')
    estate.backup.undelete()
    expect(idsOf(planOf(estate, 'vault', { target: 'replace' }))).not.toContain('undelete')
  })

  it('across regions waits for the vendor, unless the customer may start it', async () => {
    const closed = await afterADay(laggingVault(1, backupVaults.geo))
    expect(planOf(closed, 'second-region', { target: 'cross-region' })).toEqual({ ok: false, reason: 'not-in-tier' })
    const plan = planOf(closed, 'second-region', { target: 'cross-region', extent: 'region' })
    expect(idsOf(plan)[0]).toBe('declaration')
    if (plan.ok) expect(plan.steps[0]!.duration).toEqual(backupVaults.geo.secondRegion.declaration)
    closed.backup.loseRegion()
    expect(idsOf(planOf(closed, 'second-region', { target: 'cross-region' }))[0]).toBe('declaration')
    const open = await afterADay()
    expect(idsOf(planOf(open, 'second-region', { target: 'cross-region', extent: 'region' }))[0]).toBe('initiate')
  })

  it.each<[string, BackupVault, BackupTier, RestorePlanRequest]>([
    ['not-in-tier', backupVaults.local, 'second-region', { target: 'cross-region' }],
    ['not-in-tier', backupVaults.local, 'vault', { target: 'new-vm', extent: 'region' }],
    ['wrong-tier-for-target', laggingVault(1), 'second-region', { target: 'replace' }],
    ['wrong-tier-for-target', laggingVault(1), 'vault', { target: 'cross-region' }],
    ['nothing-to-replace', backupVaults.local, 'vault', { target: 'replace', extent: 'machine' }],
    ['not-zone-redundant', backupVaults.local, 'vault', { target: 'cross-zone' }],
    ['not-zone-redundant', backupVaults.zone, 'snapshot', { target: 'cross-zone' }],
  ])('is refused, %s', async (reason, vault, tier, request) => {
    expect(planOf(await afterADay(vault), tier, request)).toEqual({ ok: false, reason })
  })

  it('of a point that has gone is refused', async () => {
    const { backup, run } = await afterADay()
    const [point] = backup.points
    backup.loseMachine('machine0')
    expect(backup.restorePlan(point!, 'vault', { target: 'replace' })).toEqual({ ok: false, reason: 'nothing-to-replace' })
    expect(backup.restorePlan(point!, 'vault', { target: 'new-vm' }).ok).toBe(true)
    backup.deleteItems('vault-administrator')
    await run(2 * 24 * HOUR_US)
    expect(backup.restorePlan(point!, 'vault', { target: 'new-vm' })).toEqual({ ok: false, reason: 'not-in-tier' })
  })

  it('has no step that no target takes, and no target a step that is not one', () => {
    const used = new Set(Object.values(RESTORE_TARGETS).flat())
    expect([...used].sort()).toEqual(Object.keys(RESTORE_STEPS).sort())
  })
})

describe('F33: a restore beside its source', () => {
  const conflicts = (plan: RestorePlan): readonly string[] => (plan.ok ? plan.conflicts : ['refused'])

  it('has address and identity twice, and somebody must give it others', async () => {
    const plan = planOf(await afterADay(), 'vault', { target: 'new-vm' })
    expect(conflicts(plan)).toEqual(['private-ip', 'identity'])
    expect(idsOf(plan)).toContain('resolve-identity')
  })

  it('has only its address taken while the source is off', async () => {
    const source = { exists: true, running: false, sameNetwork: true }
    expect(conflicts(planOf(await afterADay(), 'vault', { target: 'new-vm', source }))).toEqual(['private-ip'])
  })

  it.each<[string, RestorePlanRequest, BackupTier]>([
    ['in a network of its own', { target: 'new-vm', source: { exists: true, running: true, sameNetwork: false } }, 'vault'],
    ['in place of it', { target: 'replace' }, 'vault'],
    ['after its loss', { target: 'new-vm', extent: 'machine' }, 'vault'],
    ['in another region', { target: 'cross-region' }, 'second-region'],
  ])('has neither twice %s', async (_, request, tier) => {
    const plan = planOf(await afterADay(), tier, request)
    expect(conflicts(plan)).toEqual([])
    expect(idsOf(plan)).not.toContain('resolve-identity')
  })
})

describe('the time of a restore', () => {
  async function totals(extent: BackupExtent, tier: BackupTier, target: RestoreTarget): Promise<number[]> {
    const estate = await afterADay()
    const stream = randomStream('restores')
    return Array.from({ length: 400 }, () => {
      const load = drawRestoreLoad(backupPolicies.standard, extent, stream)
      const plan = planOf(estate, tier, { target, load, extent })
      const steps = plan.ok ? plan.steps : []
      return steps.reduce((sum, { duration }) => sum + drawDurationUs(duration, stream), 0) / MINUTE_US
    }).sort((a, b) => a - b)
  }

  it('is tens of minutes from a snapshot, about hours from a vault, and many hours at the worst', async () => {
    const snapshot = await totals('none', 'snapshot', 'replace')
    expect(snapshot[200]).toBeGreaterThan(10)
    expect(snapshot[200]).toBeLessThan(60)
    expect(snapshot.at(-1)).toBeGreaterThan(4 * 60)
    expect(snapshot.at(-1)).toBeLessThan(10 * 60)
    const vault = await totals('none', 'vault', 'new-vm')
    expect(vault[200]).toBeGreaterThan(snapshot[200]! + (256 * GIB * 8) / 640 / MINUTE_US)
    expect(vault[0]).toBeGreaterThan(60)
  })

  it('is worse when a whole region restores', async () => {
    const [one, all] = [await totals('none', 'second-region', 'cross-region'), await totals('region', 'second-region', 'cross-region')]
    expect(all[200]).toBeGreaterThan(one[200]! + 60)
  })
})

describe('the cost of a backup', () => {
  const usage = { provisionedGiB: 50, snapshotGiB: 10, vaultGiB: 100, redundancy: 'local' as const }
  const feeOf = (provisionedGiB: number): number => monthlyBackupCost(BACKUP_COST, { ...usage, provisionedGiB }).instance

  it('is a fee by size and what is stored', () => {
    expect([50, 51, 500, 501, 1_000, 1_001].map(feeOf)).toEqual([5, 10, 10, 20, 20, 30])
    const local = monthlyBackupCost(BACKUP_COST, usage)
    expect(local.storage).toBeCloseTo(10 * 0.05 + 100 * 0.025, 10)
    expect(local.total).toBe(local.instance + local.storage)
    expect(monthlyBackupCost(BACKUP_COST, { ...usage, redundancy: 'geo' }).total).toBeGreaterThan(local.total)
  })

  it('says of its figures when and by whom they were stated', () => {
    for (const field of ['currency', 'workload', 'date', 'source'] as const) expect(BACKUP_COST[field].length).toBeGreaterThan(2)
  })
})
