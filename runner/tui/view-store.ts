/** What the view shows, kept up to date from the event stream, handed to React as snapshots. */
import type { CaseStarted, RunEvent } from '../../core/drill/events.ts'
import { createTally } from '../../reports/index.ts'
import type { TalliedScenario } from '../../reports/index.ts'

export interface RunningCase {
  readonly scenario: string
  readonly seed: string
  readonly stage: string
  readonly checkedStates: number
}

export interface ViewSnapshot {
  readonly seed: string
  readonly cases: number
  readonly finishedCases: number
  readonly scenarios: readonly TalliedScenario[]
  readonly phases: Readonly<Record<string, number>>
  readonly running: readonly RunningCase[]
  /** Crash states that were executed, those of running drills with them. */
  readonly checkedStates: number
  readonly elapsedMs: number
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
  const running = new Map<number, RunningCase>()
  const listeners = new Set<() => void>()
  const startMs = now()
  let seed = ''
  let cases = 0
  let stopping = false
  let closed = false

  function take(): ViewSnapshot {
    const scenarios = tally.scenarios()
    const finished = scenarios.reduce((total, row) => total + row.crashStates.checked, 0)
    const inWork = [...running.values()].reduce((total, { checkedStates }) => total + checkedStates, 0)
    return {
      seed,
      cases,
      finishedCases: scenarios.reduce((total, row) => total + row.cases.length + row.saved.length, 0),
      scenarios,
      phases: tally.totals().phases,
      running: [...running.values()],
      checkedStates: finished + inWork,
      elapsedMs: now() - startMs,
      stopping,
      closed,
    }
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
      if (event.type === 'run-started') ({ seed, cases } = event)
      if (event.type === 'case-started') running.set(event.case, startOf(event))
      if (event.type === 'case-progress') {
        const { scenario, seed, stage, checkedStates } = event
        running.set(event.case, { scenario, seed, stage, checkedStates })
      }
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

const startOf = ({ scenario, seed }: CaseStarted): RunningCase => ({ scenario, seed, stage: 'run', checkedStates: 0 })
