/** Failures that a run expects, in words: what they are called, and what showing them means, depends on why they are expected. */
import type { Colors } from 'picocolors/types.js'
import type { ExpectedBecause, ExpectedFailure, RunTotals } from '../core/drill/events.ts'
import type { TalliedScenario } from './tally.ts'

interface ExpectedWords {
  /** Of how many of them showed. */
  readonly headline: string
  readonly found: string
  readonly missed: string
  /** Of a drill that showed none, while others may yet. */
  readonly notYet: string
}

/** In the order in which they are told. */
export const EXPECTED_WORDS: Readonly<Record<ExpectedBecause, ExpectedWords>> = {
  planted: { headline: 'planted defects caught', found: 'caught', missed: 'missed', notYet: 'not found yet' },
  documented: { headline: 'documented losses shown', found: 'shown', missed: 'not shown', notYet: 'not shown yet' },
  contradicted: { headline: 'broken promises shown', found: 'shown', missed: 'not shown', notYet: 'not shown yet' },
}

const REASONS = Object.keys(EXPECTED_WORDS) as readonly ExpectedBecause[]

/** All of a run, whyever they are expected. */
export function expectedFailures(totals: RunTotals): readonly ExpectedFailure[] {
  return REASONS.flatMap((because) => totals[because])
}

/** A row of the summary: the first of each reason has a label. */
interface ExpectedRow {
  readonly label: string
  readonly text: string
}

/** For each reason how many showed, and each of them. */
export function expectedRows(totals: RunTotals, scenarios: readonly TalliedScenario[], colors: Colors): readonly ExpectedRow[] {
  return REASONS.flatMap((because) =>
    textsOf(totals[because], EXPECTED_WORDS[because], scenarios, colors).map((text, index) => ({ label: index === 0 ? because : '', text })),
  )
}

function textsOf(
  expected: readonly ExpectedFailure[],
  words: ExpectedWords,
  scenarios: readonly TalliedScenario[],
  colors: Colors,
): readonly string[] {
  if (expected.length === 0) return []
  const found = expected.filter(({ verdict }) => verdict !== null)
  const headline = `${words.headline} ${found.length} of ${expected.length}`
  return [
    found.length === expected.length ? colors.green(headline) : colors.red(headline),
    ...expected.map(({ scenario, verdict, seed, expected: verdicts }) =>
      verdict === null
        ? colors.red(`✗ ${words.missed} ${scenario} (expected ${verdicts.join(' or ')}, ${foundInstead(scenario, scenarios)})`)
        : `✓ ${words.found} ${scenario}: ${verdict} (seed ${seed})`,
    ),
  ]
}

function foundInstead(name: string, scenarios: readonly TalliedScenario[]): string {
  const { failures } = scenarios.find(({ scenario }) => scenario.name === name)!
  return failures.length === 0 ? 'found nothing' : `found ${[...new Set(failures.map(({ first }) => first.verdict))].join(', ')}`
}
