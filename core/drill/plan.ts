/**
 * A plan is the only input of a drill: plain JSON that can be saved, read, edited and replayed.
 * A drill is a pure function of the code and the plan.
 */
import type { DeviceProfileName } from '../block/device-profile.ts'
import type { FaultSpec } from '../block/faults.ts'
import type { WritebackSchedule } from '../fs/mount-options.ts'
import type { ReplicationPolicy } from '../replication/policy.ts'
import type { Swarm } from './swarm.ts'

export interface PlannedOperation {
  /** Identifies the operation for good: shrinking never renumbers. */
  readonly id: number
  /** Which client runs it; each client runs its operations one after the other. */
  readonly client: number
  /** How long the client waits before it. */
  readonly thinkUs: number
  readonly value: unknown
}

/** Every kind of disaster, in the order of drawing. */
export const DISASTER_KINDS = ['machine-loss', 'region-loss'] as const
export type DisasterKind = (typeof DISASTER_KINDS)[number]

export type PointChoice = 'latest' | 'latest-processed' | 'latest-app-consistent' | { readonly custom: string }

export interface PlannedDisaster {
  readonly kind: DisasterKind
  readonly atUs: number
  readonly choice: PointChoice
}

export interface Plan {
  readonly v: 1
  readonly scenario: string
  readonly seed: string
  readonly device: DeviceProfileName
  /** Who goes first among processes that wake at one instant: first come, first served, or drawn from the seed. */
  readonly schedule: 'in-order' | 'explored'
  /** When operating systems write back what their file systems hold in memory. Only where there are file systems; default `lazy`. */
  readonly writeback?: WritebackSchedule
  readonly operations: readonly PlannedOperation[]
  /** What the seed left out when the plan was made. For the reader: a drill does not look at it. */
  readonly swarm?: Swarm
  readonly faults: readonly FaultSpec[]
  /** Null: the machines are not replicated. */
  readonly replication: ReplicationPolicy | null
  readonly disasters: readonly PlannedDisaster[]
}
