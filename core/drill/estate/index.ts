/**
 * Estates: machines, groups, policies, a recovery plan and disasters as data, and what each strategy of protection makes
 * of them. A history is one long run; a disaster is looked at with everything that protects the estate as it is at that
 * instant; a recovery takes place in a world of its own, in which the machines boot for real. Most kinds of disaster end
 * with the first verified answer; others go on at the target, to the next disaster or the way home, or strike while there
 * is no protection yet, or none any more.
 *
 * It does not model: backups of the target, or what a disaster does to people and capacity beyond its own recovery.
 */
export { crowdAfter, DISASTERS, ESTATE_DISASTER_KINDS, traitsOf, USUAL_DISASTERS, withThoseBefore } from './disaster.ts'
export type { DisasterTiming, DisasterTraits, EstateDisaster, EstateDisasterKind, Extent } from './disaster.ts'
export { REPROTECT_DISK_BYTES_PER_SECOND } from './aftermath.ts'
export type { Aftermath, Reprotection } from './aftermath-record.ts'
export { INCONCLUSIVE, isCounted, NOT_APPLICABLE } from './outcome.ts'
export { estate, USUAL_DEPENDENCIES } from './estate.ts'
export type { Estate, EstateDefinition, EstatePart } from './estate.ts'
export type { EstateMachine } from './estate-machine.ts'
export { INCIDENTS } from './incidents.ts'
export type { Incident, IncidentKind } from './incidents.ts'
export type { Crowd, EstateCosts, EstatePlatform } from './platform.ts'
export { DEFAULT_QUIET_DAYS } from './history-plan.ts'
export { disastersOf, runHistory } from './history.ts'
export type { HistoryOptions } from './history.ts'
export { spreadOf, summarise } from './comparison.ts'
export type { AftermathSummary, DisasterSummary, Sensitivity, Spread } from './comparison.ts'
export type { Attempt, LostOperation, Outcome } from './outcome.ts'
export { MOST_ATTEMPTS } from './story.ts'
export { ESTATE_CHOICES } from './strategy.ts'
export type { BackupChoice, EstateChoice, Protector, ReplicationChoice, Strategy } from './strategy.ts'
export { strategies, USUAL_STRATEGIES } from './strategies.ts'
