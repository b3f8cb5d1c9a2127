/** The bugs that a visit to the zoo is about, and how it goes about them. */
import type { ZooBugReport } from '../../reports/index.ts'
import { suggestion, UsageError } from '../usage-error.ts'
import type { Subject } from './trial.ts'

/** One bug beside its twin. */
export interface Specimen extends Pick<ZooBugReport, 'id' | 'area' | 'app' | 'summary' | 'source' | 'expected'> {
  readonly bug: Subject
  readonly twin: Subject
}

export interface ZooOptions {
  /** Seeds are `seed-1` to `seed-seeds`. */
  readonly seed: string
  readonly seeds: number
  /** Crash states that a drill may execute. */
  readonly states: number
  readonly workers: number
  /** A bug is drilled until it was caught so often. */
  readonly catchesWanted: number
  readonly timeBudgetMs: number | null
}

/**
 * The bugs with these ids, in the order of the zoo; all when no id is given.
 * @throws UsageError for an id that there is not
 */
export function chooseSpecimens(all: readonly Specimen[], ids: readonly string[]): readonly Specimen[] {
  const known = all.map(({ id }) => id)
  const wanted = ids.map((id) => id.replace(/^zoo\//, ''))
  const unknown = wanted.find((id) => !known.includes(id))
  if (unknown === undefined) return wanted.length === 0 ? all : all.filter(({ id }) => wanted.includes(id))
  const near = suggestion(unknown, known) || '; see seeddrill list zoo/'
  throw new UsageError(`there is no bug ${unknown} in the zoo${near}`)
}
