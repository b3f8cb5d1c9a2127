/** Pulling the plug: what a person does to a run at an instant, and what came of it. */
import type { CrashSpec } from '../../crash/crash-spec.ts'
import type { VerdictName } from '../../oracle/verdict.ts'
import type { Plan, PointChoice } from '../plan.ts'
import type { Cause } from '../result.ts'
import type { PictureLane, PictureMark } from './picture.ts'

/** What becomes of a write that was pending, where a person chooses it. */
export interface Fate {
  /** The step at which it was submitted. */
  readonly seq: number
  readonly fate: 'survives' | 'lost' | 'torn'
  /** Of a torn one: the sectors that survive, counted from its first. Default: the first half. */
  readonly sectors?: readonly number[]
}

/** Which pending writes survive, before fates are applied; as in a crash spec. */
export type Survivors = 'floors' | 'completed' | 'newest' | 'page-cache'

export type Pull =
  | { readonly how: 'process-crash' | 'os-crash' | 'power-cut'; readonly seq: number; readonly survivors: Survivors; readonly fates: readonly Fate[] }
  /** The source is lost and a point chosen, as an operator would. */
  | { readonly how: 'region-loss'; readonly seq: number; readonly choice: PointChoice }
  /** This very point is booted. */
  | { readonly how: 'recovery-point'; readonly point: string }

export interface Branch {
  readonly pull: Pull
  /**
   * What the crash does beyond its pull, in words: of a failure that was found by a second crash, by a failback, or without
   * any crash. Pulling the pull again does not show this branch then. Absent: nothing.
   */
  readonly beyond?: string
  /** In a person's words: `power cut after db/wal write W41 completed · W38 and W40 lost, W41 torn`. */
  readonly title: string
  /** The run with its disasters; another than the run's own after a region loss, and what is left of it after shrinking: steps of `pull` are of this run. */
  readonly plan: Plan
  readonly crash: CrashSpec
  readonly atUs: number
  /** `ok`, a violation, or that nothing can be said. `not-applicable`: there is nothing to recover from, see the message. */
  readonly verdict: VerdictName | 'ok' | 'inconclusive' | 'not-applicable'
  readonly message: string
  /** What the recovered application showed, one line each, bounded. */
  readonly observed: readonly string[]
  /** What the model allows nearest to it, one line each, bounded. */
  readonly allowed: readonly string[]
  /** Acknowledged operations that the recovery does not have. */
  readonly lost: readonly { readonly id: number; readonly label: string; readonly answeredUs: number }[]
  /** From the instant of the loss back to what the recovery has; null where nothing is failed over. */
  readonly rpoUs: number | null
  /**
   * From the crash until the application answers, in virtual µs; null: it does not. Of the boot alone, on the plan's device:
   * what a platform takes before it is not in it.
   */
  readonly rtoUs: number | null
  /** As a failure report tells it. */
  readonly timeline: readonly string[]
  readonly cause: Cause | null
  /** What came after the crash, on lanes of its own; `lane` counts from the first of these lanes. */
  readonly lanes: readonly PictureLane[]
  readonly marks: readonly PictureMark[]
  /** A crash nearby that recovers as it must; null: none was looked for or found. */
  readonly nearestPassing: { readonly title: string; readonly pull: Pull } | null
  /** Shows the branch again by `seeddrill replay`, whether it recovers or not; null where there is nothing to show (not applicable, inconclusive). */
  readonly token: string | null
}

/** An instant at which crashes were tried, with the worst that came of them. */
export interface SweptInstant {
  readonly seq: number
  readonly atUs: number
  readonly states: number
  readonly worst: VerdictName | 'ok' | 'inconclusive'
  /** Shows the worst, where that is a failure; null: it recovers, or no pull says what was done to it. */
  readonly pull: Pull | null
}

/** One bar, in the order of the instants. */
export interface SweepBar {
  readonly instants: readonly SweptInstant[]
  readonly statesChecked: number
  readonly statesSkipped: number
}
