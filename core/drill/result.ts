/** What a drill says: one result for one scenario and one seed. */
import type { FaultKind } from '../block/faults.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { Phase } from '../crash/phases.ts'
import type { VerdictName } from '../oracle/verdict.ts'
import type { Plan } from './plan.ts'

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
  readonly shrunk: { readonly fromOperations: number; readonly toOperations: number; readonly attempts: number }
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
  readonly phases: Readonly<Record<Phase, number>>
  readonly failovers: FailoverCounts
  /** The worst of the plan's disasters: from the cut to the disaster in µs, and in acknowledged operations. */
  readonly loss: { readonly worstRpoUs: number; readonly worstLostOperations: number }
  /** Crashes inside recovery, and in the life after it, that were checked. */
  readonly recoveryCrashes: number
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  readonly failures: readonly Failure[]
  /** Why the drill is inconclusive. */
  readonly inconclusive: readonly string[]
}
