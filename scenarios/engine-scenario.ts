/** A drill of other people's code: what must hold, or what must be found. */
import type { ExpectedBecause } from '../core/drill/events.ts'
import type { Scenario, VerdictName } from '../core/index.ts'

export interface EngineScenario {
  readonly scenario: Scenario
  /** Verdicts of which one must be found; null for a drill that must pass. */
  readonly expected: readonly VerdictName[] | null
  /** Why one must be found; null for a drill that must pass. */
  readonly because: ExpectedBecause | null
  readonly summary: string
}
