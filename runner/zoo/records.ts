/** Keeps of each drill of the zoo what its figures are made of, from the events of a campaign. */
import type { CaseOutcome, ReportedFailure, RunEvent } from '../../core/drill/events.ts'
import type { VerdictName } from '../../core/index.ts'

export interface DrillRecord {
  readonly seed: string
  readonly outcome: CaseOutcome
  /** Crash states executed. */
  readonly states: number
  readonly durationMs: number
  readonly failures: readonly Pick<ReportedFailure, 'verdict' | 'foundAfter'>[]
  readonly messages: readonly string[]
}

export interface Records {
  hear(event: RunEvent): void
  /** Drills of a scenario, in the order of its seeds. */
  of(scenario: string): readonly DrillRecord[]
}

export function createRecords(): Records {
  const drills = new Map<string, DrillRecord[]>()
  let failures: DrillRecord['failures'] = []
  return {
    // The failures of a drill come right before its end.
    hear(event) {
      if (event.type === 'failure') {
        const { verdict, foundAfter } = event.failure
        failures = [...failures, { verdict, foundAfter }]
      }
      if (event.type === 'case-finished') {
        const { scenario, seed, outcome, result, durationMs, messages } = event
        const record = { seed, outcome, states: result?.crashStates.checked ?? 0, durationMs, failures, messages }
        failures = []
        const known = drills.get(scenario)
        if (known) known.push(record)
        else drills.set(scenario, [record])
      }
    },
    of: (scenario) => drills.get(scenario) ?? [],
  }
}

/** States after which one of these verdicts was first given; null when none was. */
export function caughtAfter({ failures }: DrillRecord, expected: readonly VerdictName[]): number | null {
  const found = failures.filter(({ verdict }) => expected.includes(verdict)).map(({ foundAfter }) => foundAfter)
  return found.length === 0 ? null : Math.min(...found)
}

/**
 * Whether a bug is known by the wrong name: some other verdict was given by more drills than all expected ones.
 * @param catches drills that gave an expected verdict
 */
export function isMisnamed(
  verdicts: Readonly<Record<string, number>>,
  expected: readonly VerdictName[],
  catches: number,
): boolean {
  return Object.entries(verdicts).some(([verdict, drills]) => drills > catches && !(expected as readonly string[]).includes(verdict))
}

/** Every verdict with the number of drills that gave it, the commonest first. */
export function verdictCounts(records: readonly DrillRecord[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const { failures } of records)
    for (const verdict of new Set(failures.map(({ verdict }) => verdict))) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one))
}
