import type { WriteLog } from '../block/write-log.ts'
import type { Machine } from '../machine/machine.ts'
import type { SnapshotService } from '../machine/quiesce.ts'
import type { Kernel } from '../sim/kernel.ts'
import type { WatchReplication } from './context.ts'
import type { DeclaredChurn } from './declared-churn.ts'
import type { ReplicationPolicy } from './policy.ts'

export interface ReplicationOptions {
  readonly kernel: Kernel
  readonly log: WriteLog
  /** All of them together are one replication; with `policy.groups` one consistency group. At least one, none twice. */
  readonly machines: readonly Machine[]
  readonly policy: ReplicationPolicy
  /** The world's one service: whoever makes snapshots of these machines shares it. */
  readonly snapshots: SnapshotService
  /** Tells several replications of one world apart, in their streams and traces. Default `replication`. */
  readonly name?: string
  /** Disks that are left out, by `machine/volume`. Default: none. */
  readonly excludedDisks?: readonly string[]
  /** Size of a disk as its owner ordered it, by `machine/volume`, in bytes. Default: what it has in the simulation. */
  readonly provisionedBytes?: Readonly<Record<string, number>>
  /** By machine: what it changes beside what the simulation writes. Default: nothing. */
  readonly declaredChurn?: Readonly<Record<string, DeclaredChurn>>
  /** The schedules begin so much later: replications that are enabled one after the other are not in step. Default 0. */
  readonly phaseUs?: number
  /** Default: nobody watches. */
  readonly watch?: WatchReplication
}

/** `machine`: the machines are gone, what they had uploaded is not. `region`: the cache store is gone too. */
export type LossExtent = 'machine' | 'region'

/**
 * `initial-replication`: the first copy is under way, and there is nothing to fail over to. `resync`: the order of a
 * disk is lost, and there are no new points until it is back. `lost`: all machines are gone for good.
 */
export type ReplicationPhase = 'initial-replication' | 'protected' | 'resync' | 'lost'
