/**
 * `failover` brings what was lost up again elsewhere. It chooses the state (six ways, for one machine or a plan); runs
 * the recovery step by step in virtual time: disks, machines that boot for real, the groups and actions of a recovery
 * plan, people with their reaction times, and everything around the machines that clients need and no platform
 * carries (names, addresses, balancers, rules, routes, dependent services), in a region whose capacity is finite; and
 * keeps the life of what is protected: test, planned and unplanned failover, change of point, commit, reprotection,
 * failback, cancel, with split brain and time without protection as its consequences. Each step says how its duration
 * is known. Restores from backups are recoveries with other steps.
 *
 * It does not model: traffic by way of the items (an item is in place or not; what a wrong rule lets through is not
 * asked), identities and licences beyond one item, domain controllers, the copying of a reprotection block by block
 * (its duration is the documented lower bound), or a shortage of capacity that passes by itself.
 */
export { chooseRecoveryPoint, NAMED_CHOICES } from './choice.ts'
export type {
  ChosenCut, ChosenPoint, NamedChoice, NoPointReason, RecoveryPointChoice, RecoverySource,
} from './choice.ts'
export { failoverPolicies } from './policy.ts'
export type { FailoverPolicy, ReprotectTerms } from './policy.ts'

export { startRecovery } from './recovery-run.ts'
export type { RecoveryOptions, RecoveryRun, RecoverySummary } from './recovery-run.ts'
export type { RecoveryWay, RecoveryBootOutcome, RecoveryMachine, DiskStep } from './recovery-context.ts'
export { checkRecoveryPlan, planOf } from './recovery-plan.ts'
export type { ManualAction, PlanAction, PlanGroup, RecoveryPlan, ScriptAction } from './recovery-plan.ts'
export type { FixedDuration, StepActor, StepDuration, StepOutcome, StepRecord } from './step-record.ts'
export { criticalPath, timeByProvenance } from './critical-path.ts'
export { checkPlatformDurations, PLATFORM_DURATIONS } from './durations.ts'
export type { PlatformDurations } from './durations.ts'
export { CAPACITIES, checkCapacity } from './capacity.ts'
export type { Capacity } from './capacity.ts'
export { checkOperators, OPERATORS } from './people.ts'
export type { Operators } from './people.ts'
export { checkDependencies, MACHINE_STAGES, NETWORK_ITEM_NAMES, NETWORK_ITEMS } from './network-items.ts'
export type {
  Carriage, Dependencies, Dependency, MachineStage, NetworkItem, NetworkItemModel, RecoveryMethod,
} from './network-items.ts'
export { CARRIED_OVER } from './carried.ts'
export type { CarriedProperty, MachineProperty } from './carried.ts'

export { FailoverLifeCycle, splitBrainUs, unprotectedUs } from './life-cycle.ts'
export type { ActionOutcome, LifeCycleEffects, LifeCycleMoment, LifeCycleOptions, Refusal, Side } from './life-cycle.ts'
export { allowedActions, FAILOVER_ACTIONS, FAILOVER_STATES, FAILOVER_TRANSITIONS, isProtected, transition } from './life-cycle-table.ts'
export type { FailoverAction, FailoverEvent, FailoverState, Transition } from './life-cycle-table.ts'
export { reprotectEstimate } from './reprotect.ts'
export type { ReprotectEstimate, ReprotectFacts } from './reprotect.ts'

export { asrCost, monthlyCost } from './costs.ts'
export type { CostParameter, CostUnit, CostWorkload, MonthlyCost, StrategyCost } from './costs.ts'
export { failoverSemantics } from './semantics.ts'
export type { SemanticsRow } from './semantics.ts'
