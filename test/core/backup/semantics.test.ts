/**
 * One check for each row of the table of semantics. Each looks at what a backup does, holds for the default, and fails
 * for a flipped one, so that nobody changes a default without noticing.
 */
import { describe, expect, it } from 'vitest'
import {
  BACKUP_COST, backupPolicies, backupSemantics, backupVaults, DAY_US, HOUR_US, keptTiers, LogChains, monthlyBackupCost,
  secondRegionRpoUs,
} from '../../../core/backup/index.ts'
import type { BackupCost, BackupPolicy, BackupVault, ConsistencyPolicy } from '../../../core/backup/index.ts'
import { WriterFault } from '../../../core/machine/index.ts'
import { gated } from '../replication/estate.ts'
import { createBackupEstate, SECOND_US } from './estate.ts'
import type { BackupEstate, BackupEstateOptions } from './estate.ts'

/** Every default of this floor, to be flipped one by one. */
interface Defaults {
  readonly standard: BackupPolicy
  readonly enhanced: BackupPolicy
  readonly vault: BackupVault
  readonly cost: BackupCost
}

const DEFAULTS: Defaults = { ...backupPolicies, vault: backupVaults.geo, cost: BACKUP_COST }

interface Check {
  readonly holds: (defaults: Defaults) => boolean | Promise<boolean>
  /** Another default. Null where the rule is not a setting: then breaking the code is what fails the check. */
  readonly flip: ((defaults: Defaults) => Defaults) | null
}

const standardWith = (change: (policy: BackupPolicy) => Partial<BackupPolicy>) => (defaults: Defaults): Defaults =>
  ({ ...defaults, standard: { ...defaults.standard, ...change(defaults.standard) } })
const consistencyWith = (change: Partial<ConsistencyPolicy>) =>
  standardWith(({ consistency }) => ({ consistency: { ...consistency, ...change } }))
const vaultWith = (change: Partial<BackupVault>) => (defaults: Defaults): Defaults =>
  ({ ...defaults, vault: { ...defaults.vault, ...change } })

async function after(untilUs: number, options: BackupEstateOptions): Promise<BackupEstate> {
  const estate = await createBackupEstate({ client: false, ...options })
  await estate.run(untilUs)
  return estate
}

const hoursOf = ({ backup }: BackupEstate): number[] => backup.points.map(({ cutAtUs }) => cutAtUs / HOUR_US)
const kindsOf = ({ backup }: BackupEstate): string => backup.points.map(({ kind }) => kind).join()
const snapshots = ({ backup }: BackupEstate): number => backup.points.filter((point) => backup.tiersOf(point)[0] === 'snapshot').length
const lateness = async (policy: BackupPolicy): Promise<number> => {
  const estate = await after(150 * DAY_US, { policy: { ...policy, retention: { ...policy.retention, daily: { keepDays: 200 } } } })
  return Math.max(...hoursOf(estate).map((hours) => (hours - policy.schedule.firstAtUs / HOUR_US) % 24))
}
const veto = { ...gated, freeze: () => Promise.reject(new Error('no')) }
const freezesFor = (seconds: number): typeof gated =>
  ({ ...gated, freeze: (recorder) => recorder.rest(seconds * SECOND_US).then(() => recorder.freeze()) })

