/** What crosses the border between the main thread and the threads that run users' code: plain data. */
import type { CaseOutcome, ReportedFailure } from '../core/drill/events.ts'
import type { DrillProgress, DrillResult, FaultKind, VerdictName } from '../core/index.ts'

/** Where a thread finds a scenario. */
export interface ScenarioRef {
  readonly name: string
  /** Address of the bundled file of a user; null: it comes with the package. */
  readonly bundle: string | null
  /** The file as the person named it, for the replay command; null for one that comes with the package. */
  readonly file: string | null
  readonly codeHash: string
}

/** What is worth knowing of a scenario without running it. */
export interface ScenarioFacts {
  readonly name: string
  /** Application of each machine. */
  readonly machines: Readonly<Record<string, string>>
  readonly durability: string
  readonly faults: readonly FaultKind[]
  /** Stands for the programs that its applications host; null when they host none. */
  readonly programs: string | null
}

/** One drill to be done. */
export interface CaseOrder {
  readonly case: number
  readonly scenario: ScenarioRef
  readonly seed: string
  readonly stateBudget: number | null
  readonly shrinkAttempts: number | null
  /** Have a sample of its crash states judged again by a thread that has seen nothing else. */
  readonly freshRealm: boolean
  readonly checkDeterminism: boolean
  /** Look no further once one of these verdicts was found. Default: look at everything. */
  readonly stopAtVerdicts?: readonly VerdictName[]
}

/** How it went. */
export interface CaseReport {
  readonly case: number
  readonly outcome: CaseOutcome
  readonly result: Omit<DrillResult, 'failures'> | null
  readonly failures: readonly ReportedFailure[]
  readonly messages: readonly string[]
  readonly durationMs: number
}

export interface CaseProgressNote {
  readonly case: number
  readonly stage: DrillProgress['stage']
  readonly checkedStates: number
}

/** What a thread says while it works. `alive` says only that the thread still takes turns. */
export type WorkerNote =
  | { readonly type: 'started'; readonly case: number }
  | ({ readonly type: 'progress' } & CaseProgressNote)
  | { readonly type: 'alive' }

/** Tells a running drill to end early: `flag[0] !== 0`. Shared memory, so that it needs no turn to arrive. */
export type StopFlag = Int32Array
