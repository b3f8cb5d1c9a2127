/** What crosses the border between the main thread and the threads that run users' code: plain data. */
import type { CaseOutcome, ReportedFailure, SavedOutcome } from '../core/drill/events.ts'
import type { DrillProgress, DrillResult, FaultKind, Plan, ShrinkReport, TokenPayload, VerdictName } from '../core/index.ts'

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
  /** Absolute paths of the files of these programs. */
  readonly programFiles: readonly string[]
}

/** A failure of an earlier run, as the corpus keeps it. */
export interface SavedCase {
  readonly id: string
  /** Of its file, from the root of the project, with slashes. */
  readonly path: string
  readonly fingerprint: string
  readonly payload: TokenPayload
  /** A person changed it, so nothing recorded about its run need hold. */
  readonly edited: boolean
  /** Crash states of the drill that found it; null: the default. */
  readonly stateBudget: number | null
  readonly shrunk: ShrinkReport
}

/** One drill to be done, or one saved failure to be replayed. */
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
  /** Replay this instead of drilling. */
  readonly saved?: SavedCase
}

/** How it went. */
export interface CaseReport {
  readonly case: number
  readonly outcome: CaseOutcome
  readonly result: Omit<DrillResult, 'failures'> | null
  readonly failures: readonly ReportedFailure[]
  readonly messages: readonly string[]
  readonly durationMs: number
  /** Before any shrinking; only where a drill failed. */
  readonly plan?: Plan
  /** Of a replay that came to an answer. */
  readonly savedOutcome?: SavedOutcome
}

/** A report before it has a number and a time. */
export type CaseEnding = Omit<CaseReport, 'case' | 'durationMs'>

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
