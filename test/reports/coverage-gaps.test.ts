import { describe, expect, it } from 'vitest'
import type { RunTotals } from '../../core/drill/events.ts'
import type { PropertyCount } from '../../core/drill/property-book.ts'
import { coverageGaps, createTally, strictGaps } from '../../reports/index.ts'
import { faultTable } from '../../reports/fault-table.ts'
import { drillResult, finished, runScenario, started } from './run-events.ts'

const covered: RunTotals = (() => {
  const { failovers, coverage } = drillResult()
  const tally = createTally()
  tally.add(started(runScenario('ledger', ['a'])))
  const result = drillResult({
    phases: { 'mid-recovery': 1, 'mid-checkpoint': 1, 'mid-write': 1, 'before-flush': 1, 'before-acknowledgement': 1, quiet: 1 },
    failovers: { ...failovers, fileSystemConsistent: 1 },
    faults: { stall: 1 },
    coverage: { ...coverage, faultPlans: { stall: 1 } },
    properties: [],
  })
  tally.add(finished([0, 'ledger', 'a'], { result }))
  return tally.totals()
})()

const property = (kind: PropertyCount['kind'], passed: number, failed: number): PropertyCount => ({
  app: 'ledger',
  name: 'it is so',
  kind,
  passed,
  failed,
})

const GAPS: readonly (readonly [Partial<RunTotals>, string, boolean])[] = [
  [{ phases: { ...covered.phases, quiet: 0 } }, 'no crash in phase: quiet', true],
  [{ phases: { ...covered.phases, 'mid-checkpoint': 0 } }, 'no crash in phase: mid-checkpoint', true],
  [
    { phases: { ...covered.phases, 'mid-checkpoint': 0 }, coverage: { ...covered.coverage, checkpointed: 0 } },
    'no crash in phase: mid-checkpoint',
    false,
  ],
  [{ faults: { stall: 0 } }, 'planned and never fired: stall', true],
  [
    { faults: {}, coverage: { ...covered.coverage, faultPlans: { stall: 0, enospc: 0 } } },
    'claimed and in no plan: stall, enospc',
    true,
  ],
  [{ neverReplayed: ['files', 'more-files'] }, 'no boot replayed the journal of a file system in: files, more-files', true],
  [{ failovers: { ...covered.failovers, latest: 0 } }, 'no failover to: latest', false],
  [{ properties: [property('sometimes', 0, 1)] }, 'sometimes "it is so" (ledger): never true, looked at 1 time', true],
  [{ properties: [property('reachable', 0, 0)] }, 'reachable "it is so" (ledger): never reached', true],
  [{ properties: [property('always', 0, 0)] }, 'always "it is so" (ledger): never looked at', false],
]

describe('what was not covered', () => {
  it('is nothing where everything was', () => {
    const properties = [property('sometimes', 1, 9), property('reachable', 1, 0), property('always', 3, 0), property('unreachable', 0, 0)]
    expect(coverageGaps({ ...covered, properties })).toEqual([])
    expect(coverageGaps({ ...covered, properties: [property('always', 0, 2)] })).toEqual([])
  })

  it.each(GAPS)('%j', (change, text, strict) => {
    const totals = { ...covered, ...change }
    expect(coverageGaps(totals)).toEqual([{ gap: expect.any(String), text, strict }])
    expect(strictGaps(totals)).toEqual(strict ? [text] : [])
  })
})

describe('the table of faults by recovery', () => {
  it('has only rows and columns with something, in a fixed order, and fits beside the labels', () => {
    expect(faultTable({})).toEqual([])
    const lines = faultTable({
      stall: { latest: 2, 'power-cut': 12_345 },
      'latent-sector-error': { 'power-cut': 1, 'a-new-kind': 3, 'another-kind': 4 },
    })
    expect(lines).toEqual([
      '                    power cut  latest   other',
      'stall                  12,345       2       ·',
      'latent-sector-error         1       ·       7',
    ])
    const kinds = ['power-cut', 'process-kill', 'os-reset', 'crash-consistent', 'file-system-consistent', 'app-consistent', 'latest']
    const all = faultTable({ stall: Object.fromEntries(kinds.map((kind) => [kind, 123_456])) })
    expect(Math.max(...all.map((line) => line.length))).toBeLessThanOrEqual(84)
  })
})
