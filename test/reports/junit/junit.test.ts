/** JUnit XML: stable tests, the right kind of result, and a document that every reader takes. */
import { describe, expect, it } from 'vitest'
import { VERDICTS } from '../../../core/oracle/verdict.ts'
import { junitReporter } from '../../../reports/index.ts'
import type { RunEvent } from '../../../reports/index.ts'
import { INVARIANTS } from '../../../reports/junit/invariants.ts'
import { failing } from '../html/run-page.ts'
import { drillResult, ended, failed, finished, runScenario, started } from '../run-events.ts'
import { written } from '../written.ts'
import { hasXmllint, readJunit, schemaProblems } from './read.ts'
import type { ReadCase } from './read.ts'

const read = (events: readonly RunEvent[]) => readJunit(written(junitReporter, events))
const casesOf = (events: readonly RunEvent[]): readonly ReadCase[] => read(events).testsuite.flatMap(({ testcase }) => testcase)
const named = (events: readonly RunEvent[], name: string): ReadCase => casesOf(events).find((each) => each.name === name)!
const inFile = (name: string, file: string, seeds: readonly string[]) => ({ ...runScenario(name, seeds), file })

const SURVIVES = 'ledger › what was acknowledged survives'
const ANSWERS = 'ledger › every drill comes to an answer'

const one = (...events: readonly RunEvent[]) => ended([started(runScenario('ledger', ['a', 'b'])), ...events])
const passed = one(finished([0, 'ledger', 'a']), finished([1, 'ledger', 'b']))

