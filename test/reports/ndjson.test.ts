import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { ndjsonReporter } from '../../reports/index.ts'
import type { RunEvent } from '../../reports/index.ts'
import { failing } from './html/run-page.ts'
import { ended, finished, runScenario, started } from './run-events.ts'
import { written } from './written.ts'

const schema = (name: string) => JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object
const validate = new Ajv({ allErrors: true }).addSchema(schema('run')).compile(schema('events'))

const progress = { v: 1, case: 0, scenario: 'ledger', seed: 'a' } as const
const events: readonly RunEvent[] = ended([
  started(runScenario('ledger', ['a'])),
  { ...progress, type: 'case-started' },
  { ...progress, type: 'case-progress', stage: 'sweep', checkedStates: 12 },
  finished([0, 'ledger', 'a'], { messages: ['line\nbreak \u2028 and half a pair \ud800'] }),
])

describe('ndjsonReporter', () => {
  it('writes each event as it comes, on one line', () => {
    const lines: string[] = []
    const reporter = ndjsonReporter({ write: (text) => void lines.push(text), colors: createColors(true) })
    events.forEach((event, index) => {
      reporter.onEvent(event)
      expect(lines).toHaveLength(index + 1)
      expect(lines[index]).toMatch(/^\{.*\}\n$/)
      expect(JSON.parse(lines[index]!)).toEqual(event)
    })
  })

  it('writes what the published schema says, of every kind of event', () => {
    const lines = [...written(ndjsonReporter, events).trim().split('\n'), ...written(ndjsonReporter, failing).trim().split('\n')]
    const kinds = new Set<string>()
    for (const line of lines) {
      const event = JSON.parse(line) as RunEvent
      kinds.add(event.type)
      validate(event)
      expect({ type: event.type, errors: validate.errors ?? [] }).toEqual({ type: event.type, errors: [] })
    }
    expect([...kinds].sort()).toEqual(['case-finished', 'case-progress', 'case-started', 'failure', 'run-finished', 'run-started'])
    expect(validate({ ...events[1], v: 2 })).toBe(false)
    expect(validate({ ...events[1], more: 1 })).toBe(false)
  })
})
