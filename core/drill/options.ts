/** What a caller may ask of a drill, beside the scenario. */
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { LayerName } from '../crash/layers.ts'
import type { VerdictName } from '../oracle/verdict.ts'
import type { Trace } from '../sim/trace.ts'
import type { Plan } from './plan.ts'

export interface DrillOptions {
  /** Any text. The same seed and code give the same drill. Default `1`. */
  readonly seed?: string
  /** Use this plan instead of generating one from the seed. */
  readonly plan?: Plan
  /** At most this many crash states are executed for the sweep of the source machines. Default 2,000. */
  readonly stateBudget?: number
  /** The layers of the sweep to use. Default all of them; fewer only to measure what a layer earns. */
  readonly layers?: readonly LayerName[]
  /** Do not boot a state that reads the same as one that was checked. Default true; false only to measure. */
  readonly skipEqualReads?: boolean
  /** Shrink a failing plan before it is reported, with at most this many re-runs. Default 60; 0: report as found, and without a cause. */
  readonly shrinkAttempts?: number
  /**
   * Finds the line of the application in the stack of an error made inside it; null when it has none. Supplied by
   * the runner. Default: no lines are told, and no stacks are taken.
   */
  readonly locate?: Locate
  /** Re-checks a sample of crash states in a fresh realm; for `leaked-memory`. Supplied by the runner. */
  readonly freshRealm?: FreshRealm
  /** Heard about once every 100 states. */
  readonly onProgress?: (progress: DrillProgress) => void
  /** Looks no further once a failure with this fingerprint was found. */
  readonly stopAt?: string
  /** Looks no further once a failure with one of these verdicts was found. */
  readonly stopAtVerdicts?: readonly VerdictName[]
  /** Given the trace of the run before any crash, when the drill has ended. */
  readonly onTrace?: (trace: Trace) => void
  /** Ends the drill early with what there is; its status is then at best `inconclusive`. */
  readonly signal?: { readonly aborted: boolean }
}

export type Locate = (error: Error) => string | null

export interface DrillProgress {
  readonly stage: 'run' | 'sweep' | 'failover' | 'disaster' | 'shrink'
  readonly checkedStates: number
}

export interface FreshRealmJob {
  readonly plan: Plan
  readonly crashes: readonly CrashSpec[]
}

/** The judgement of one crash: verdict and what was observed, as digests that can be compared. */
export interface Judgement {
  readonly verdict: VerdictName | 'ok' | 'inconclusive'
  readonly imageKey: string
  readonly observationKey: string
}

export type FreshRealm = (job: FreshRealmJob) => Promise<readonly Judgement[]>

/** The user's scenario or application misbehaves in a way that no crash explains. The runner exits with 2. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly scenario: string

  constructor(scenario: string, message: string, options?: { cause?: unknown }) {
    super(`${scenario}: ${message}`, options)
    this.scenario = scenario
  }
}