describe('junitReporter', () => {
  it('knows what every verdict breaks, once', () => {
    expect(INVARIANTS.flatMap(({ verdicts }) => verdicts).sort()).toEqual(Object.keys(VERDICTS).sort())
  })

  it('has a suite a file, and the same tests whatever the seeds and the outcome', () => {
    const files = (seed: string, ...events: readonly RunEvent[]) =>
      ended([started(inFile('ledger', 'drills/ledger.ts', [seed]), inFile('index', 'drills/ledger.ts', [seed]), runScenario('wal-db', [seed])), ...events])
    const bad = files('x', failed([0, 'ledger', 'x']), finished([0, 'ledger', 'x'], { outcome: 'violated' }))
    const good = files('y', finished([0, 'ledger', 'y']), finished([1, 'index', 'y']), finished([2, 'wal-db', 'y']))
    expect(read(bad).testsuite.map(({ name, file }) => [name, file])).toEqual([['drills/ledger.ts', 'drills/ledger.ts'], ['built-in scenarios', undefined]])
    const names = casesOf(bad).map(({ name, classname }) => `${classname}/${name}`)
    expect(names).toEqual(casesOf(good).map(({ name, classname }) => `${classname}/${name}`))
    expect(new Set(names).size).toBe(3 * (INVARIANTS.length + 1))
  })

  it('tells a violation as a failure, with the command that shows it first', () => {
    const saved = { id: 'ledger-f1', file: '.seeddrill/corpus/ledger/f1.json', replay: 'seeddrill replay ledger-f1' }
    const events = one(failed([0, 'ledger', 'a'], { saved }), finished([0, 'ledger', 'a'], { outcome: 'violated' }), failed([1, 'ledger', 'b']), finished([1, 'ledger', 'b'], { outcome: 'violated' }))
    const { failure, error, skipped, 'system-out': output } = named(events, SURVIVES)
    expect({ error, skipped }).toEqual({ error: undefined, skipped: undefined })
    expect(failure).toHaveLength(1)
    expect(failure![0]).toMatchObject({ type: 'lost-ack', message: 'transfer 7 is missing (fingerprint f1f1f1)' })
    expect(failure![0]!['#text']!.split('\n').slice(0, 2)).toEqual(['seeddrill replay sd1.token', 'seeds: a, b'])
    expect(failure![0]!['#text']).toContain('t=2 CRASH')
    expect(output).toEqual(['[[ATTACHMENT|.seeddrill/corpus/ledger/f1.json]]'])
    expect(read(events)).toMatchObject({ failures: '1', errors: '0' })
    const { property } = read(events).testsuite[0]!.properties[0]
    expect(property).toContainEqual({ name: 'ledger: fingerprint f1f1f1', value: 'lost-ack, seeds a b' })
    expect(property).toContainEqual({ name: 'ledger: codeHash', value: '0123456789ab' })
    expect(property).toContainEqual({ name: 'ledger: seeds', value: 'a b' })
    expect(property).toContainEqual({ name: 'seed', value: 'stem' })
  })

  it('says nothing of what passed, and skips what nothing could have broken', () => {
    expect(named(passed, SURVIVES)).toEqual({ name: SURVIVES, classname: 'ledger', time: '0.000' })
    expect(named(passed, ANSWERS)).toEqual({ name: ANSWERS, classname: 'ledger', time: '3.000' })
    expect(read(passed)).toMatchObject({ failures: '0', errors: '0', time: '2.500' })
    expect(named(passed, 'ledger › stated properties hold').skipped![0]).toMatchObject({ type: 'not-tested' })
    const noFailover = drillResult({ failovers: { ...drillResult().failovers, crashConsistent: 0, appConsistent: 0, latest: 0 } })
    const events = one(finished([0, 'ledger', 'a'], { result: noFailover }))
    expect(named(events, 'ledger › recovery points keep their promise').skipped).toHaveLength(1)
    expect(named(passed, 'ledger › recovery points keep their promise').skipped).toBeUndefined()
  })

  it.each(['internal-error', 'misused', 'not-deterministic', 'inconclusive'] as const)('tells %s as an error, with a command', (outcome) => {
    const events = one(finished([0, 'ledger', 'a'], { outcome, result: null, messages: ['the sky fell', 'at line 3'] }), finished([1, 'ledger', 'b']))
    expect(named(events, ANSWERS).error).toEqual([{ type: outcome, message: `1 drill ${outcome}: the sky fell`, '#text': 'npx seeddrill run ledger --seed a\n\nthe sky fell\nat line 3' }])
    expect(read(events)).toMatchObject({ failures: '0', errors: '1' })
  })

  it('skips what never ran or was cut short, and passes nothing that nobody looked at', () => {
    const none = one()
    expect(casesOf(none).every(({ skipped }) => skipped?.length === 1)).toBe(true)
    expect(named(none, ANSWERS).skipped![0]).toMatchObject({ type: 'not-run', message: '2 drills never ran' })
    const cut = one(finished([0, 'ledger', 'a']), finished([1, 'ledger', 'b'], { outcome: 'cut-short' }))
    expect(named(cut, ANSWERS).skipped![0]).toMatchObject({ type: 'cut-short', message: '1 drill cut short' })
  })

  it('fails a scenario that must fail and does not, and passes one that does', () => {
    const events = ended([
      started(runScenario('zoo/x', ['a'], ['lost-ack']), runScenario('zoo/y', ['a'], ['phantom'])),
      failed([0, 'zoo/x', 'a']), finished([0, 'zoo/x', 'a'], { outcome: 'violated' }),
      failed([1, 'zoo/y', 'a']), finished([1, 'zoo/y', 'a'], { outcome: 'violated' }),
    ])
    expect(casesOf(events)).toHaveLength(4)
    expect(named(events, 'zoo/x › what is expected of it shows').failure).toBeUndefined()
    expect(named(events, 'zoo/y › what is expected of it shows').failure![0]).toMatchObject({ message: 'expected phantom, found lost-ack' })
  })

  it('has what --strict-coverage failed for', () => {
    const first = started(runScenario('ledger', ['a']))
    const strict = (coverageFailures: readonly string[]) => ended([{ ...first, settings: { ...first.settings, strictCoverage: true } }, finished([0, 'ledger', 'a'])], { coverageFailures })
    expect(named(strict(['no crash in phase: quiet']), 'coverage › what should be covered is covered').failure![0]).toMatchObject({ message: 'no crash in phase: quiet' })
    expect(named(strict([]), 'coverage › what should be covered is covered').failure).toBeUndefined()
  })

  it('never tells a time that is no number', () => {
    const events = one(finished([0, 'ledger', 'a'], { durationMs: NaN }), finished([1, 'ledger', 'b'], { durationMs: -1 }))
    expect(written(junitReporter, events)).not.toMatch(/NaN|time="-/)
  })

  it.runIf(hasXmllint)('is what the schema of Jenkins says (skipped without xmllint)', () => {
    for (const events of [passed, failing, one(), ended([started()])]) expect(schemaProblems(written(junitReporter, events))).toBe('')
    const wrong = written(junitReporter, passed).replace('classname=', 'class=')
    expect(schemaProblems(wrong)).toContain("attribute 'class' is not allowed")
  })
})
