/** Looks for the failure that a finding tells of. */
import type { ReportedFailure } from '../../core/drill/events.ts'
import { builtInCodeHash } from '../code-hash.ts'
import { factsOf } from '../load-scenario.ts'
import type { ScenarioRef } from '../order.ts'
import { runCase } from '../run-case.ts'
import type { FindingDrill } from './finding-drill.ts'

export interface Found {
  readonly seed: string
  readonly failure: ReportedFailure
}

/** The first of them that shows the finding is told. */
export const SEEDS: readonly string[] = Array.from({ length: 16 }, (_, index) => `findings-${index + 1}`)

/** Seeds that are tried for a simpler failure than the first. */
const PATIENCE = 4

/**
 * The first failure with a verdict that is expected, after a single crash if one of a few seeds shows that; null when no
 * seed shows any, and where none is expected.
 * @param onSeed hears how each seed ended
 */
export async function findFailure({ scenario, expected }: FindingDrill, onSeed: (line: string) => void): Promise<Found | null> {
  if (expected === null) return null
  const { programs } = factsOf(scenario)
  const ref: ScenarioRef = { name: scenario.name, bundle: null, file: null, codeHash: builtInCodeHash(programs) }
  let second: Found | null = null
  for (const [index, seed] of SEEDS.entries()) {
    if (second && index >= PATIENCE) break
    const report = await runCase(
      { case: 0, scenario: ref, seed, stateBudget: null, shrinkAttempts: null, freshRealm: false, checkDeterminism: false, stopAtVerdicts: expected },
      { onProgress: () => {}, stop: new Int32Array(1) },
    )
    const failure = report.failures.find(({ verdict }) => expected.includes(verdict))
    onSeed(`${scenario.name} ${seed}: ${failure ? failure.verdict : report.outcome}`)
    if (failure && !failure.crash.then) return { seed, failure }
    if (failure) second ??= { seed, failure }
  }
  return second
}
