/**
 * The event stream of a run: versioned, one JSON object a line when written down (NDJSON), and the
 * only source of every reporter. Fields are only ever added within a version.
 *
 * Order: `run-started`; then cases, whose `failure` and `case-finished` events come in the order of
 * the cases whatever worker finished first, while `case-started` and `case-progress` come as they
 * happen; then `run-finished`.
 */
import type { VerdictName } from '../oracle/verdict.ts'
import type { DrillCoverage } from './coverage.ts'
import type { DrillProgress } from './options.ts'
import type { PropertyCount } from './property-book.ts'
import type { CrashStateCounts, DrillResult, FailoverCounts, Failure } from './result.ts'

interface EventBase<Type extends string> {
  readonly v: 1
  readonly type: Type
}

/**
 * Why a drill must fail. `planted`: it holds a defect that was put there on purpose. `documented`: it asks for more than the
 * documentation of the code under test promises, and shows a loss that is permitted. `contradicted`: something that the
 * documentation promises, as we read it, does not hold.
 */
export type ExpectedBecause = 'planted' | 'documented' | 'contradicted'

/** A scenario that takes part in the run. */
export interface RunScenario {
  readonly name: string
  /** The user's file as given on the command line; null for one that comes with the package. */
  readonly file: string | null
  /** Of the scenario's code and the core: two equal ones replay each other's tokens. */
  readonly codeHash: string
  /** Seeds in the order in which they are drilled. */
  readonly seeds: readonly string[]
  /** Not null: it must fail, with one of these verdicts. */
  readonly expects: readonly VerdictName[] | null
  /** Why it must fail; null where it must pass. */
  readonly because: ExpectedBecause | null
}

/** Every option of the run, as it was understood. */
export interface RunSettings {
  readonly patterns: readonly string[]
  readonly filter: string | null
  readonly workers: number
  /** Stop after this many failing cases; null: never. */
  readonly bail: number | null
  readonly timeBudgetMs: number | null
  /** Crash states that a case may execute; null: the default of `drill`. */
  readonly states: number | null
  readonly checkDeterminism: boolean
  readonly demo: boolean
  /** The run fails when something was not covered that should be. */
  readonly strictCoverage: boolean
  /** Which part of the run this is, from 1; absent: all of it. */
  readonly shard?: RunShard
  /** The run ends after this many drills; absent: never for that reason. */
  readonly maxCases?: number
  /** The run ends when so many drills of each scenario in a row have covered nothing new; absent: never for that reason. */
  readonly stableAfter?: number
  /** The queue that other machines work at, without a password; absent: this machine did all. */
  readonly queue?: string
}

/** Part `index` of `of`, from 1. */
export interface RunShard {
  readonly index: number
  readonly of: number
}

/** What a shard knows of the run that it is a part of. */
export interface WholeRun {
  readonly scenarios: readonly RunScenario[]
  readonly cases: number
  readonly savedFailures: number
  /** Of each case of the shard, its place in the whole run. */
  readonly places: readonly number[]
}

export interface RunStarted extends EventBase<'run-started'> {
  /** What the seeds of the cases derive from. */
  readonly seed: string
  readonly settings: RunSettings
  readonly scenarios: readonly RunScenario[]
  readonly cases: number
  /** How many of the cases, the first ones, are replays of saved failures. Default 0. */
  readonly savedFailures?: number
  /** Of the package. */
  readonly version?: string
  /** Only of a shard. */
  readonly whole?: WholeRun
}

interface CaseEvent<Type extends string> extends EventBase<Type> {
  /** Position in the run, from 0. */
  readonly case: number
  readonly scenario: string
  readonly seed: string
  /** The short id of the saved failure that the case replays; absent for a drill. */
  readonly corpus?: string
}

export type CaseStarted = CaseEvent<'case-started'>

export interface CaseProgress extends CaseEvent<'case-progress'> {
  readonly stage: DrillProgress['stage']
  readonly checkedStates: number
}

/** Where a failure was saved. */
export interface SavedFailure {
  /** A short name that `seeddrill replay` takes. */
  readonly id: string
  /** From the root of the project, with slashes. */
  readonly file: string
  /** The short command that shows the failure again. */
  readonly replay: string
}

