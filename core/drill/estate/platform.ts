/** What an estate knows of its platform better than this package does: room at the target, prices, what a failover allows. */
import { BACKUP_COST, checkBackupCost } from '../../backup/index.ts'
import type { BackupCost } from '../../backup/index.ts'
import { CAPACITIES, checkCapacity } from '../../failover/capacity.ts'
import type { Capacity } from '../../failover/capacity.ts'
import { asrCost, checkStrategyCost } from '../../failover/costs.ts'
import type { StrategyCost } from '../../failover/costs.ts'
import { checkFailoverPolicy, failoverPolicies } from '../../failover/policy.ts'
import type { FailoverPolicy } from '../../failover/policy.ts'
import { shortText } from '../text.ts'
import { checked } from './checked.ts'

/** On an ordinary day, and when everybody leaves the same region at once. */
export type Crowd = keyof typeof CAPACITIES

/** Parameters with a currency, a date and a source; never looked up. */
export interface EstateCosts {
  readonly replication: StrategyCost
  readonly backup: BackupCost
}

export interface PlatformDefinition {
  /** Room, quotas and odds of the region gone to. Default `CAPACITIES`; a field that is left out keeps its default. */
  readonly capacity?: Readonly<Partial<Record<Crowd, Partial<Capacity>>>>
  /** Default: undated third-party figures and round ones, in USD. */
  readonly costs?: Partial<EstateCosts>
  /**
   * What the product's failover does and offers. Default: Azure Site Recovery's; so for each field. `testCounts` and
   * `rtoObjectiveUs` change nothing that happens to an estate, and are refused with any other value: what is promised is
   * in `objectives`.
   */
  readonly failoverPolicy?: Partial<FailoverPolicy>
}

export interface EstatePlatform {
  readonly capacity: Readonly<Record<Crowd, Capacity>>
  readonly costs: EstateCosts
  readonly failoverPolicy: FailoverPolicy
}

const USUAL_COSTS: EstateCosts = { replication: asrCost, backup: BACKUP_COST }

/** Nobody counts an estate's tests, and what a maker promises is no promise of the plan. */
const WITHOUT_EFFECT = ['testCounts', 'rtoObjectiveUs'] as const satisfies readonly (keyof FailoverPolicy)[]

/** @throws RangeError that names the estate and the field */
export function platformOf(where: string, { capacity = {}, costs = {}, failoverPolicy = {} }: PlatformDefinition): EstatePlatform {
  refuseOthers(`${where}: capacity`, capacity, CAPACITIES)
  const platform: EstatePlatform = {
    capacity: { normal: capacityOf(where, 'normal', capacity.normal), regionWide: capacityOf(where, 'regionWide', capacity.regionWide) },
    costs: { ...USUAL_COSTS, ...costs },
    failoverPolicy: { ...failoverPolicies.asr, ...failoverPolicy },
  }
  const { replication, backup } = platform.costs
  refuseOthers(`${where}: costs`, costs, USUAL_COSTS)
  checked(`${where}: costs.replication`, () => checkStrategyCost(replication))
  checked(`${where}: costs.backup`, () => checkBackupCost(backup))
  const currency = replication.parameters[0]?.currency ?? backup.currency
  if (currency !== backup.currency)
    throw new RangeError(`${where}: costs: one currency is needed, got ${currency} for replication and ${backup.currency} for backup`)
  refuseOthers(`${where}: failoverPolicy`, failoverPolicy, failoverPolicies.asr)
  checked(`${where}: failoverPolicy`, () => checkFailoverPolicy(platform.failoverPolicy))
  for (const field of WITHOUT_EFFECT)
    if (platform.failoverPolicy[field] !== failoverPolicies.asr[field])
      throw new RangeError(`${where}: failoverPolicy.${field} has no effect on an estate, so it can only be ${shortText(failoverPolicies.asr[field])}`)
  return platform
}

function capacityOf(where: string, crowd: Crowd, own: Partial<Capacity> | undefined): Capacity {
  if (!own) return CAPACITIES[crowd]
  refuseOthers(`${where}: capacity.${crowd}`, own, CAPACITIES[crowd])
  const capacity: Capacity = { ...CAPACITIES[crowd], source: 'as the estate states', ...own }
  checked(`${where}: capacity.${crowd}`, () => checkCapacity(capacity))
  return capacity
}

function refuseOthers(where: string, given: object, known: object): void {
  const unknown = Object.keys(given).find((field) => !Object.hasOwn(known, field))
  if (unknown !== undefined) throw new TypeError(`${where}: there is no field ${shortText(unknown)}; the fields are ${Object.keys(known).join(', ')}`)
}
