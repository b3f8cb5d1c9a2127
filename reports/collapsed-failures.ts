/** Failures as they come in: one row for all of one fingerprint. */
import type { ReportedFailure } from '../core/drill/events.ts'

/** One failure with every seed that showed it. */
export interface CollapsedFailure {
  /** As the first seed showed it. */
  readonly first: ReportedFailure
  readonly seeds: readonly string[]
}

export interface FailureCollector {
  /** Takes the same time however many came before. */
  add(failure: ReportedFailure, seed: string): void
  /** In the order of their first; not a copy, so they change with what is added. */
  readonly failures: readonly CollapsedFailure[]
}

interface Known {
  readonly seeds: string[]
  readonly unique: Set<string>
}

/** Starts at none. */
export function collectFailures(): FailureCollector {
  const failures: CollapsedFailure[] = []
  const known = new Map<string, Known>()
  return {
    failures,
    add(failure, seed) {
      const before = known.get(failure.fingerprint)
      const { seeds, unique } = before ?? { seeds: [], unique: new Set() }
      if (!before) {
        known.set(failure.fingerprint, { seeds, unique })
        failures.push({ first: failure, seeds })
      }
      if (unique.has(seed)) return
      unique.add(seed)
      seeds.push(seed)
    },
  }
}
