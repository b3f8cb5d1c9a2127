/**
 * Estates: machines, groups, policies, a recovery plan and disasters as data, and what each strategy of protection makes
 * of them. A history is one long run; a disaster is looked at with everything that protects the estate as it is at that
 * instant; a recovery takes place in a world of its own, in which the machines boot for real.
 *
 * It does not model: the work that clients do at the target after their first answer, failback (see the drill), or what
 * a disaster does to the region that is gone to.
 */
export { crowdAfter, DISASTERS, ESTATE_DISASTER_KINDS, USUAL_DISASTERS } from './disaster.ts'
export type { DisasterTiming, DisasterTraits, EstateDisaster, EstateDisasterKind, Extent } from './disaster.ts'
export { estate, USUAL_DEPENDENCIES } from './estate.ts'
export type { Estate, EstateDefinition, EstateMachine, EstatePart } from './estate.ts'
export { INCIDENTS } from './incidents.ts'
export type { Incident, IncidentKind } from './incidents.ts'
export type { Crowd, EstateCosts, EstatePlatform } from './platform.ts'
export { DEFAULT_QUIET_DAYS } from './history-plan.ts'
export { disastersOf, runHistory } from './history.ts'
export type { HistoryOptions } from './history.ts'
export { spreadOf, summarise } from './comparison.ts'
export type { DisasterSummary, Sensitivity, Spread } from './comparison.ts'
export type { Attempt, LostOperation, Outcome } from './outcome.ts'
export { MOST_ATTEMPTS } from './outcome-of.ts'
export { ESTATE_CHOICES } from './strategy.ts'
export type { BackupChoice, EstateChoice, Protector, ReplicationChoice, Strategy } from './strategy.ts'
export { strategies, USUAL_STRATEGIES } from './strategies.ts'
