/** A recovery plan: who comes up when, and what is done before and after. Plain JSON. */
import { checkDuration } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'
import { NETWORK_ITEMS } from './network-items.ts'
import type { MachineStage, NetworkItem } from './network-items.ts'
import { failoverPolicies } from './policy.ts'
import type { FailoverPolicy } from './policy.ts'

interface ActionBase {
  /** In words; told in the record of the step. */
  readonly name: string
  /** The item of the network that it sees to. Default: something of its own. */
  readonly does?: NetworkItem
  /** Of one machine. Default: of all for which the item is needed. */
  readonly machine?: string
  /** Default: that of the item, or what the platform's durations say. */
  readonly duration?: DurationModel
}

/** Automation that runs by itself. It fails where it sees to an item of machines that are not there yet. */
export interface ScriptAction extends ActionBase {
  readonly kind: 'script'
  /** One run in this many fails. Default 0: none. */
  readonly failOneIn?: number
}

/** A person does it and confirms; until then the plan does not go on. */
export interface ManualAction extends ActionBase {
  readonly kind: 'manual'
  /** One in this many is confirmed without being right. Default 0: none. */
  readonly wrongOneIn?: number
  /** False: nobody will ever confirm it. Default true. */
  readonly confirmed?: boolean
}

export type PlanAction = ScriptAction | ManualAction

export interface PlanGroup {
  /** Ids of machines. They start in parallel. */
  readonly members: readonly string[]
  /** One after the other. Default: none. */
  readonly before?: readonly PlanAction[]
  readonly after?: readonly PlanAction[]
}

export interface RecoveryPlan {
  readonly name: string
  /** In this order. */
  readonly groups: readonly PlanGroup[]
  /** `continue`: what failed is left behind. `stop`: nothing of the plan comes after it. Default: that of the policy. */
  readonly onError?: 'continue' | 'stop'
  /** How far the machines of a group must be (or have failed) before the plan goes on. Default: that of the policy. */
  readonly waitsFor?: MachineStage
}

/** The plan of those who have none: all machines at once. */
export function planOf(machines: readonly string[]): RecoveryPlan {
  return { name: 'all at once', groups: [{ members: machines }] }
}

/**
 * Refuses a plan that cannot be carried out.
 *
 * @param machines ids of those that are there
 * @param policy the limits. Default: those of Azure Site Recovery
 * @throws RangeError naming the field and its value
 */
export function checkRecoveryPlan(
  plan: RecoveryPlan,
  machines: readonly string[],
  policy: FailoverPolicy = failoverPolicies.asr,
): void {
  const { groups } = plan
  const { maximumPlanGroups, maximumPlanInstances } = policy
  if (groups.length < 1 || groups.length > maximumPlanGroups)
    throw new RangeError(`RecoveryPlan.groups: must be 1 to ${maximumPlanGroups}, got ${groups.length}`)
  const members = groups.flatMap((group) => group.members)
  if (members.length > maximumPlanInstances)
    throw new RangeError(`RecoveryPlan.groups: must have at most ${maximumPlanInstances} members, got ${members.length}`)
  members.forEach((member, index) => {
    if (!machines.includes(member)) throw new RangeError(`RecoveryPlan.groups: there is no machine ${member}`)
    if (members.indexOf(member) < index) throw new RangeError(`RecoveryPlan.groups: ${member} is a member twice`)
  })
  groups.forEach(({ before = [], after = [] }, group) => {
    before.forEach((action, index) => checkAction(`RecoveryPlan.groups[${group}].before[${index}]`, action, members))
    after.forEach((action, index) => checkAction(`RecoveryPlan.groups[${group}].after[${index}]`, action, members))
  })
}

function checkAction(where: string, action: PlanAction, members: readonly string[]): void {
  const { does, machine, duration } = action
  if (does !== undefined && !Object.hasOwn(NETWORK_ITEMS, does))
    throw new RangeError(`${where}.does: there is no item ${does}`)
  if (machine !== undefined && !members.includes(machine))
    throw new RangeError(`${where}.machine: ${machine} is not in the plan`)
  if (duration) checkDuration(`${where}.duration`, duration)
  const [field, oneIn = 0] = action.kind === 'script' ? ['failOneIn', action.failOneIn] : ['wrongOneIn', action.wrongOneIn]
  if (!(Number.isSafeInteger(oneIn) && oneIn >= 0))
    throw new RangeError(`${where}.${field}: must be a whole number ≥ 0, got ${oneIn}`)
}
