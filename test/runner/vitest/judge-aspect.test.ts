import { describe, expect, it } from 'vitest'
import { defineApp, fc, scenario } from '../../../core/index.ts'
import type { CaseReport } from '../../../runner/order.ts'
import { aspectsOf, titleOf } from '../../../runner/vitest/aspects.ts'
import { judgeAspect } from '../../../runner/vitest/judge-aspect.ts'

const app = (name: string) =>
  defineApp({ name, volumes: { data: '4KiB' }, properties: { 'it wraps': 'sometimes', 'it is ordered': 'always' }, boot: () => null })

const stated = scenario({
  name: 'x/stated',
  machines: { left: app('one'), right: app('one') },
  operation: fc.nat(),
  apply: () => {},
  model: { initial: 0, step: (state) => state },
  observe: () => 0,
  invariants: { small: () => ({ status: 'ok' }) },
})

const [first] = aspectsOf(stated)
const sometimes = aspectsOf(stated).find(({ title }) => title === 'sometimes: it wraps')!

const report = (outcome: CaseReport['outcome'], messages: readonly string[] = [], wraps = 0): CaseReport =>
  ({
    case: 0, outcome, messages, failures: [], durationMs: 0,
    result: { seed: '1', properties: [{ app: 'one', name: 'it wraps', kind: 'sometimes', passed: wraps, failed: 0 }] },
  }) as unknown as CaseReport

describe('aspectsOf', () => {
  it('names each property once, whatever the number of machines', () => {
    expect(aspectsOf(stated).map(({ title }) => title).slice(5)).toEqual(['invariant: small', 'sometimes: it wraps', 'always: it is ordered'])
  })
})

describe('titleOf', () => {
  it.each([
    ['lost-ack', 'gone', 'keeps what it acknowledged'],
    ['lost-ack', 'small: it is 9', 'invariant: small'],
    ['lost-ack', 'smaller: it is 9', 'keeps what it acknowledged'],
    ['assertion-failed', '"it is ordered" was false on one', 'always: it is ordered'],
    ['assertion-failed', 'something else', 'shows only what was done'],
  ] as const)('sends %s "%s" to "%s"', (verdict, message, title) => {
    expect(titleOf({ verdict, message }, stated)).toBe(title)
  })
})

describe('judgeAspect', () => {
  it('passes when every drill passed', () => {
    expect(judgeAspect(first!, stated, { ok: true, reports: [report('passed')] })).toEqual({ says: 'passed' })
  })

  it.each(['inconclusive', 'cut-short', 'misused', 'internal-error', 'not-deterministic'] as const)('never takes %s for a pass', (outcome) => {
    expect(judgeAspect(first!, stated, { ok: true, reports: [report('passed'), report(outcome, ['because'])] })).toEqual({
      says: 'failed',
      text: `the drill ended ${outcome}\nbecause`,
    })
  })

  it('never takes nothing for a pass', () => {
    expect(judgeAspect(first!, stated, { ok: true, reports: [] }).says).toBe('failed')
    expect(judgeAspect(first!, stated, { ok: false, message: 'no file' })).toEqual({ says: 'failed', text: 'no file' })
  })

  it('skips a property that never came true, in all seeds together', () => {
    expect(judgeAspect(sometimes, stated, { ok: true, reports: [report('passed'), report('passed')] })).toEqual({
      says: 'skipped',
      text: 'never came true in 2 seeds',
    })
    expect(judgeAspect(sometimes, stated, { ok: true, reports: [report('passed'), report('passed', [], 1)] }).says).toBe('passed')
  })
})
