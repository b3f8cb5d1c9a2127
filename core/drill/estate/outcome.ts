/** How one disaster ended, for one strategy in one history. Plain JSON. */
import type { LifeCycleMoment, StepRecord } from '../../failover/index.ts'
import type { Provenance } from '../../sim/index.ts'
import type { Verdict, VerdictName } from '../../oracle/verdict.ts'
import type { Aftermath } from './aftermath-record.ts'
import type { EstateDisaster } from './disaster.ts'
import type { Protector } from './strategy.ts'

/** A state that was booted, and what its check found. */
export interface Attempt {
  readonly via: Protector
  readonly points: readonly string[]
  readonly kind: string
  /** False: the disks or the machines stand for instants of their own. */
  readonly oneCut: boolean
  readonly cutAtUs: number
  /** From the disaster until it was begun. */
  readonly beganUs: number
  readonly verdict: Verdict
}

/** An operation that was acknowledged and did not come back. */
export interface LostOperation {
  readonly id: number
  readonly answeredUs: number
}

/** Before it is held against what the plan promises. */
export type UnjudgedOutcome = Omit<Outcome, 'breaches'>

export interface Outcome {
  readonly strategy: string
  readonly history: string
  readonly disaster: EstateDisaster
  /** In the history: when nothing more was acknowledged at the source. The disaster or, where it lived on, the beginning of the recovery. */
  readonly sourceEndedUs: number
  /** A client got a verified answer. */
  readonly recovered: boolean
  /** Every machine's data is right, and the machines agree with each other. */
  readonly agrees: boolean
  /** Why not; null when it did. {@link NOT_APPLICABLE}: the strategy has no such phase, and nothing was tried. {@link INCONCLUSIVE}: what came back could not be judged. */
  readonly reason: string | null
  /** From the cut of what was recovered to the end of the source: the disaster or, where it lived on, the beginning of the recovery. Null: never recovered. */
  readonly rpoUs: number | null
  /** Acknowledged before the recovery began, and gone. */
  readonly lostOperations: number | null
  /** The same one by one, in the order of submission; empty: none, or never recovered. */
  readonly lost: readonly LostOperation[]
  /** Of these, handed to systems outside that still hold them. */
  readonly outsideDisagreements: number | null
  /** Told to systems outside by what clients did next at the target, though they had been told it before: ids handed out twice. Of disasters that meet an estate at the target: there and after it, whoever had been told before. */
  readonly reissuedIds: number
  /** Acknowledged by a source that lived on, after the target had begun to serve: two writers at a time. */
  readonly splitBrainOperations: number
  /** How long both sides served whoever found them. */
  readonly splitBrainUs: number
  /** The same loss by the tool that backs up the logs; null: there is none. */
  readonly logRpoUs: number | null
  /** What operators had been told of the replication, by kind of event, and how often; where regions lost contact first, until then. */
  readonly alerts: Readonly<Record<string, number>>
  /**
   * How long nothing protected the estate, from the beginning of the first failover until the last thing that was looked
   * at: mostly the first verified answer, so at the least. Null: no failover was begun (a restore ends no protection).
   */
  readonly unprotectedUs: number | null
  /** The life of the failover, oldest first, in the history; empty: there was none. */
  readonly moments: readonly LifeCycleMoment[]
  /** Of disasters that meet an estate which has recovered elsewhere; null: of others, and when it never recovered there. */
  readonly aftermath: Aftermath | null
  /** What of the plan's promises it breaks, by the names of verdicts. */
  readonly breaches: readonly VerdictName[]
  /** From the trigger until all machines run. */
  readonly platformRtoUs: number | null
  /** From the disaster to the first verified answer through the clients' names. */
  readonly serviceRtoUs: number | null
  readonly attempts: readonly Attempt[]
  /** Everything that took time, the last attempt's included. */
  readonly steps: readonly StepRecord[]
  /** Names of the steps on the critical path, with their times in µs. They add up to the service RTO. */
  readonly critical: readonly { readonly step: string; readonly us: number; readonly provenance: Provenance }[]
  /** Steps that needed a person, and those that did not. */
  readonly manualSteps: number
  readonly automaticSteps: number
}

export const NOT_APPLICABLE = 'not-applicable'
/** The check of what came back gave up before it knew whether that is right. */
export const INCONCLUSIVE = 'inconclusive'

const UNCOUNTED: readonly (string | null)[] = [NOT_APPLICABLE, INCONCLUSIVE]

/** Whether an outcome says anything of the strategy: others count neither as recovered nor as not, and break no promise. */
export const isCounted = ({ reason }: Pick<Outcome, 'reason'>): boolean => !UNCOUNTED.includes(reason)
