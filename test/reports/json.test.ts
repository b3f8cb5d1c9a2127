import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { jsonReporter } from '../../reports/index.ts'
import type { RunEvent } from '../../reports/index.ts'
import { drillResult, ended, failed, finished, runScenario, started } from './run-events.ts'

const schema = JSON.parse(readFileSync(new URL('../../docs/schemas/run.schema.json', import.meta.url), 'utf8'))

function documentOf(events: readonly RunEvent[]) {
  const parts: string[] = []
  const reporter = jsonReporter({ write: (text) => void parts.push(text), colors: createColors(true) })
  for (const event of events) reporter.onEvent(event)
  expect(parts).toHaveLength(1)
  return JSON.parse(parts[0]!)
}

const violated = ended(
  [
    started(runScenario('ledger', ['a', 'b']), runScenario('log', ['a']), runScenario('zoo/x', ['a'], ['phantom']), runScenario('engine/x', ['a'], ['lost-ack'], 'documented')),
    finished([0, 'ledger', 'a']),
    failed([1, 'ledger', 'b']),
    finished([1, 'ledger', 'b'], { outcome: 'violated', result: drillResult({ traceHash: 'dddd' }) }),
    finished([3, 'zoo/x', 'a'], { outcome: 'internal-error', result: null, messages: ['lost'] }),
  ],
  { exitCode: 70, endedBy: 'bail' },
)

describe('jsonReporter', () => {
  it('writes what the published schema says', () => {
    const validate = new Ajv({ allErrors: true }).compile(schema)
    for (const events of [violated, ended([started()])]) {
      const valid = validate(documentOf(events))
      expect(validate.errors ?? []).toEqual([])
      expect(valid).toBe(true)
    }
  })

  it('keeps the names that others rely on', () => {
    const document = documentOf(violated)
    expect(document).toMatchObject({
      v: 1,
      seed: 'stem',
      exitCode: 70,
      totals: {
        scenarios: 2,
        seeds: 2,
        crashStates: { generated: 2000, deduped: 1200, skipped: 200, checked: 600, distinctObservations: 40 },
        phases: { 'mid-write': 200 },
        failovers: { crashConsistent: 6, fileSystemConsistent: 0, appConsistent: 2, latest: 4 },
        recoveryCrashes: 14,
        cleanShutdowns: 2,
        violations: 1,
      },
      durationMs: 2500,
    })
    expect(document.scenarios[0]).toMatchObject({
      name: 'ledger',
      status: 'violated',
      seeds: 2,
      crashStates: { checked: 600 },
      failovers: { latest: 4 },
      coverage: { faultsByRecovery: { stall: { 'power-cut': 60, latest: 2 } }, familiesOff: { errors: 2 } },
      properties: [{ name: 'the log wraps round', kind: 'sometimes', passed: 0, failed: 24 }, { passed: 6 }],
      faults: { stall: 4, enospc: 0 },
      failures: [{ fingerprint: 'f1f1f1', verdict: 'lost-ack', token: 'sd1.token', message: 'transfer 7 is missing', seeds: ['b'] }],
    })
  })

  it('says of a scenario that must fail why it must', () => {
    const { totals, scenarios } = documentOf(violated)
    expect(totals).toMatchObject({ planted: [{ scenario: 'zoo/x' }], documented: [{ scenario: 'engine/x', verdict: null }], contradicted: [] })
    expect(scenarios.map(({ because }: { because: string | null }) => because)).toEqual([null, null, 'planted', 'documented'])
  })

  it('names the worst outcome of a scenario', () => {
    expect(documentOf(violated).scenarios.map(({ status }: { status: string }) => status)).toEqual(['violated', 'not-run', 'internal-error', 'not-run'])
  })

  it('gives the trace hash of a single drill as it is, and one over all of several', () => {
    const single = documentOf(ended([started(runScenario('ledger', ['a'])), finished([0, 'ledger', 'a'])]))
    expect(single.scenarios[0].traceHash).toBe('aaaa')
    const { traceHash, stateHash } = documentOf(violated).scenarios[0]
    expect(traceHash).toMatch(/^[0-9a-f]{16}$/)
    expect(traceHash).not.toBe(stateHash)
  })
})
