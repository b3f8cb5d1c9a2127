/** What a view sees after some events, keys pressed one after another. */
import { vi } from 'vitest'
import { BEGIN } from '../../../runner/tui/live/live-state.ts'
import type { Seen } from '../../../runner/tui/live/live-state.ts'
import { press } from '../../../runner/tui/live/press.ts'
import type { Effect } from '../../../runner/tui/live/press.ts'
import { createViewStore } from '../../../runner/tui/view-store.ts'
import type { ViewSnapshot } from '../../../runner/tui/view-store.ts'
import type { RunEvent } from '../../../reports/index.ts'
import { failed, finished, reportedFailure, runScenario, started } from '../../reports/run-events.ts'

/** One passes and runs, one fails, one must fail and waits. */
export const EVENTS: readonly RunEvent[] = [
  started(runScenario('ledger', ['a', 'b']), runScenario('log', ['a', 'b']), runScenario('zoo/x', ['a'], ['lost-ack'])),
  { v: 1, type: 'case-started', case: 0, scenario: 'ledger', seed: 'a' },
  finished([0, 'ledger', 'a']),
  failed([2, 'log', 'a']),
  finished([2, 'log', 'a'], { outcome: 'violated' }),
  { v: 1, type: 'case-progress', case: 1, scenario: 'ledger', seed: 'b', stage: 'sweep', checkedStates: 1200 },
]

/** Many scenarios, each with two failures. */
export function manyEvents(count: number, name = (at: number): string => `suite/scenario-${at}`, text = 'an operation is missing'): readonly RunEvent[] {
  const names = Array.from({ length: count }, (_, at) => name(at))
  return [
    started(...names.map((each) => runScenario(each, ['a', 'b']))),
    ...names.flatMap((each, at): readonly RunEvent[] => [
      { v: 1, type: 'case-started', case: 2 * at, scenario: each, seed: text },
      failed([2 * at, each, 'a'], reportedFailure({ fingerprint: 'f1', message: text, timeline: [text] })),
      failed([2 * at, each, 'a'], reportedFailure({ fingerprint: 'f2', verdict: 'wrong-data', message: `${text} again` })),
      finished([2 * at, each, 'a'], { outcome: 'violated', messages: [text] }),
      { v: 1, type: 'case-progress', case: 2 * at + 1, scenario: each, seed: text, stage: 'sweep', checkedStates: at },
    ]),
  ]
}

/** 10 s into the run. */
export function snapshotAfter(heard: readonly RunEvent[], stopping = false): ViewSnapshot {
  vi.useFakeTimers()
  try {
    let nowMs = 0
    const store = createViewStore(() => nowMs)
    for (const event of heard) store.hear(event)
    nowMs = 10_000
    if (stopping) store.stop()
    vi.advanceTimersByTime(200)
    const snapshot = store.snapshot()
    store.close()
    return snapshot
  } finally {
    vi.useRealTimers()
  }
}

export interface Played {
  readonly seen: Seen
  /** All that the keys asked for. */
  readonly effects: readonly Effect[]
}

export function play(snapshot: ViewSnapshot, [columns, rows]: readonly [number, number], keys: readonly string[]): Played {
  const effects: Effect[] = []
  let seen: Seen = { state: BEGIN, snapshot, size: { columns, rows } }
  for (const key of keys) {
    const { state, effect } = press(seen, key)
    seen = { ...seen, state }
    if (effect) effects.push(effect)
  }
  return { seen, effects }
}
