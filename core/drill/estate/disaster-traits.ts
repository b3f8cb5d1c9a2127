/** What is said of a kind of disaster, as data: what is lost, what came before, and how people come to know. */
import { assumedMinutes } from '../../sim/index.ts'
import type { DurationModel } from '../../sim/index.ts'

/**
 * What is lost with the source: nothing (the data is wrong, or the machines only move), the machines and their disks, or
 * the whole region with everything in it.
 */
export type Extent = 'none' | 'machine' | 'region'

export interface DisasterTraits {
  readonly extent: Extent
  /** True: what was copied since the data went wrong is wrong as well, so a state from before is wanted. */
  readonly damagesData: boolean
  /** So many days after those that leave the history as it was. */
  readonly strikesLater: 0 | 1
  /** True: whoever reaches the source is still served by it. */
  readonly sourceLivesOn: boolean
  /** True: whatever is chosen first is committed, and there is no second choice. */
  readonly commitsAtOnce: boolean
  /** From the disaster until somebody knows. */
  readonly detection: DurationModel
  /** From there until recovery is triggered. */
  readonly decision: DurationModel
  /** How long before the disaster its cause was there already: dwell of an intruder, age of a silent fault, of a resync, of a life at the target. */
  readonly lead: DurationModel
  readonly summary: string
  /** Which protection has such a phase at all; a strategy without it is left out. Default: any. */
  readonly needs?: 'replication' | 'replication-with-app-points'
  /** Its cause: `enabling` the protection, at the very beginning; or an instant of its day. Default: the disaster is at an instant of its day, and the cause before. */
  readonly counts?: 'from-enabling' | 'from-cause'
  /** Only one of the machines. Default false. */
  readonly oneMachine?: boolean
  /** Nothing is lost: the recovery is tried in a network of its own. Default false. */
  readonly isTest?: boolean
  /** The region failed over to is lost as well, while the failover is under way; what is at home and not lost is then tried. Default false. */
  readonly losesTarget?: boolean
  /** It meets an estate that has moved to the target: what came before. Default: it strikes at home. */
  readonly afterwards?: Afterwards
}

/** What became of an estate that recovered elsewhere, up to the disaster. */
export interface Afterwards {
  /** Why it is at the target. */
  readonly follows: 'region-loss' | 'isolation'
  /** What the original disks are when it is protected the other way round. */
  readonly originalDisks: 'kept' | 'deleted'
  /** `first-answer`, `protected-again`: the lead counts from there. */
  readonly since: 'first-answer' | 'protected-again'
  /** How it goes home: `planned` with everything, `app-consistent` with a point that has less; null: it is lost there, unplanned. */
  readonly failback: 'planned' | 'app-consistent' | null
}

export const none = assumedMinutes(0, 0, 'there is no such phase')
export const monitored = assumedMinutes(2, 5, 'monitoring that alerts after some failed probes')
export const called = assumedMinutes(2, 15, 'a person on call confirms and decides', 120)
export const regional = assumedMinutes(5, 30, 'management waits whether the region comes back', 240)
