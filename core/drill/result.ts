/** What a drill says: one result for one scenario and one seed. */
import type { FaultKind } from '../block/faults.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { LayerName } from '../crash/layers.ts'
import type { Phase } from '../crash/phases.ts'
import type { VerdictName } from '../oracle/verdict.ts'
import type { DrillCoverage } from './coverage.ts'
import type { Plan } from './plan.ts'
import type { PropertyCount } from './property-book.ts'
import type { Scene } from './scene/scene.ts'

export interface CrashStateCounts {
  /** = deduped + skipped + checked */
  readonly generated: number
  /** Their images were equal to images that had been checked. */
  readonly deduped: number
  /** Not executed, by reason in {@link DrillResult.skippedBecause}. */
  readonly skipped: number
  /** Booted, recovered, read back and judged. */
  readonly checked: number
  /** Different contents that the applications showed after recovery. */
  readonly distinctObservations: number
}

export interface FailoverCounts {
  readonly crashConsistent: number
  readonly fileSystemConsistent: number
  readonly appConsistent: number
  readonly latest: number
  /** Of all these: how many points lay inside an operation, how many recoveries replayed a log, how many lost time. */
  readonly insideOperation: number
  readonly replayNeeded: number
  readonly nonzeroRpo: number
  /** After a failover, a life on the other side, and replication the other way: back to the original side. */
  readonly failbacks: number
}

/** A number before shrinking and after. */
export interface FromTo {
  readonly from: number
  readonly to: number
}

/** What shrinking made of a failure. */
export interface ShrinkReport {
  readonly fromOperations: number
  readonly toOperations: number
  readonly faults: FromTo
  /** Disks that matter; null where no write log is cut. */
  readonly disks: FromTo | null
  /** Unflushed writes that the crash lost or tore; null where no write log is cut. */
  readonly lostWrites: FromTo | null
  /** Re-runs of the plan and re-examinations of single states, together. */
  readonly attempts: number
  /** How many were allowed. */
  readonly budget: number
  readonly ended: 'nothing-smaller' | 'budget' | 'interrupted' | 'not-shrunk'
}

/** A write that decided a failure. */
export interface CauseWrite {
  /** `W41`: the write submitted as step 41 of the write log; `R7`: of the recovered side's own log. */
  readonly name: string
  readonly label: string
  readonly disk: string
  /** At the crash. `not-yet`: it was submitted only later. */
  readonly state: 'lost' | 'survived' | 'torn' | 'in-flight' | 'not-yet'
  readonly operation: number | null
  /** `ledger.ts:41:20`: where the application asked for it; null when nobody could tell. */
  readonly line: string | null
}

/** Why a failure came about, as far as the crash states beside it tell. */
export interface Cause {
  /** In a person's terms: names the pair of writes that broke, where one was found. */
  readonly sentence: string
  /** The writes that the sentence names, or begins to. */
  readonly writes: readonly CauseWrite[]
  /** Disks that matter, as `machine/volume`. */
  readonly disks: readonly string[]
  /** One row for each disk that matters, and the meaning of the signs; at most 100 columns. Empty without a cut. */
  readonly epochs: readonly string[]
  /** The nearest crash state that passes: what is different there, and how far away it is. */
  readonly nearestPassing: { readonly change: string; readonly writes: number; readonly sectors: number } | null
  /** Crash states that were examined to find out. */
  readonly examined: number
}

export interface Failure {
  /** Verdict, kind of crash and phase: failures with one fingerprint are one bug until shown otherwise. */
  readonly fingerprint: string
  readonly verdict: VerdictName
  /** In a person's terms, one line. */
  readonly message: string
  readonly crash: CrashSpec
  readonly phase: Phase | 'recovery-point' | 'disaster'
  /** What happened, shrunk to what matters: lines of at most 100 columns. */
  readonly timeline: readonly string[]
  /** Replays this failure, without the original run. */
  readonly plan: Plan
  readonly shrunk: ShrinkReport
  /** Null when nobody looked for it (no shrinking, interrupted) or there is no crash to explain. */
  readonly cause: Cause | null
  /** The same as a picture, bounded: at most 400 marks and 64 KiB as JSON. */
  readonly scene: Scene
  /** Of the run that `plan` and `crash` describe. */
  readonly traceHash: string
  /** How many crash states of this seed showed it. */
  readonly states: number
  /** How many states this seed's drill had executed when it first met it. */
  readonly foundAfter: number
}

export interface DrillResult {
  readonly scenario: string
  readonly seed: string
  readonly status: 'passed' | 'violated' | 'inconclusive'
  /** Of the run before any crash. */
  readonly traceHash: string
  /** Of all disks at the end of that run. */
  readonly stateHash: string
  /** Over every crash image, observation and verdict, in order. */
  readonly sweepHash: string
  readonly operations: number
  readonly virtualTimeUs: number
  readonly crashStates: CrashStateCounts
  readonly skippedBecause: Readonly<Record<string, number>>
  /** States that each layer of the sweep has made. */
  readonly layers: Readonly<Partial<Record<LayerName, number>>>
  readonly phases: Readonly<Record<Phase, number>>
  readonly failovers: FailoverCounts
  /** Shutdowns without any crash that were judged: 1, or 0 where no application has a `close` or a fault struck. */
  readonly cleanShutdowns: number
  /** The worst of the plan's disasters: from the cut to the disaster in µs, and in acknowledged operations. */
  readonly loss: { readonly worstRpoUs: number; readonly worstLostOperations: number }
  /** Crashes inside recovery, and in the life after it, that were checked. */
  readonly recoveryCrashes: number
  /** How often each kind struck; 0 for one that was planned and never did. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  readonly coverage: DrillCoverage
  /** What the applications reported of their properties, in the run and in recoveries. */
  readonly properties: readonly PropertyCount[]
  readonly failures: readonly Failure[]
  /** Why the drill is inconclusive. */
  readonly inconclusive: readonly string[]
}
