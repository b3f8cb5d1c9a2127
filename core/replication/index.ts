/**
 * `replication` copies the disks of running machines to another region, as Azure Site Recovery does: a
 * filter driver captures completed writes in order, an uplink carries them to a cache store in the source
 * region, processing applies them to replicas at the target, and tags in the stream become recovery
 * points. It knows when order is lost (spill to metadata and bitmap, unclean boot) and how it is
 * regained (resync), and it makes app-consistent points by way of quiesce.
 *
 * It does not model: compression, encryption, the price of what it does, clocks of machines that
 * disagree, changes of disk size or tier, or replication back after a failover.
 */
export type { ReplicationDefects, ReplicationPolicy, RetentionPolicy, ThinningRule } from './policy.ts'
export { checkPolicy } from './policy.ts'
export { policies } from './policies.ts'
export type { PolicyName } from './policies.ts'
export { enableReplication, Replication } from './replication.ts'
export type { LossExtent, ReplicationEvent, ReplicationOptions } from './replication.ts'
export type { LatestState } from './latest.ts'
export type { PointEvidence, PointKind } from './pending-point.ts'
export type { RecoveryPoint } from './point-register.ts'
export type { LagStatistics, ReplicationStatistics, TagOutcome } from './statistics.ts'
export type { WriteOrderState } from './tracked-disk.ts'
export { retained } from './retention.ts'
