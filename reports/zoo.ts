/**
 * What `seeddrill zoo` found out: the JSON document, versioned. `docs/schemas/zoo.schema.json` describes it and
 * `docs/zoo.md` explains it. Figures only; how they come about is the runner's.
 */
import type { EarlyEnd } from '../core/drill/events.ts'
import type { VerdictName } from '../core/index.ts'

export interface ZooQuantiles {
  readonly median: number
  readonly p95: number
  /** A bound on `p95` that holds with 95 % confidence. Of states: that of the seeds times the states of a drill. */
  readonly upper95: number
  /** Drills on which these figures rest. */
  readonly drills: number
}

export interface ZooBugReport {
  readonly id: string
  readonly area: string
  readonly app: string
  readonly summary: string
  readonly source: string
  readonly expected: readonly VerdictName[]
  /** True: with one of the expected verdicts, at least once. */
  readonly caught: boolean
  /** The expected verdict that was given most often, else the commonest other one, else null. */
  readonly verdict: VerdictName | null
  /** Every verdict with the number of seeds that gave it. */
  readonly verdicts: Readonly<Record<string, number>>
  readonly drills: number
  readonly catches: number
  /** True when a time budget or an interruption ended the search before it was decided. */
  readonly unfinished: boolean
  /** Of catching it with one seed, with the ends of its exact 95 % interval; null before the first drill. */
  readonly probability: { readonly estimate: number; readonly low95: number; readonly high95: number } | null
  readonly seedsToCatch: ZooQuantiles | null
  readonly statesToCatch: ZooQuantiles | null
  /** Of one thread, for a catch: all drills of the bug over the catches. Null when there is none. */
  readonly ms: number | null
  readonly msPerDrill: number | null
  readonly twin: string
  /** Seeds of the twin that gave a verdict, and that gave none. */
  readonly falseAlarms: number
  readonly cleanSeeds: number
  /** The command that shows a miss or a wrong verdict. */
  readonly show: string | null
}

export interface ZooTwinReport {
  readonly name: string
  readonly app: string
  /** Seeds that were drilled = falseAlarms + cleanSeeds + unclearSeeds. */
  readonly seeds: number
  readonly falseAlarms: number
  readonly cleanSeeds: number
  /** Inconclusive, or without a result: neither an alarm nor silence. */
  readonly unclearSeeds: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly states: number
  readonly msPerDrill: number | null
  /** The command that shows the first false alarm. */
  readonly show: string | null
}

export interface ZooReport {
  readonly v: 1
  readonly seed: string
  /** Seeds of each twin, and the most of each bug. */
  readonly seeds: number
  /** Crash states that a drill may execute. */
  readonly states: number
  /** A bug is drilled until it was caught so often. */
  readonly catchesWanted: number
  readonly exitCode: number
  readonly endedBy: EarlyEnd | null
  readonly canary: { readonly drills: number; readonly caught: number }
  readonly bugs: readonly ZooBugReport[]
  readonly twins: readonly ZooTwinReport[]
  readonly totals: {
    readonly bugs: number
    readonly caught: number
    /** Each twin counts once, however many bugs share it; likewise below. */
    readonly falseAlarms: number
    readonly cleanSeeds: number
    readonly unclearSeeds: number
    readonly drills: number
    readonly states: number
  }
  /** What went wrong with drills that have no result, one line each. */
  readonly messages: readonly string[]
  readonly durationMs: number
}
