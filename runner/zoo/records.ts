/** Keeps of each trial of the zoo what its figures are made of. */
import type { VerdictName } from '../../core/index.ts'
import type { TrialOrder, TrialReport } from './trial.ts'

export interface TrialRecord extends Omit<TrialReport, 'case'> {
  readonly seed: string
}

export interface Records {
  /** In the order of the trials. */
  hear(order: TrialOrder, report: TrialReport): void
  /** Trials of a scenario or an estate, in the order of its seeds. */
  of(name: string): readonly TrialRecord[]
}

export function createRecords(): Records {
  const trials = new Map<string, TrialRecord[]>()
  return {
    hear({ scenario: { name }, seed }, { outcome, states, failures, messages, durationMs }) {
      const record = { seed, outcome, states, failures, messages, durationMs }
      const known = trials.get(name)
      if (known) known.push(record)
      else trials.set(name, [record])
    },
    of: (name) => trials.get(name) ?? [],
  }
}

/** States after which one of these verdicts was first given; null when none was. */
export function caughtAfter({ failures }: TrialRecord, expected: readonly VerdictName[]): number | null {
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
export function verdictCounts(records: readonly TrialRecord[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const { failures } of records)
    for (const verdict of new Set(failures.map(({ verdict }) => verdict))) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one))
}
