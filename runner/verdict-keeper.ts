/** Knows what needs no more cases, and when there are failures enough. */
import type { CaseOutcome } from '../core/drill/events.ts'
import { FAILING_OUTCOMES } from '../reports/failing-outcomes.ts'
import type { VerdictName } from '../core/index.ts'

/** What a case came to, as far as later cases depend on it. */
interface Decisive {
  readonly outcome: CaseOutcome
  readonly failures: readonly { readonly verdict: VerdictName }[]
}

export interface VerdictKeeper {
  /** Whether no case of the scenario is wanted any more. */
  isDecided(scenario: string): boolean
  /** Takes in a case, in order. True: the failure limit is reached. */
  hear(scenario: string, ended: Decisive): boolean
}

/**
 * @param expects by scenario: the verdicts of which one must show; null or nothing: it must pass
 * @param bail failing cases that end the run; null: never
 * @param catches how often an expected failure must show
 */
export function createVerdictKeeper(expects: ReadonlyMap<string, readonly VerdictName[] | null>, bail: number | null, catches: number): VerdictKeeper {
  const decided = new Set<string>()
  const caught = new Map<string, number>()
  let failing = 0
  return {
    isDecided: (scenario) => decided.has(scenario),
    hear(name, { outcome, failures }) {
      const expected = expects.get(name) ?? null
      const found = expected !== null && failures.some(({ verdict }) => expected.includes(verdict))
      if (found) caught.set(name, (caught.get(name) ?? 0) + 1)
      // What cannot be run says the same with every seed.
      if ((caught.get(name) ?? 0) >= catches || outcome === 'misused') decided.add(name)
      if (expected === null && FAILING_OUTCOMES.includes(outcome)) failing++
      return bail !== null && failing >= bail
    },
  }
}