const CHECKS: Readonly<Record<string, Check>> = {
  'Backup: frequency': {
    holds: async ({ standard, enhanced }) => {
      const daily = await after(3 * DAY_US + HOUR_US, { policy: standard })
      const often = await after(8 * HOUR_US + DAY_US - 1, { policy: enhanced })
      return daily.backup.points.length === 3 && often.backup.points.length === 6 && hoursOf(often)[0]! >= 8
    },
    flip: (defaults) => ({ ...defaults, enhanced: { ...defaults.enhanced, schedule: { ...defaults.enhanced.schedule, everyUs: 6 * HOUR_US } } }),
  },
  'Backup: on demand': {
    holds: async ({ standard }) => {
      const { backup, run } = await createBackupEstate({ policy: standard, client: false })
      let taken = 0
      for (; taken < 10 && backup.takeNow('machine0').ok; taken++) await run((taken + 1) * 10 * SECOND_US)
      return taken === 4
    },
    flip: standardWith(({ limits }) => ({ limits: { ...limits, onDemandPerDay: 5 } })),
  },
  'Backup: start delay': {
    holds: async ({ standard }) => {
      const worst = await lateness(standard)
      return worst > 1 && worst <= 2.01
    },
    flip: standardWith(({ startDelay }) => ({ startDelay: { ...startDelay, meanUs: 2 * HOUR_US, maximumUs: null } })),
  },
  'Backup: queue at peak': {
    holds: async ({ standard }) => {
      const { peakQueue } = standard
      const always = await lateness({ ...standard, peakQueue: { ...peakQueue, oneIn: 1 } })
      return await lateness(standard) <= 2.01 && always > 6 && always <= 10.01
    },
    flip: standardWith(({ peakQueue }) => ({ peakQueue: { ...peakQueue, oneIn: 2 } })),
  },
  'Backup: snapshot tier': {
    holds: async ({ standard, enhanced }) => {
      const [few, more] = [await after(15 * DAY_US + 6 * HOUR_US, { policy: standard }), await after(15 * DAY_US, { policy: enhanced })]
      return snapshots(few) <= 3 && snapshots(few) >= 2 && snapshots(more) >= 42 && snapshots(more) <= 43
    },
    flip: standardWith(({ snapshots: tier }) => ({ snapshots: { ...tier, keepDays: 5 } })),
  },
  'Backup: vault tier': {
    holds: async ({ enhanced }) => {
      const { backup } = await after(5 * DAY_US + 7 * HOUR_US, { policy: enhanced })
      const inVault = backup.points.filter((point) => backup.tiersOf(point).includes('vault'))
      return inVault.length === 5 && inVault.every(({ cutAtUs }) => Math.floor(cutAtUs / HOUR_US) % 24 >= 4 && Math.floor(cutAtUs / HOUR_US) % 24 < 8)
    },
    flip: (defaults) => ({ ...defaults, enhanced: { ...defaults.enhanced, schedule: { ...defaults.enhanced.schedule, windowUs: 12 * HOUR_US } } }),
  },
  'Backup: failed transfer': {
    holds: async ({ standard }) => {
      const estate = await after(DAY_US, { policy: standard })
      estate.backup.setVaultReachable(false)
      await estate.run(2 * DAY_US)
      estate.backup.setVaultReachable(true)
      await estate.run(4 * DAY_US)
      return estate.backup.statistics.fullTransfers === 2 && estate.backup.statistics.incrementalTransfers === 1
    },
    flip: null,
  },
  'Backup: throughput': {
    holds: async ({ standard }) => {
      const MEGABIT = 1_000_000
      const workloads = { machine0: { provisionedGiB: 800, changedGiBPerDay: 800 } }
      const { backup } = await after(2 * DAY_US, { policy: standard, workloads })
      const GIB_BITS = 8 * 2 ** 30
      const initialHours = (800 * GIB_BITS) / (160 * MEGABIT) / 3_600
      const [first, second] = backup.points
      const estate = await after(first!.madeAtUs + (initialHours + 0.1) * HOUR_US, { policy: standard, workloads })
      const early = await after(first!.madeAtUs + (initialHours - 0.1) * HOUR_US, { policy: standard, workloads })
      const later = await after(second!.madeAtUs + (initialHours / 4 + 0.1) * HOUR_US, { policy: standard, workloads })
      const copies = ({ backup: of }: BackupEstate): number => of.points.filter((point) => of.tiersOf(point).includes('vault')).length
      return copies(early) === 0 && copies(estate) === 1 && copies(later) === 2
    },
    flip: standardWith(({ transfer }) => ({ transfer: { ...transfer, incremental: transfer.initial } })),
  },
  'Backup: expiry': {
    holds: ({ standard }) => {
      const old = { cutAtUs: 0, snapshot: true, vault: true }
      const [older, newest] = keptTiers([old, old], 500 * DAY_US, standard)
      return !older!.snapshot && !older!.vault && newest!.snapshot && newest!.vault
    },
    flip: null,
  },
  'Backup: label': {
    holds: async ({ standard }) => {
      const off = await createBackupEstate({ policy: standard, client: false })
      off.machines[0]!.shutDown(() => {})
      await off.run(DAY_US)
      const kinds = [
        kindsOf(await after(DAY_US, { policy: standard })),
        kindsOf(await after(DAY_US, { policy: standard, quiesce: () => veto })),
        kindsOf(await after(DAY_US, { policy: standard, quiesce: () => null })),
        kindsOf(off),
      ]
      return kinds.join(' ') === 'app-consistent file-system-consistent file-system-consistent crash-consistent'
    },
    flip: consistencyWith({ continueBackupOnFailure: false }),
  },
  'Backup: script time-out': {
    holds: async ({ standard }) => {
      const quick = await after(DAY_US, { policy: standard, quiesce: () => freezesFor(29) })
      const slow = await after(DAY_US, { policy: standard, quiesce: () => freezesFor(31) })
      return kindsOf(quick) === 'app-consistent' && kindsOf(slow) === 'file-system-consistent'
    },
    flip: consistencyWith({ scriptTimeoutUs: 60 * SECOND_US }),
  },
  'Backup: crash fallback': {
    holds: async ({ standard, enhanced }) => {
      const stuck = (policy: BackupPolicy): BackupPolicy => ({ ...policy, commit: { ...policy.commit, minimumUs: 11 * SECOND_US } })
      const [none, crash] = [await after(DAY_US, { policy: stuck(standard) }), await after(11 * HOUR_US, { policy: stuck(enhanced) })]
      return kindsOf(none) === '' && kindsOf(crash) === 'crash-consistent'
    },
    flip: consistencyWith({ crashFallback: true }),
  },
  'Backup: VSS mode': {
    holds: async ({ standard }) => {
      const chains = new LogChains()
      await after(DAY_US, { policy: standard, chains })
      return chains.intact('machine0', 'backup')
    },
    flip: consistencyWith({ vss: 'copy' }),
  },
  'Backup: restore time': {
    holds: async ({ standard }) => {
      const { backup } = await after(DAY_US, { policy: standard })
      const stepsOf = (tier: 'snapshot' | 'vault'): string => {
        const plan = backup.restorePlan(backup.points[0]!, tier, { target: 'new-vm' })
        return plan.ok ? plan.steps.filter(({ by, duration }) => by === 'platform' && duration.minimumUs + duration.meanUs > 0).map(({ id }) => id).join() : ''
      }
      return stepsOf('vault') === 'queue,copy,create-disks,create-vm' && stepsOf('snapshot') === 'queue,create-disks,create-vm'
    },
    flip: standardWith(({ restore }) => ({ restore: { ...restore, queue: { ...restore.queue, meanUs: 0 } } })),
  },
  'Backup: cross-region RPO': {
    holds: ({ vault }) => secondRegionRpoUs(vault) === 36 * HOUR_US,
    flip: (defaults) => vaultWith({ secondRegion: { ...defaults.vault.secondRegion, lag: { ...defaults.vault.secondRegion.lag, maximumUs: 24 * HOUR_US } } })(defaults),
  },
  'Backup: cross-region restore': {
    holds: async ({ standard, vault }) => {
      const { backup } = await after(4 * DAY_US, { policy: standard, vault })
      const [point] = backup.restorable('region').map((each) => each.point)
      const plan = backup.restorePlan(point!, 'second-region', { target: 'cross-region', extent: 'region' })
      return !backup.tiersOf(point!).includes('second-region') && plan.ok && plan.steps[0]!.id === 'declaration'
    },
    flip: vaultWith({ crossRegionRestore: true }),
  },
  'Backup: multi-VM consistency': {
    holds: async ({ standard }) => {
      const { backup } = await after(DAY_US, { policy: standard, machines: 3 })
      return new Set(backup.points.map(({ firstTag }) => firstTag.seq)).size === 3
    },
    flip: null,
  },
  'Backup: soft delete': {
    holds: async ({ standard, vault }) => {
      const estate = await after(DAY_US, { policy: standard, vault })
      estate.backup.deleteItems('attacker')
      await estate.run(15 * DAY_US - 1)
      const still = estate.backup.softDeleted.length
      await estate.run(15 * DAY_US)
      return still === 1 && estate.backup.softDeleted.length === 0
    },
    flip: vaultWith({ softDelete: { state: 'on', days: 15 } }),
  },
  'Backup: immutability': {
    holds: async ({ standard, vault }) => {
      const locked = await after(DAY_US, { policy: standard, vault: { ...vault, immutability: 'locked' } })
      const refused = ['operator', 'vault-administrator'] as const
      const open = await after(DAY_US, { policy: standard, vault })
      return refused.every((by) => !locked.backup.deleteItems(by).ok) && open.backup.deleteItems('operator').ok
    },
    flip: vaultWith({ immutability: 'on' }),
  },
  'Backup: clock set ahead': {
    holds: async ({ standard }) => {
      const { backup, run } = await createBackupEstate({ policy: standard, client: false })
      backup.setClock('machine0', 2 * DAY_US)
      backup.setClock('machine0', 0)
      await run(DAY_US)
      return backup.statistics.failed['clock-was-ahead'] === 1
    },
    flip: null,
  },
  'VSS: retry': {
    holds: async ({ standard }) => {
      const atUs: number[] = []
      const quiesce = () => ({ ...gated, freeze: () => {
        atUs.push(estate.kernel.now)
        throw new WriterFault('retryable', 'busy')
      } })
      const estate = await createBackupEstate({ policy: standard, client: false, quiesce })
      await estate.run(DAY_US)
      const gaps = atUs.slice(1).map((us, index) => Math.round((us - atUs[index]!) / (60 * SECOND_US)))
      return gaps.join() === '10,10,10'
    },
    flip: consistencyWith({ retry: { delayUs: 60 * SECOND_US, retries: 3 } }),
  },
  'VSS: no writer': {
    holds: async ({ standard }) => kindsOf(await after(DAY_US, { policy: standard, quiesce: () => null })) === 'file-system-consistent',
    flip: standardWith(() => ({ defects: { labelWithoutWriter: true } })),
  },
  'Cost: Backup': {
    holds: ({ cost }) => {
      const usage = { provisionedGiB: 40, snapshotGiB: 0, vaultGiB: 0, redundancy: 'local' } as const
      const [empty, full] = [monthlyBackupCost(cost, usage), monthlyBackupCost(cost, { ...usage, vaultGiB: 10 })]
      return empty.total === 5 && full.total > empty.total
    },
    flip: (defaults) => ({ ...defaults, cost: { ...defaults.cost, instance: { ...defaults.cost.instance, steps: [{ maximumGiB: 50, fee: 6 }] } } }),
  },
}

const nameOf = ({ element, parameter }: { readonly element: string; readonly parameter: string }): string => `${element}: ${parameter}`

describe('the semantics of backup', () => {
  it('has one check for each row', () => {
    expect(Object.keys(CHECKS).sort()).toEqual(backupSemantics.map(nameOf).sort())
  })

  it.each(backupSemantics.map((row) => [nameOf(row), row.defaultText]))('%s is by default: %s', async (name) => {
    const { holds, flip } = CHECKS[name]!
    expect(await holds(DEFAULTS)).toBe(true)
    if (flip) expect(await holds(flip(DEFAULTS))).toBe(false)
  })
})
