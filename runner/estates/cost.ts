/** What a strategy costs a month for an estate: parameters times a workload, never current prices. */
import { monthlyBackupCost, vaultGiB } from '../../core/backup/index.ts'
import type { BackupCost } from '../../core/backup/index.ts'
import type { Strategy } from '../../core/drill/estate/index.ts'
import { monthlyCost } from '../../core/failover/costs.ts'
import type { StrategyCost } from '../../core/failover/costs.ts'
import { losesUploadsWithSource } from '../../core/replication/index.ts'
import type { CompareCost } from '../../reports/index.ts'
import type { EstateFacts } from './order.ts'

const DAYS_PER_MONTH = 30
const DAY_US = 86_400_000_000

type Line = CompareCost['lines'][number]

export function costOf({ replication, backup }: Strategy, { machines, costs }: Pick<EstateFacts, 'machines' | 'costs'>): CompareCost {
  const all = Object.values(machines)
  const workload = {
    machines: all.length,
    provisionedGiB: sum(all.map(({ provisionedGiB }) => provisionedGiB)),
    changedGiBPerDay: sum(all.map(({ changedGiBPerDay }) => changedGiBPerDay)),
  }
  const lines = [
    ...(replication ? replicationLines(replication, costs.replication, workload) : []),
    ...(backup ? backupLines(backup, costs.backup, machines) : []),
  ]
  const monthly = hundredths(sum(lines.map(({ amount }) => amount)))
  const pricedAs = replication && replication.policy.name !== costs.replication.name ? costs.replication.name : null
  return { currency: costs.backup.currency, monthly, lines, workload, pricedAs, caveat: 'parameters, never current prices' }
}

function replicationLines({ policy }: NonNullable<Strategy['replication']>, cost: StrategyCost, { machines, provisionedGiB, changedGiBPerDay }: CompareCost['workload']): readonly Line[] {
  const keptDays = (policy.retention.thinning.at(-1)?.untilAgeUs ?? 0) / DAY_US
  const { lines } = monthlyCost(cost, {
    'instance-month': machines,
    'replica-gib-month': provisionedGiB,
    'snapshot-gib-month': changedGiBPerDay * keptDays,
    'egress-gib': changedGiBPerDay * DAYS_PER_MONTH,
    'cache-gib': losesUploadsWithSource(policy) ? changedGiBPerDay * DAYS_PER_MONTH : 0,
    description: 'the estate for a month of 30 days',
  })
  return lines.map(({ what, amount, dated, source }) => ({ what, amount, dated, source }))
}

function backupLines({ policy, vault }: NonNullable<Strategy['backup']>, cost: BackupCost, machines: EstateFacts['machines']): readonly Line[] {
  const costs = Object.values(machines).map(({ provisionedGiB, changedGiBPerDay }) =>
    monthlyBackupCost(cost, {
      provisionedGiB,
      snapshotGiB: changedGiBPerDay * policy.snapshots.keepDays,
      vaultGiB: vaultGiB({ provisionedGiB, changedGiBPerDay }, policy.retention),
      redundancy: vault.redundancy,
    }),
  )
  const { date: dated, source } = cost
  return [
    { what: 'fee for machines that are backed up', amount: hundredths(sum(costs.map(({ instance }) => instance))), dated, source },
    { what: 'snapshots and vault', amount: hundredths(sum(costs.map(({ storage }) => storage))), dated, source },
  ]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const hundredths = (amount: number): number => Math.round(amount * 100) / 100
