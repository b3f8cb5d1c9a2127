/** Strategies: how an estate is protected, and what it is recovered from when which disaster strikes. Plain JSON. */
import type { BackupPolicy, BackupVault } from '../../backup/index.ts'
import { NAMED_CHOICES } from '../../failover/index.ts'
import type { NamedChoice } from '../../failover/index.ts'
import type { ReplicationPolicy } from '../../replication/policy.ts'
import { DISASTERS } from './disaster.ts'
import type { EstateDisasterKind } from './disaster.ts'

/**
 * `same-listed-time`: of each machine by itself the point that is listed under the time at which the newest one of the first
 * machine is, by whatever clock: what somebody does by hand who fails over machines that are no group. Of a group, the newest.
 */
export type EstateChoice = NamedChoice | 'same-listed-time'

export const ESTATE_CHOICES: readonly EstateChoice[] = [...NAMED_CHOICES, 'same-listed-time']

export interface ReplicationChoice {
  readonly policy: ReplicationPolicy
  readonly choice: EstateChoice
  /** Disks that nobody replicates, as `machine/volume`: at the target they are empty. Default: none. */
  readonly excludedDisks?: readonly string[]
}

export interface BackupChoice {
  readonly policy: BackupPolicy
  readonly vault: BackupVault
  /** What is restored beside machines that still run comes into a network of its own. Default: into theirs. */
  readonly isolatedNetwork?: boolean
}

export interface Strategy {
  /** Short, unique in a comparison: `asr`. */
  readonly id: string
  /** For people. */
  readonly title: string
  readonly replication?: ReplicationChoice
  readonly backup?: BackupChoice
}

/** What runs beside the estate, whatever will be chosen of it in the end. */
export interface Protections {
  readonly replication: Omit<ReplicationChoice, 'choice'> | null
  readonly backup: Strategy['backup'] | null
}

export function protectionsOf({ replication, backup }: Strategy): Protections {
  if (!replication) return { replication: null, backup: backup ?? null }
  const { policy, excludedDisks = [] } = replication
  return { replication: { policy, excludedDisks }, backup: backup ?? null }
}

export type Protector = 'replication' | 'backup'

/** Copies that follow closely are first for losses; copies that reach far back are first where data went wrong. */
const PREFERENCE = { loss: ['replication', 'backup'], damage: ['backup', 'replication'] } as const

/** What is tried, in this order, when such a disaster strikes. */
export function protectorsFor(strategy: Strategy, kind: EstateDisasterKind): readonly Protector[] {
  return PREFERENCE[DISASTERS[kind].damagesData ? 'damage' : 'loss'].filter((protector) => strategy[protector] !== undefined)
}
