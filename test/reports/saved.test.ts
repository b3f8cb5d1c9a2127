/** Saved failures in the event stream: counted apart from drills, told in words, and once with a failure that a drill shows too. */
import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { createTally, jsonReporter, lineReporter } from '../../reports/index.ts'
import type { RunEvent } from '../../reports/index.ts'
import { drillResult, ended, failed, finished, runScenario, started } from './run-events.ts'

const corpus = (id: string) => ({ corpus: `ledger-${id}`, result: null }) as const
const saved = { id: 'ledger-f1f1f1', file: '.seeddrill/corpus/ledger/f1f1f1.json', replay: 'seeddrill replay ledger-f1f1f1' }

const events = ended([
  { ...started(runScenario('ledger', ['a'])), cases: 5, savedFailures: 4 },
  { ...failed([0, 'ledger', 'a'], { saved }), corpus: saved.id },
  finished([0, 'ledger', 'a'], { ...corpus('f1f1f1'), outcome: 'violated', savedOutcome: 'still-fails', messages: ['lost-ack'] }),
  finished([1, 'ledger', 'a'], { ...corpus('f2f2f2'), savedOutcome: 'no-longer-fails' }),
  finished([2, 'ledger', 'b'], { ...corpus('f3f3f3'), outcome: 'inconclusive', savedOutcome: 'plan-no-longer-applies', messages: ['no such instant'] }),
  finished([3, 'ledger', 'b'], { ...corpus('f4f4f4'), outcome: 'not-deterministic', messages: ['two answers'] }),
  failed([4, 'ledger', 'a'], { saved }),
  finished([4, 'ledger', 'a'], { outcome: 'violated', result: drillResult({ status: 'violated' }) }),
])

function written(stream: readonly RunEvent[], create: typeof jsonReporter): string {
  const parts: string[] = []
  const reporter = create({ write: (text) => void parts.push(text), colors: createColors(false) })
  for (const event of stream) reporter.onEvent(event)
  return parts.join('')
}

describe('saved failures', () => {
  it('are no drills, and what came to no answer counts as what it was', () => {
    const tally = createTally()
    for (const event of events) tally.add(event)
    const { seeds, violations, notRun, outcomes, saved } = tally.totals()
    expect({ seeds, violations, notRun, saved }).toEqual({
      seeds: 1, violations: 1, notRun: 0, saved: { 'still-fails': 1, 'no-longer-fails': 1, 'plan-no-longer-applies': 1 },
    })
    expect(outcomes).toMatchObject({ violated: 1, inconclusive: 0, passed: 0, 'not-deterministic': 1 })
    expect(tally.scenarios()[0]!.failures[0]!.seeds).toEqual(['a'])
  })

  it('are told in words, each failure once', () => {
    const text = written(events, lineReporter)
    expect(text).toContain('1 scenario, 1 drill · 4 saved failures first')
    expect(text).toContain('[1/5] still fails ledger-f1f1f1  lost-ack · 1.5 s')
    expect(text).toContain('[2/5] no longer fails ledger-f2f2f2')
    expect(text).toContain('[3/5] no longer applies ledger-f3f3f3  no such instant')
    expect(text).toContain('[4/5] NOT DETERMINISTIC ledger')
    expect(text.match(/^FAIL ledger/gm)).toHaveLength(1)
    expect(text).toContain('saved           1 saved failure no longer fails · 1 still fails')
    expect(text).toContain('not covered     1 saved failure whose plan no longer applies to this code')
  })

  it('leave no row where there are none', () => {
    expect(written(ended([started(runScenario('ledger', ['a'])), finished([0, 'ledger', 'a'])]), lineReporter)).not.toContain('saved')
  })

  it('are in the report as its schema says', () => {
    const schema = JSON.parse(readFileSync(new URL('../../docs/schemas/run.schema.json', import.meta.url), 'utf8')) as object
    const document = JSON.parse(written(events, jsonReporter)) as { readonly scenarios: readonly Record<string, unknown>[] }
    const validate = new Ajv({ allErrors: true }).compile(schema)
    validate(document)
    expect(validate.errors ?? []).toEqual([])
    expect(document.scenarios[0]).toMatchObject({ failures: [{ saved }], cases: [{ seed: 'a' }] })
    expect(document.scenarios[0]!.saved).toHaveLength(4)
  })
})
