/**
 * `replication` copies the disks of running machines to another region, as Azure Site Recovery does: a
 * filter driver captures completed writes in order, an uplink carries them to a cache store in the source
 * region, processing applies them to replicas at the target, and tags in the stream become recovery
 * points. It knows when order is lost (spill to metadata and bitmap, unclean boot) and how it is
 * regained (resync), and it makes app-consistent points by way of quiesce. Other products are policies:
 * journals with a point every few seconds, and differences between snapshots instead of a stream.
 *
 * It does not model: compression, encryption, the price of what it does, the ports of a group and what it costs the
 * processors, the content of a disk that grows, or replication back after a failover.
 */
export type { DailyWindow, ReplicationPolicy, RetentionPolicy, ThinningRule } from './policy.ts'
export { checkPolicy, losesUploadsWithSource, MAXIMUM_GROUP_MACHINES } from './policy.ts'
export type { ReplicationDefects } from './defects.ts'
export type { DeltaPolicy } from './delta-policy.ts'
export { policies } from './policies.ts'
export { asrRetention, MAXIMUM_RETENTION_DAYS } from './asr-retention.ts'
export { sourceOf } from './policy-sources.ts'
export type { FigureSource } from './policy-sources.ts'
export { replicationSemantics } from './semantics.ts'
export type { SemanticsRow } from './semantics.ts'
export type { PolicyName } from './policies.ts'
export { enableReplication, Replication } from './replication.ts'
export type { LossExtent, ReplicationOptions, ReplicationPhase } from './replication-options.ts'
export { REPLICATION_EVENTS } from './events.ts'
export type { ReplicationEvent, ReplicationEventKind } from './events.ts'
export { checkBusyHour } from './declared-churn.ts'
export type { BusyHour, DeclaredChurn } from './declared-churn.ts'
export { CHURN_ROWS, churnLimitOf, MACHINE_CHURN } from './churn.ts'
export type { ChurnMode, ChurnPolicy, ChurnQuestion, ChurnRow, ReplicaTier } from './churn.ts'
export { RESYNC_TRIGGERS } from './resync-triggers.ts'
export type { ResyncTrigger } from './resync-triggers.ts'
export { PROVIDER_STATES } from './provider-states.ts'
export type { ProviderState } from './provider-states.ts'
export { UNUSABLE_POINTS } from './usable.ts'
export type { Usability } from './usable.ts'
export type { Addition, FailoverScope } from './membership.ts'
export type { LatestState } from './latest.ts'
export type { PointEvidence, PointKind } from './pending-point.ts'
export type { RecoveryPoint } from './point-register.ts'
export { TAG_OUTCOMES } from './statistics.ts'
export type { ClockJumps, LagStatistics, ReplicationStatistics, TagOutcome } from './statistics.ts'
export type { WriteOrderState } from './tracked-disk.ts'
export { beyondRetention, retained } from './retention.ts'
