/** What a machine still has after it was failed over, and after it was restored from a backup. */
import { NETWORK_ITEMS } from './network-items.ts'
import type { Carriage, NetworkItem, RecoveryMethod } from './network-items.ts'

/** A property of a machine that needs no work of its own in a recovery. */
export type MachineProperty = 'size' | 'disks' | 'disk-names' | 'tags' | 'network-interfaces' | 'availability-set'

/** `unknown`: no document that we know says so. */
export interface CarriedProperty {
  readonly carried: Readonly<Record<RecoveryMethod, Carriage | 'unknown'>>
  readonly source: string
}

const SOURCE = 'Azure Site Recovery documentation, Azure to Azure; Azure Backup documentation, "Restore virtual machines"'

const PROPERTIES: Readonly<Record<MachineProperty, CarriedProperty>> = {
  size: { carried: { failover: 'carried', restore: 'carried' }, source: SOURCE },
  disks: { carried: { failover: 'carried', restore: 'carried' }, source: SOURCE },
  'disk-names': { carried: { failover: 'unknown', restore: 'not' }, source: SOURCE },
  tags: { carried: { failover: 'carried', restore: 'unknown' }, source: SOURCE },
  'network-interfaces': { carried: { failover: 'carried', restore: 'not' }, source: SOURCE },
  'availability-set': { carried: { failover: 'if-prepared', restore: 'not' }, source: SOURCE },
}

const itemRows = Object.entries(NETWORK_ITEMS).map(([item, { carried, source }]) => [item, { carried, source }] as const)

/** Everything, item by item, by way of recovery: first properties of machines, then what lies around them. */
export const CARRIED_OVER = {
  ...PROPERTIES,
  ...(Object.fromEntries(itemRows) as Readonly<Record<NetworkItem, CarriedProperty>>),
} as const
