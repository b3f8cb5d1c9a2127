/** What else makes a recovery as long as it is, besides durations: rates, and what a target region allows at a time. */
import { crowdAfter, REPROTECT_DISK_BYTES_PER_SECOND, traitsOf, withThoseBefore } from '../../core/drill/estate/index.ts'
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import type { Capacity } from '../../core/failover/capacity.ts'
import type { CompareFigure } from '../../reports/index.ts'
import type { EstateFacts } from './order.ts'
import { replicationFigures } from './replication-figures.ts'

const BACKUP_ODDS = 'as the strategy states'

/** Rates of the strategies, then capacities. Units are in the names. */
export function paceFigures(facts: Pick<EstateFacts, 'capacity'>, kinds: readonly EstateDisasterKind[], strategies: readonly Strategy[]): readonly CompareFigure[] {
  return [
    ...strategies.flatMap(({ id, replication, backup }) => [
      ...(replication ? replicationRates(`${id}/replication`, replication.policy) : []),
      ...(backup ? backupRates(`${id}/backup`, backup.policy) : []),
    ]),
    ...(kinds.some((kind) => traitsOf(kind).afterwards) ? [{ name: 'reprotect/diskBytesPerSecond', ...REPROTECT_DISK_BYTES_PER_SECOND }] : []),
    ...capacitiesOf(facts, kinds).flatMap(({ name, provenance, source, ...capacity }) =>
      Object.entries(capacity).flatMap(([field, value]) => (value === null || field.endsWith('Us') ? [] : [{ name: `capacity/${name}/${field}`, value, provenance, source }]))),
  ]
}

/** Those that disasters of these kinds leave at the target. */
export function capacitiesOf({ capacity }: Pick<EstateFacts, 'capacity'>, kinds: readonly EstateDisasterKind[]): readonly Capacity[] {
  return [...new Set(withThoseBefore(kinds).map((kind) => capacity[crowdAfter(kind)]))]
}

function replicationRates(name: string, policy: NonNullable<Strategy['replication']>['policy']): readonly CompareFigure[] {
  return replicationFigures(policy).filter(({ path }) => /PerSecond$/.test(path)).map(({ path, ...figure }) => ({ name: `${name}/${path}`, ...figure }))
}

function backupRates(name: string, { transfer, restore, peakQueue }: NonNullable<Strategy['backup']>['policy']): readonly CompareFigure[] {
  const rates = { 'transfer/initial': transfer.initial, 'transfer/incremental': transfer.incremental, 'restore/copy': restore.copy }
  const odds = { 'transfer/failOneIn': transfer.failOneIn, 'peakQueue/oneIn': peakQueue.oneIn, 'restore/peakOneIn': restore.peakOneIn }
  return [
    ...Object.entries(rates).map(([field, { bitsPerSecond, provenance, source }]) => ({ name: `${name}/${field}/bitsPerSecond`, value: bitsPerSecond, provenance, source })),
    ...Object.entries(odds).map(([field, value]) => ({ name: `${name}/${field}`, value, provenance: 'assumed' as const, source: BACKUP_ODDS })),
  ]
}
