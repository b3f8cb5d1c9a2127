/** What a person has chosen to see of a run, as one value that never changes: every key makes a new one. */
import type { CollapsedFailure } from '../../../reports/index.ts'
import type { FrameSize } from '../frame-size.ts'
import type { Tone } from '../palette.ts'
import type { ShownScenario, ViewSnapshot } from '../view-store.ts'
import { wordFilter } from '../word-filter.ts'

export const TABS = ['overview', 'failures', 'running'] as const
export type Tab = (typeof TABS)[number]

export const PANELS = ['scenarios', 'details'] as const
export type Panel = (typeof PANELS)[number]

/** What takes the keys from the panels. */
export type Overlay = { readonly is: 'help'; readonly scroll: number } | { readonly is: 'filter' }

export interface LiveState {
  readonly focus: Panel
  /** A scenario by its name; null: the whole run. */
  readonly selected: string | null
  readonly tab: Tab
  /** Rows of the details that went out at the top. */
  readonly scroll: number
  /** The chosen failure by its key; null: the first. */
  readonly failure: string | null
  /** The text of the chosen failure has all the room. */
  readonly reading: boolean
  /** Words that a scenario must have in its name; empty: all are seen. */
  readonly filter: string
  readonly overlay: Overlay | null
  /** Said until the next key. */
  readonly message: { readonly text: string; readonly tone: Tone } | null
}

export const BEGIN: LiveState = {
  focus: 'scenarios', selected: null, tab: 'overview', scroll: 0, failure: null, reading: false, filter: '', overlay: null, message: null,
}

/** All that a frame and a key depend on. */
export interface Seen {
  readonly state: LiveState
  readonly snapshot: ViewSnapshot
  readonly size: FrameSize
}

/** Scenarios that the filter lets through, in the order of the run. */
export function listed({ state, snapshot }: Seen): readonly ShownScenario[] {
  if (state.filter.trim() === '') return snapshot.scenarios
  const isWanted = wordFilter(state.filter)
  return snapshot.scenarios.filter(({ tallied }) => isWanted(tallied.scenario.name))
}

/** Null: the whole run. */
export const selectedOf = ({ state, snapshot }: Seen): ShownScenario | null =>
  snapshot.scenarios.find(({ tallied }) => tallied.scenario.name === state.selected) ?? null

export interface ListedFailure {
  /** Of a failure, whatever is found beside it. */
  readonly key: string
  readonly scenario: string
  readonly file: string | null
  readonly failure: CollapsedFailure
  /** The scenario must fail. */
  readonly expected: boolean
}

/** Of the selected scenario; of the whole run those that nobody expects. */
export function failuresOf(seen: Seen): readonly ListedFailure[] {
  const selected = selectedOf(seen)
  const scenarios = selected ? [selected] : seen.snapshot.scenarios.filter(({ tallied }) => tallied.scenario.expects === null)
  return scenarios.flatMap(({ tallied: { scenario, failures } }) =>
    failures.map((failure) => ({
      key: `${scenario.name} ${failure.first.fingerprint}`, scenario: scenario.name, file: scenario.file, failure, expected: scenario.expects !== null,
    })),
  )
}

/** Its place among them; 0 where none is chosen. */
export const chosenAt = ({ state }: Seen, failures: readonly ListedFailure[]): number =>
  Math.max(0, failures.findIndex(({ key }) => key === state.failure))

export const chosenFailure = (seen: Seen): ListedFailure | null => {
  const failures = failuresOf(seen)
  return failures[chosenAt(seen, failures)] ?? null
}
