/** What a machine still has after it was failed over, and after it was restored from a backup. */
import { NETWORK_ITEMS } from './network-items.ts'
import type { Carriage, NetworkItem, RecoveryMethod } from './network-items.ts'

/** A property of a machine that needs no work of its own in a recovery. */
export type MachineProperty = 'size' | 'disks' | 'disk-names' | 'tags' | 'network-interfaces' | 'availability-set'

/** By way of recovery. `unknown`: no document that we know says so. */
type CarriedBy = Readonly<Record<RecoveryMethod, Carriage | 'unknown'>>

export interface CarriedProperty {
  /** Into another region. */
  readonly carried: CarriedBy
  /** Into the region that the machine was in. */
  readonly carriedInRegion: CarriedBy
  readonly source: string
}

const SOURCE = 'Azure Site Recovery documentation, Azure to Azure; Azure Backup documentation, "Restore virtual machines"'

/** A machine is made anew in either case: which region it is in makes no difference to what it brings along. */
const inAnyRegion = (carried: CarriedBy): CarriedProperty => ({ carried, carriedInRegion: carried, source: SOURCE })

const PROPERTIES: Readonly<Record<MachineProperty, CarriedProperty>> = {
  size: inAnyRegion({ failover: 'carried', restore: 'carried' }),
  disks: inAnyRegion({ failover: 'carried', restore: 'carried' }),
  'disk-names': inAnyRegion({ failover: 'unknown', restore: 'not' }),
  tags: inAnyRegion({ failover: 'carried', restore: 'unknown' }),
  'network-interfaces': inAnyRegion({ failover: 'carried', restore: 'not' }),
  'availability-set': inAnyRegion({ failover: 'if-prepared', restore: 'not' }),
}

const itemRows = Object.entries(NETWORK_ITEMS)
  .map(([item, { carried, carriedInRegion, source }]) => [item, { carried, carriedInRegion, source }] as const)

/** Everything, item by item, by way of recovery and region: first properties of machines, then what lies around them. */
export const CARRIED_OVER = {
  ...PROPERTIES,
  ...(Object.fromEntries(itemRows) as Readonly<Record<NetworkItem, CarriedProperty>>),
} as const
