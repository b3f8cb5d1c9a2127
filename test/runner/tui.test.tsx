import { createColors } from 'picocolors'
import { render } from 'ink-testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { frame } from '../../runner/tui/frame.ts'
import { RunView } from '../../runner/tui/run-view.tsx'
import { createViewStore } from '../../runner/tui/view-store.ts'
import type { RunEvent } from '../../reports/index.ts'
import { failed, finished, runScenario, started } from '../reports/run-events.ts'

const colors = createColors(false)
const CTRL_C = String.fromCharCode(3)

const events: readonly RunEvent[] = [
  started(runScenario('ledger', ['a', 'b']), runScenario('log', ['a', 'b']), runScenario('zoo/x', ['a'], ['lost-ack'])),
  { v: 1, type: 'case-started', case: 0, scenario: 'ledger', seed: 'a' },
  finished([0, 'ledger', 'a']),
  failed([2, 'log', 'a']),
  finished([2, 'log', 'a'], { outcome: 'violated' }),
  { v: 1, type: 'case-progress', case: 1, scenario: 'ledger', seed: 'b', stage: 'sweep', checkedStates: 1200 },
]

/** A snapshot after some events, 10 s into the run. */
function snapshotAfter(heard: readonly RunEvent[]) {
  vi.useFakeTimers()
  let nowMs = 0
  const store = createViewStore(() => nowMs)
  for (const event of heard) store.hear(event)
  nowMs = 10_000
  vi.advanceTimersByTime(200)
  const snapshot = store.snapshot()
  store.close()
  return snapshot
}

afterEach(() => void vi.useRealTimers())

describe('frame', () => {
  it('shows scenarios, pace, coverage and failures', () => {
    expect(frame(snapshotAfter(events), { rows: 30, columns: 100 }, colors)).toEqual([
      'seeddrill · seed stem · 2/5 drills · 1,800 states, 180/s · 10.0 s',
      '❯ ledger                                1/2    1,500 states  sweep b',
      '✗ log                                   1/2      300 states  ',
      '· zoo/x                                 0/1        0 states  ',
      '',
      'crash states by phase',
      '  mid-recovery            █░░░░░░░░░░░░░░░░░░░░░░░           10',
      '  mid-checkpoint          ░░░░░░░░░░░░░░░░░░░░░░░░            0 never',
      '  mid-write               ████████████████████████          200',
      '  before-flush            ██████████████████████░░          180',
      '  before-acknowledgement  ███████████████████░░░░░          160',
      '  quiet                   ██████░░░░░░░░░░░░░░░░░░           50',
      '',
      'failures (1)',
      '✗ log › lost-ack × 1 seed: transfer 7 is missing',
      'ctrl-c stops and reports what ran',
    ])
  })

  it.each([
    [3, 20],
    [10, 40],
    [23, 80],
    [60, 200],
  ])('never exceeds %d rows of %d columns', (rows, columns) => {
    const names = Array.from({ length: 40 }, (_, index) => `scenario-with-a-long-name/${index}`)
    const many = [
      started(...names.map((name) => runScenario(name, ['a']))),
      ...names.flatMap((name, index) => [
        failed([index, name, 'a'], { message: 'long '.repeat(50) }),
        finished([index, name, 'a'], { outcome: 'violated' }),
      ]),
    ]
    const drawn = frame(snapshotAfter(many), { rows, columns }, colors)
    expect(drawn.length).toBeLessThanOrEqual(rows)
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(columns)
    if (rows >= 23) expect(drawn.join('\n')).toMatch(/… \d+ more scenarios[\s\S]*failures \(40\)[\s\S]*ctrl-c/)
  })

  it('calls a planted defect that is found good', () => {
    const found = [
      started(runScenario('zoo/x', ['a'], ['lost-ack'])),
      failed([0, 'zoo/x', 'a']),
      finished([0, 'zoo/x', 'a'], { outcome: 'violated' }),
    ]
    const drawn = frame(snapshotAfter(found), { rows: 30, columns: 100 }, colors)
    expect(drawn[1]).toMatch(/^✓ zoo\/x/)
    expect(drawn.join('\n')).not.toContain('failures')
  })
})

describe('createViewStore', () => {
  it('takes a snapshot only now and then, however much happens', () => {
    vi.useFakeTimers()
    const store = createViewStore(() => 0)
    let notified = 0
    store.subscribe(() => notified++)
    for (let round = 0; round < 100; round++) for (const event of events) store.hear(event)
    expect([notified, store.snapshot().cases]).toEqual([0, 0])
    vi.advanceTimersByTime(1000)
    expect([notified, store.snapshot().cases]).toEqual([5, 5])
    store.close()
    vi.advanceTimersByTime(1000)
    expect(notified).toBe(6)
  })
})

describe('RunView', () => {
  const settled = (condition: () => void) => vi.waitFor(condition, { timeout: 5000 })

  it('draws what it hears, obeys Ctrl-C, and leaves nothing behind', async () => {
    const store = createViewStore()
    let interrupts = 0
    let gone = false
    const view = render(<RunView store={store} colors={colors} onInterrupt={() => interrupts++} onGone={() => (gone = true)} />)
    for (const event of events) store.hear(event)
    await settled(() => expect(view.lastFrame()).toContain('❯ ledger'))
    view.stdin.write(CTRL_C)
    await settled(() => expect(view.lastFrame()).toContain('ctrl-c again aborts at once'))
    expect(interrupts).toBe(1)
    view.stdin.write(CTRL_C + CTRL_C)
    await settled(() => expect(interrupts).toBe(3))
    store.close()
    await settled(() => expect(gone).toBe(true))
    await settled(() => expect(view.lastFrame()!.trim()).toBe(''))
    view.unmount()
  })
})
