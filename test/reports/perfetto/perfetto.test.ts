/** The trace of a run's failures, by the rules of its format. */
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { Scene, SceneMark } from '../../../core/index.ts'
import { drill, VERDICTS } from '../../../core/index.ts'
import { perfettoReporter } from '../../../reports/index.ts'
import type { RunEvent } from '../../../reports/index.ts'
import { halvesScenario, notebookScenario } from '../../core/drill/toys.ts'
import { failing, HOSTILE, passing } from '../html/run-page.ts'
import { aScene, ended, failed, finished, runScenario, started } from '../run-events.ts'
import { brokenRules } from './trace-rules.ts'
import type { AnyEvent } from './trace-rules.ts'

interface Document {
  readonly traceEvents: readonly AnyEvent[]
  readonly displayTimeUnit: string
}

function traceOf(events: readonly RunEvent[]): Document {
  const parts: string[] = []
  const reporter = perfettoReporter({ write: (text) => void parts.push(text), colors: createColors(false) })
  for (const event of events) reporter.onEvent(event)
  expect(parts).toHaveLength(1)
  return JSON.parse(parts[0]!) as Document
}

const ofScene = (scene: Scene): readonly AnyEvent[] =>
  traceOf(ended([started(runScenario('ledger', ['a'])), failed([0, 'ledger', 'a'], { scene }), finished([0, 'ledger', 'a'], { outcome: 'violated' })])).traceEvents
const phasesOf = (events: readonly AnyEvent[], name: RegExp): string => events.flatMap((event) => (name.test(String(event['name'])) ? [event.ph] : [])).join('')

describe('the trace of a run', () => {
  it('keeps the rules, with hostile names too, and has one process for each different failure', () => {
    const document = traceOf(failing)
    expect(brokenRules(document)).toEqual([])
    const names = document.traceEvents.filter(({ name }) => name === 'process_name').map(({ args }) => (args as { name: string }).name)
    expect(names).toHaveLength(4)
    expect(names).toContain('ledger › lost-ack after failover to a recovery point (f1f1f1, seed a)')
    expect(names.filter((name) => name.includes(HOSTILE))).toHaveLength(1)
    expect(new Set(document.traceEvents.map(({ pid }) => pid)).size).toBe(4)
  })

  it('of a run without failures is empty, and still one', () => {
    expect(traceOf(passing)).toEqual({ traceEvents: [], displayTimeUnit: 'ms' })
  })

  it('keeps the rules on the scenes of real drills', async () => {
    const scenarios = [halvesScenario(false), notebookScenario({ forgetsFlush: true }, { name: 'toy/forgets' })]
    const events: RunEvent[] = [started(...scenarios.map(({ name }) => runScenario(name, ['1'])))]
    for (const [index, scenario] of scenarios.entries()) {
      const { failures } = await drill(scenario, { seed: '1', stateBudget: 100, shrinkAttempts: 0 })
      expect(failures).not.toEqual([])
      for (const { plan: _, ...failure } of failures) events.push(failed([index, scenario.name, '1'], { ...failure, meaning: VERDICTS[failure.verdict] }))
      events.push(finished([index, scenario.name, '1'], { outcome: 'violated' }))
    }
    const document = traceOf(ended(events))
    expect(brokenRules(document)).toEqual([])
    expect(new Set(document.traceEvents.map(({ ph }) => ph))).toEqual(new Set(['M', 'X', 'i', 'C']))
  })
})

describe('a scene in the trace', () => {
  it('has its crash across the whole trace, and other instants on their lanes', () => {
    const instants = ofScene(aScene).filter(({ ph }) => ph === 'i')
    expect(instants.map(({ cat, s, ts }) => [cat, s, ts])).toEqual([['ack', 't', 900], ['crash', 'g', 1000], ['verdict', 't', 1000]])
  })

  it('has requests that overlap as pairs of their own, others as slices', () => {
    const events = ofScene(aScene)
    expect(phasesOf(events, /W41/)).toBe('be')
    expect(phasesOf(events, /W42/)).toBe('be')
    expect(phasesOf(events, /operation 7 \{/)).toBe('X')
    expect(events.find(({ ph, name }) => ph === 'e' && String(name).includes('W42'))!['ts']).toBe(aScene.endUs)
  })

  it('counts the requests of a volume at every change', () => {
    const depths = ofScene(aScene).filter(({ ph }) => ph === 'C').map(({ ts, args }) => [ts, (args as { requests: number }).requests])
    expect(depths).toEqual([[200, 1], [250, 2], [400, 1], [500, 2], [800, 1], [1000, 0]])
  })

  it('leads from the last write of a volume that the copy holds through the point to the failover', () => {
    const last: SceneMark = { lane: 2, kind: 'write', startUs: 300, endUs: 350, label: 'last', name: 'W9', state: 'in-copy' }
    const failover: SceneMark = { lane: 3, kind: 'failover', startUs: 1000, endUs: 1000, label: 'failover', name: 'crash-consistent#1' }
    const marks = [...aScene.marks.slice(0, 2), last, ...aScene.marks.slice(2), failover]
    const flow = ofScene({ ...aScene, marks }).filter(({ cat }) => cat === 'replication')
    expect(flow.map(({ ph, tid, ts }) => [ph, tid, ts])).toEqual([['s', 3, 300], ['t', 4, 600], ['f', 4, 1000]])
    expect(ofScene(aScene).filter(({ cat }) => cat === 'replication')).toEqual([])
  })
})

/** The rules themselves: each is broken once. */
const event = (change: Partial<AnyEvent>): AnyEvent => ({ ph: 'X', name: 'x', cat: 'x', pid: 1, tid: 1, ts: 0, dur: 10, ...change })
it.each([
  ['a slice that crosses another', [event({}), event({ ts: 5 })], 'crosses'],
  ['an end without a begin', [event({ ph: 'E', ts: 3 })], 'not begun'],
  ['a begin without an end', [event({ ph: 'B' })], 'does not end'],
  ['an async end without a begin', [event({ ph: 'e', id: '1' })], 'not begun once'],
  ['an id that is used twice', [event({ ph: 'b', id: '1' }), event({ ph: 'b', id: '1' })], 'not begun once'],
  ['a flow without a finish', [event({ ph: 's', id: '1' })], 'no finish'],
  ['times that go back', [event({ ts: 50 }), event({ ts: 10 })], 'earlier'],
  ['a time that is no number', [event({ ts: Number.NaN })], 'no whole number'],
  ['an instant without a scope', [event({ ph: 'i' })], 'no scope'],
  ['an unknown phase', [event({ ph: 'Q' })], 'unknown phase'],
] as const)('the rules object to %s, and to nothing in what is right', (_, traceEvents, complaint) => {
  expect(brokenRules({ traceEvents, displayTimeUnit: 'ms' }).join('\n')).toContain(complaint)
  expect(brokenRules({ traceEvents: [event({}), event({ ts: 2, dur: 3 }), event({ ts: 10 })], displayTimeUnit: 'ms' })).toEqual([])
})
