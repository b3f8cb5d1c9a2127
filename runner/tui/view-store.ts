/** What the view shows, kept up to date from the event stream, handed to React as snapshots. */
import type { CaseProgress, CaseStarted, RunEvent, RunTotals } from '../../core/drill/events.ts'
import { createTally } from '../../reports/index.ts'
import type { TalliedScenario } from '../../reports/index.ts'
import { keepPace } from './live/pace.ts'
import type { Pace } from './live/pace.ts'
import { stateOf } from './live/scenario-state.ts'
import type { ScenarioState } from './live/scenario-state.ts'

export interface RunningCase {
  readonly scenario: string
  readonly seed: string
  readonly stage: string
  readonly checkedStates: number
  /** On the clock of the view. */
  readonly startMs: number
}

export interface ShownScenario {
  readonly tallied: TalliedScenario
  readonly state: ScenarioState
  /** Crash states that were executed, those of running drills with them. */
  readonly checkedStates: number
  /** Of one worker. */
  readonly statesPerSecond: number
  readonly running: readonly RunningCase[]
}

export interface ViewSnapshot {
  readonly seed: string
  readonly cases: number
  readonly finishedCases: number
  readonly scenarios: readonly ShownScenario[]
  readonly totals: RunTotals
  /** In the order in which they began. */
  readonly running: readonly RunningCase[]
  /** Of all scenarios together. */
  readonly checkedStates: number
  readonly elapsedMs: number
  /** On the clock of {@link RunningCase.startMs}. */
  readonly nowMs: number
  /** Ctrl-C was pressed: the end is near. */
  readonly stopping: boolean
  /** The view is to leave nothing behind. */
  readonly closed: boolean
}

export interface ViewStore {
  hear(event: RunEvent): void
  stop(): void
  close(): void
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => ViewSnapshot
}

/** A person cannot read faster, and each frame costs tens of milliseconds. */
const SNAPSHOTS_EVERY_MS = 200

/** Takes snapshots until it is closed. */
export function createViewStore(now: () => number = () => performance.now()): ViewStore {
  const tally = createTally()
  const pace = keepPace()
  const running = new Map<number, RunningCase>()
  const listeners = new Set<() => void>()
  const startMs = now()
  let seed = ''
  let cases = 0
  let stopping = false
  let closed = false

  function take(): ViewSnapshot {
    const nowMs = now()
    const rows = tally.scenarios()
    const byScenario = grouped([...running.values()])
    const scenarios = rows.map((tallied) => shown(tallied, byScenario.get(tallied.scenario.name) ?? [], pace, nowMs))
    return {
      seed,
      cases,
      finishedCases: rows.reduce((total, row) => total + row.cases.length + row.saved.length, 0),
      scenarios,
      totals: tally.totals(),
      running: [...running.values()],
      checkedStates: scenarios.reduce((total, { checkedStates }) => total + checkedStates, 0),
      elapsedMs: nowMs - startMs,
      nowMs,
      stopping,
      closed,
    }
  }
  function runs(event: CaseStarted | CaseProgress, stage: string, checkedStates: number): void {
    const { startMs: beganMs } = running.get(event.case) ?? { startMs: now() }
    running.set(event.case, { scenario: event.scenario, seed: event.seed, stage, checkedStates, startMs: beganMs })
  }
  let current = take()
  const publish = (): void => {
    current = take()
    for (const listener of listeners) listener()
  }
  const timer = setInterval(publish, SNAPSHOTS_EVERY_MS)
  return {
    hear(event) {
      tally.add(event)
      pace.hear(event)
      if (event.type === 'run-started') ({ seed, cases } = event)
      if (event.type === 'case-started') runs(event, 'run', 0)
      if (event.type === 'case-progress') runs(event, event.stage, event.checkedStates)
      if (event.type === 'case-finished') running.delete(event.case)
    },
    stop() {
      stopping = true
      publish()
    },
    close() {
      clearInterval(timer)
      closed = true
      publish()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    snapshot: () => current,
  }
}

function shown(tallied: TalliedScenario, running: readonly RunningCase[], pace: Pace, nowMs: number): ShownScenario {
  const states = running.reduce((total, { checkedStates }) => total + checkedStates, 0)
  const ms = running.reduce((total, { startMs }) => total + nowMs - startMs, 0)
  return {
    tallied,
    state: stateOf(tallied, running.length > 0),
    checkedStates: tallied.crashStates.checked + states,
    statesPerSecond: pace.statesPerSecond(tallied.scenario.name, { states, ms }),
    running,
  }
}

function grouped(running: readonly RunningCase[]): ReadonlyMap<string, readonly RunningCase[]> {
  const groups = new Map<string, RunningCase[]>()
  for (const each of running) {
    const group = groups.get(each.scenario)
    if (group) group.push(each)
    else groups.set(each.scenario, [each])
  }
  return groups
}
