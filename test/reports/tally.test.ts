import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { createTally, expectedFailures, lineReporter } from '../../reports/index.ts'
import type { RunEvent } from '../../reports/index.ts'
import { drillResult, failed, finished, runScenario, started } from './run-events.ts'

function tallied(...events: readonly RunEvent[]) {
  const tally = createTally()
  for (const event of events) tally.add(event)
  return tally
}

/** How many elements spreading, and sets made of lists, walk over meanwhile. */
function copiesIn(work: () => void): number {
  let copies = 0
  const prototypes = [[], new Set()].map((some) => Object.getPrototypeOf(some[Symbol.iterator]()) as { next: (this: unknown) => unknown })
  const restored = prototypes.map((prototype) => {
    const { next } = prototype
    prototype.next = function () {
      copies++
      return next.call(this)
    }
    return () => (prototype.next = next)
  })
  try {
    work()
  } finally {
    for (const restore of restored) restore()
  }
  return copies
}

describe('createTally', () => {
  it('adds drills up, scenario by scenario and in total', () => {
    const tally = tallied(
      started(runScenario('ledger', ['a', 'b']), runScenario('log', ['a'])),
      finished([0, 'ledger', 'a']),
      finished([1, 'ledger', 'b']),
      finished([2, 'log', 'a'], { result: drillResult({ faults: { torn: 5 }, loss: { worstRpoUs: 10, worstLostOperations: 9 } }) }),
    )
    expect(tally.totals()).toMatchObject({
      scenarios: 2,
      seeds: 3,
      crashStates: { generated: 3000, deduped: 1800, skipped: 300, checked: 900, distinctObservations: 60 },
      skippedBecause: { budget: 300 },
      phases: { 'mid-write': 300, 'mid-checkpoint': 0 },
      failovers: { crashConsistent: 9, nonzeroRpo: 12 },
      loss: { worstRpoUs: 1_500_000, worstLostOperations: 9 },
      recoveryCrashes: 21,
      cleanShutdowns: 3,
      faults: { stall: 4, enospc: 0, torn: 5 },
      notRun: 0,
    })
    expect(tally.scenarios().map(({ crashStates }) => crashStates.checked)).toEqual([600, 300])
  })

  it('takes a case up, and tells of it in a line, without copying those before it', () => {
    const heard = (cases: number): number => {
      const seeds = Array.from({ length: cases }, (_, index) => `s${index}`)
      const reporter = lineReporter({ write: () => {}, colors: createColors(false) })
      const events = seeds.flatMap((seed, index) => [
        failed([index, 'ledger', seed]),
        finished([index, 'ledger', seed], { outcome: 'violated', messages: [`of ${seed}`] }),
      ])
      reporter.onEvent(started(runScenario('ledger', seeds)))
      return copiesIn(() => events.forEach((event) => reporter.onEvent(event)))
    }
    // Adding the counts of a drill up takes the same for each of them.
    expect(heard(200) / heard(100)).toBeLessThan(2.2)
  })

  it('copies what it tells, but only what has changed since', () => {
    const tally = tallied(started(runScenario('ledger', ['a', 'b']), runScenario('log', ['a'])), failed([0, 'ledger', 'a']), finished([0, 'ledger', 'a']))
    const [ledger, log] = tally.scenarios()
    tally.add(failed([1, 'ledger', 'b']))
    tally.add(finished([1, 'ledger', 'b'], { messages: ['odd'] }))
    expect([ledger!.cases.length, ledger!.failures[0]!.seeds, ledger!.messages]).toEqual([1, ['a'], []])
    const [later, same] = tally.scenarios()
    expect([later!.cases.length, later!.failures[0]!.seeds, later!.messages]).toEqual([2, ['a', 'b'], ['odd']])
    expect(same).toBe(log)
  })

  it('collapses one failure over its seeds and keeps different ones apart', () => {
    const tally = tallied(
      started(runScenario('ledger', ['a', 'b'])),
      failed([0, 'ledger', 'a']),
      finished([0, 'ledger', 'a'], { outcome: 'violated' }),
      failed([1, 'ledger', 'b'], { message: 'transfer 9 is missing' }),
      failed([1, 'ledger', 'b'], { fingerprint: 'f2f2f2', verdict: 'phantom' }),
      finished([1, 'ledger', 'b'], { outcome: 'violated' }),
    )
    const [ledger] = tally.scenarios()
    expect(ledger!.failures.map(({ first, seeds }) => [first.message, seeds])).toEqual([
      ['transfer 7 is missing', ['a', 'b']],
      ['transfer 7 is missing', ['b']],
    ])
    expect(tally.totals()).toMatchObject({ violations: 2, outcomes: { violated: 2, passed: 0 } })
  })

  it('adds the boots on file systems up, and names the scenarios in which none replayed a journal', () => {
    const withBoots = (boots: number, journalReplayed: number) => {
      const result = drillResult()
      const fileSystemBoots = { boots, journalReplayed, checked: 3, repaired: 2, unbootable: 1 }
      return { result: { ...result, coverage: { ...result.coverage, fileSystemBoots } } }
    }
    const tally = tallied(
      started(runScenario('files', ['a', 'b']), runScenario('read-only', ['a']), runScenario('ledger', ['a']), runScenario('zoo/x', ['a'], ['phantom'])),
      finished([0, 'files', 'a'], withBoots(10, 0)),
      finished([1, 'files', 'b'], withBoots(20, 4)),
      finished([2, 'read-only', 'a'], withBoots(30, 0)),
      finished([3, 'ledger', 'a']),
      finished([4, 'zoo/x', 'a'], withBoots(1000, 0)),
    )
    expect(tally.totals().coverage.fileSystemBoots).toEqual({ boots: 60, journalReplayed: 4, checked: 9, repaired: 6, unbootable: 3 })
    expect(tally.totals().neverReplayed).toEqual(['read-only'])
  })

  it('keeps planted defects out of the sums, and counts only an expected verdict as caught', () => {
    const tally = tallied(
      started(runScenario('zoo/x', ['a', 'b'], ['lost-ack']), runScenario('zoo/y', ['a'], ['phantom'])),
      failed([0, 'zoo/x', 'a'], { fingerprint: 'other', verdict: 'wrong-data' }),
      finished([0, 'zoo/x', 'a'], { outcome: 'violated' }),
      failed([1, 'zoo/x', 'b']),
      finished([1, 'zoo/x', 'b'], { outcome: 'violated' }),
      failed([2, 'zoo/y', 'a'], { verdict: 'lost-ack' }),
      finished([2, 'zoo/y', 'a'], { outcome: 'violated' }),
    )
    expect(tally.totals()).toMatchObject({
      scenarios: 0,
      seeds: 0,
      violations: 0,
      outcomes: { violated: 0 },
      crashStates: { checked: 0 },
      planted: [
        { scenario: 'zoo/x', expected: ['lost-ack'], verdict: 'lost-ack', seed: 'b' },
        { scenario: 'zoo/y', expected: ['phantom'], verdict: null, seed: null },
      ],
    })
  })

  it('keeps defects, permitted losses and broken promises apart', () => {
    const tally = tallied(
      started(
        runScenario('zoo/x', ['a'], ['phantom'], 'planted'),
        runScenario('engine/loses', ['a'], ['lost-ack'], 'documented'),
        runScenario('engine/breaks', ['a'], ['refuses-to-open'], 'contradicted'),
        runScenario('engine/keeps', ['a']),
      ),
      failed([1, 'engine/loses', 'a']),
      finished([1, 'engine/loses', 'a'], { outcome: 'violated' }),
    )
    const missed = { verdict: null, seed: null }
    const { planted, documented, contradicted, violations } = tally.totals()
    expect({ planted, documented, contradicted, violations }).toEqual({
      planted: [{ scenario: 'zoo/x', expected: ['phantom'], ...missed }],
      documented: [{ scenario: 'engine/loses', expected: ['lost-ack'], verdict: 'lost-ack', seed: 'a' }],
      contradicted: [{ scenario: 'engine/breaks', expected: ['refuses-to-open'], ...missed }],
      violations: 0,
    })
    expect(expectedFailures(tally.totals()).map(({ scenario }) => scenario)).toEqual(['zoo/x', 'engine/loses', 'engine/breaks'])
  })

  it('counts what a planted defect does not explain', () => {
    const tally = tallied(
      started(runScenario('zoo/x', ['a'], ['lost-ack'])),
      finished([0, 'zoo/x', 'a'], { outcome: 'internal-error', result: null }),
    )
    expect(tally.totals().outcomes['internal-error']).toBe(1)
  })

  it('counts what never ran, and each message once', () => {
    const tally = tallied(
      started(runScenario('ledger', ['a', 'b', 'c'])),
      finished([0, 'ledger', 'a'], { outcome: 'inconclusive', messages: ['too many ways', 'bound hit'] }),
      finished([1, 'ledger', 'b'], { outcome: 'inconclusive', messages: ['too many ways'] }),
    )
    expect(tally.totals().notRun).toBe(1)
    expect(tally.scenarios()[0]!.messages).toEqual(['too many ways', 'bound hit'])
  })

  it('refuses a scenario that the run did not announce', () => {
    expect(() => tallied(started(), finished([0, 'ledger', 'a']))).toThrow('tally: scenario ledger')
  })
})
