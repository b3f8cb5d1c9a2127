import { describe, expect, it } from 'vitest'
import type { EarlyEnd, RunTotals } from '../../core/drill/events.ts'
import { createTally } from '../../reports/index.ts'
import { EXIT_CODES, exitCode, exitOfRun } from '../../runner/exit-codes.ts'

const base: RunTotals = { ...createTally().totals(), seeds: 3 }
const CAUGHT = { scenario: 'zoo/x', expected: ['lost-ack'], verdict: 'lost-ack', seed: 'a' } as const
const MISSED = { ...CAUGHT, verdict: null, seed: null }

type Outcomes = Partial<RunTotals['outcomes']>

const exit = (
  outcomes: Outcomes,
  endedBy: EarlyEnd | null = null,
  change: Partial<RunTotals> = {},
  coverageFailures: readonly string[] = [],
) => exitOfRun({ ...base, ...change, outcomes: { ...base.outcomes, ...outcomes } }, endedBy, coverageFailures)

describe('saved failures', () => {
  const saved = (change: Partial<RunTotals['saved']>) => ({ seeds: 0, saved: { ...base.saved, ...change } })

  it('that still fail violate, those that do not pass, and one that no longer applies says nothing', () => {
    expect(exit({}, null, saved({ 'still-fails': 1, 'no-longer-fails': 3 }))).toBe('violated')
    expect(exit({}, null, saved({ 'no-longer-fails': 1 }))).toBe('passed')
    expect(exit({}, null, saved({ 'plan-no-longer-applies': 1 }))).toBe('inconclusive')
    expect(exit({}, null, { ...saved({ 'plan-no-longer-applies': 1 }), seeds: 1 })).toBe('passed')
  })
})

it('keeps its numbers', () => {
  expect(Object.entries(EXIT_CODES).map(([name, { code }]) => `${name} ${code}`)).toEqual([
    'passed 0',
    'violated 1',
    'usage 2',
    'inconclusive 3',
    'nothing-matched 4',
    'not-deterministic 5',
    'internal-error 70',
    'SIGINT 130',
    'SIGTERM 143',
    'SIGHUP 129',
  ])
  expect(exitCode('violated')).toBe(1)
})

it.each<[string, ReturnType<typeof exit>]>([
  ['passed', exit({ passed: 3 })],
  ['passed', exit({ passed: 1, 'cut-short': 1 }, 'time-budget')],
  ['violated', exit({ passed: 2, violated: 1, inconclusive: 1 })],
  ['violated', exit({ violated: 1 }, 'bail')],
  ['inconclusive', exit({ passed: 2, inconclusive: 1 })],
  ['inconclusive', exit({}, 'time-budget', { seeds: 0 })],
  ['not-deterministic', exit({ violated: 1, 'not-deterministic': 1 })],
  ['usage', exit({ violated: 1, 'not-deterministic': 1, misused: 1 })],
  ['internal-error', exit({ misused: 1, violated: 1, 'internal-error': 1 })],
  ['SIGINT', exit({ violated: 1, 'internal-error': 1 }, 'SIGINT')],
  ['SIGTERM', exit({ passed: 1 }, 'SIGTERM')],
  ['passed', exit({ passed: 3 }, null, { planted: [CAUGHT] })],
  ['passed', exit({}, null, { seeds: 0, planted: [CAUGHT] })],
  ['violated', exit({ passed: 3 }, null, { planted: [CAUGHT, MISSED] })],
  ['inconclusive', exit({ passed: 3 }, 'time-budget', { planted: [CAUGHT, MISSED] })],
  ['passed', exit({}, null, { seeds: 0, documented: [CAUGHT], contradicted: [CAUGHT] })],
  ['violated', exit({ passed: 3 }, null, { planted: [CAUGHT], documented: [MISSED] })],
  ['violated', exit({ passed: 3 }, null, { contradicted: [MISSED] })],
  ['violated', exit({ passed: 3 }, null, {}, ['planned and never fired: enospc'])],
  ['violated', exit({ passed: 1 }, 'time-budget', {}, ['planned and never fired: enospc'])],
  ['inconclusive', exit({ passed: 2, inconclusive: 1 }, null, {}, ['planned and never fired: enospc'])],
])('%s', (expected, given) => {
  expect(given).toBe(expected)
})