/** What became of a saved failure. */
export type SavedOutcome = 'still-fails' | 'no-longer-fails' | 'plan-no-longer-applies'

/** What a reporter is told of a failure. The plan is in the token. */
export interface ReportedFailure extends Omit<Failure, 'plan'> {
  /** What the verdict means, as a sentence. */
  readonly meaning: string
  readonly token: string
  /** The command that shows this failure again, from its token alone. */
  readonly replay: string
  /** Absent when it was not saved. */
  readonly saved?: SavedFailure
}

export interface FailureFound extends CaseEvent<'failure'> {
  readonly failure: ReportedFailure
}

/**
 * How a case ended. `cut-short`: the time was up or the run was interrupted, so it says nothing
 * against the scenario. `misused`: the scenario or its application does what no drill can run.
 */
export type CaseOutcome =
  | 'passed'
  | 'violated'
  | 'inconclusive'
  | 'cut-short'
  | 'misused'
  | 'not-deterministic'
  | 'internal-error'

export interface CaseFinished extends CaseEvent<'case-finished'> {
  readonly outcome: CaseOutcome
  /** Null when the case ended without a result. Its failures came before, in events of their own. */
  readonly result: Omit<DrillResult, 'failures'> | null
  /** Why the case has no result or did not pass, one line each. */
  readonly messages: readonly string[]
  readonly durationMs: number
  /** Of a case that replays a saved failure and came to an answer. */
  readonly savedOutcome?: SavedOutcome
}

/** A scenario that must fail, and how that went. */
export interface ExpectedFailure {
  readonly scenario: string
  readonly expected: readonly VerdictName[]
  /** The verdict that showed it; null when it was missed. */
  readonly verdict: VerdictName | null
  /** The seed that showed it. */
  readonly seed: string | null
}

/** Sums over the cases that finished; scenarios that must fail stand apart, by why they must. */
export interface RunTotals extends Readonly<Record<ExpectedBecause, readonly ExpectedFailure[]>> {
  readonly scenarios: number
  /** Cases, that is seeds summed over the scenarios. */
  readonly seeds: number
  readonly crashStates: CrashStateCounts
  readonly skippedBecause: Readonly<Record<string, number>>
  readonly phases: Readonly<Record<string, number>>
  readonly failovers: FailoverCounts
  /** The worst over all disasters. */
  readonly loss: DrillResult['loss']
  readonly recoveryCrashes: number
  readonly cleanShutdowns: number
  /** Fault kinds with how often they struck. A kind that was planned and never struck has 0. */
  readonly faults: Readonly<Record<string, number>>
  readonly coverage: DrillCoverage
  /** Scenarios with a file system whose journal no boot had to replay. */
  readonly neverReplayed: readonly string[]
  /** By application and name. */
  readonly properties: readonly PropertyCount[]
  /** Different failures: one for each scenario and fingerprint. */
  readonly violations: number
  /** Of the drills, and of replays of saved failures that came to no answer. */
  readonly outcomes: Readonly<Record<CaseOutcome, number>>
  /** Saved failures that were replayed, by what became of them. */
  readonly saved: Readonly<Record<SavedOutcome, number>>
  /** Cases that never ran. */
  readonly notRun: number
}

/** Why a run ended before its last case. */
export type EarlyEnd = 'SIGINT' | 'SIGTERM' | 'bail' | 'time-budget' | 'max-cases' | 'stable'

export interface RunFinished extends EventBase<'run-finished'> {
  readonly totals: RunTotals
  /** Of the process, unless a report then cannot be saved, or a reporter in a file fails at this very event: that makes 2 of 0. */
  readonly exitCode: number
  readonly endedBy: EarlyEnd | null
  /** What was not covered and makes the run fail, one line each; empty without `strictCoverage`. */
  readonly coverageFailures: readonly string[]
  readonly durationMs: number
}

export type RunEvent = RunStarted | CaseStarted | CaseProgress | FailureFound | CaseFinished | RunFinished
