/** Strategies: how an estate is protected, and what it is recovered from when which disaster strikes. Plain JSON. */
import type { BackupPolicy, BackupVault } from '../../backup/index.ts'
import type { NamedChoice } from '../../failover/index.ts'
import type { ReplicationPolicy } from '../../replication/policy.ts'
import { DISASTERS } from './disaster.ts'
import type { EstateDisasterKind } from './disaster.ts'

export interface Strategy {
  /** Short, unique in a comparison: `asr`. */
  readonly id: string
  /** For people. */
  readonly title: string
  readonly replication?: { readonly policy: ReplicationPolicy; readonly choice: NamedChoice }
  readonly backup?: { readonly policy: BackupPolicy; readonly vault: BackupVault }
}

/** What runs beside the estate, whatever will be chosen of it in the end. */
export interface Protections {
  readonly replication: ReplicationPolicy | null
  readonly backup: Strategy['backup'] | null
}

export function protectionsOf({ replication, backup }: Strategy): Protections {
  return { replication: replication?.policy ?? null, backup: backup ?? null }
}

export type Protector = 'replication' | 'backup'

/** Copies that follow closely are first for losses; copies that reach far back are first where data went wrong. */
const PREFERENCE = { loss: ['replication', 'backup'], damage: ['backup', 'replication'] } as const

/** What is tried, in this order, when such a disaster strikes. */
export function protectorsFor(strategy: Strategy, kind: EstateDisasterKind): readonly Protector[] {
  return PREFERENCE[DISASTERS[kind].damagesData ? 'damage' : 'loss'].filter((protector) => strategy[protector] !== undefined)
}
