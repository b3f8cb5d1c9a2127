/** Whatever people call their things, the document holds, the names stay different, and its size has a limit. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTally, junitReporter } from '../../../reports/index.ts'
import type { RunEvent } from '../../../reports/index.ts'
import { junitDocument } from '../../../reports/junit/document.ts'
import { xmlLine, xmlText } from '../../../reports/junit/xml-text.ts'
import { ended, failed, finished, runScenario, started } from '../run-events.ts'
import { written } from '../written.ts'
import { hasXmllint, readJunit, schemaProblems } from './read.ts'

const BATCH = 100
const STRINGS = 10_000

const snippets = fc.constantFrom(']]>', '<![CDATA[', '<!--', '-->', '&amp;', '&#0;', '&#x1b;', '<?xml', '"', "'", '>', '</failure>', '\u001b[31m', '\u0000', '\ud800', '\udfff', '\ufffe', '\uffff', '\u2028', '\r\n', '\u202e', '%0A', '::error::', '|', '```')
const hostile = fc.oneof(
  fc.array(fc.oneof(snippets, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
)

/** A scenario for each text, whose name and messages it is. */
function runOf(texts: readonly string[]): readonly RunEvent[] {
  const names = [...new Set(texts)]
  return ended([
    started(...names.map((name) => ({ ...runScenario(name, [name]), file: `${name}.ts` }))),
    ...names.flatMap((name, index) => [
      failed([index, name, name], { message: name, meaning: name, timeline: [name], fingerprint: name, replay: name }),
      finished([index, name, name], { outcome: 'internal-error', messages: [name] }),
    ]),
  ])
}

describe('JUnit XML', () => {
  it(`holds ${STRINGS} hostile texts in names and messages, each test once`, () => {
    let seen = 0
    const property = fc.property(fc.array(hostile, { minLength: BATCH, maxLength: BATCH }), (texts) => {
      const xml = written(junitReporter, runOf(texts))
      seen += texts.length
      const { testsuite, tests } = readJunit(xml)
      const cases = testsuite.flatMap(({ testcase }) => testcase)
      expect(cases).toHaveLength(Number(tests))
      expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
      expect(cases.filter(({ failure }) => failure)).toHaveLength(new Set(texts).size)
      expect(xml).not.toMatch(/[^\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u)
    })
    fc.assert(property, { numRuns: STRINGS / BATCH, seed: 7 })
    expect(seen).toBe(STRINGS)
  })

  it.runIf(hasXmllint)('is valid for xmllint too (skipped without it)', () => {
    const texts = fc.sample(hostile, { numRuns: 500, seed: 11 })
    expect(schemaProblems(written(junitReporter, runOf(texts)))).toBe('')
  })

  it('gives back every text that XML can hold', () => {
    const text = fc.string({ unit: fc.constantFrom(..."aé漢😀<>&\"']]>-!?%`|{} ".split(/(?:)/u)), minLength: 1, maxLength: 60 })
    const texts = fc.sample(text, { numRuns: 300, seed: 3 })
    const suites = readJunit(written(junitReporter, runOf(texts))).testsuite
    const messages = suites.flatMap(({ testcase }) => testcase.flatMap(({ failure = [] }) => failure.map(({ message }) => message)))
    expect(messages).toEqual([...new Set(texts)].map((each) => `${each} (fingerprint ${each})`))
  })

  it('strips colours and puts a dot for what XML cannot hold', () => {
    expect(xmlLine('\u001b[31mred\u001b[0m \u0000 \ud83d \ufffe 😀\tx')).toBe('red · · · 😀 x')
    expect(xmlText('one\r\ntwo\rthree\n\u0007')).toBe('one\ntwo\nthree\n·')
    expect(xmlText('abcdef', 3)).toBe('ab…')
    expect([xmlLine('a😀b', 3), xmlLine('a\ud83db')]).toEqual(['a…', 'a·b'])
  })

  it('never has more bytes than it may: it tells less, then leaves out what passed, then the rest', () => {
    const long = 'x '.repeat(50_000)
    const names = Array.from({ length: 40 }, (_, index) => `scenario-${index}`)
    const events = ended([
      started(...names.map((name) => runScenario(name, ['a']))),
      ...names.flatMap((name, index) => [failed([index, name, 'a'], { replay: `seeddrill replay ${long}`, message: long }), finished([index, name, 'a'], { outcome: 'violated' })]),
    ])
    const tally = createTally()
    for (const event of events) tally.add(event)
    const [first, last] = [events[0]!, events.at(-1)!]
    if (first.type !== 'run-started' || last.type !== 'run-finished') throw new TypeError('these are no ends of a run')
    const parts = { started: first, finished: last, rows: tally.scenarios(), drilledMs: new Map<string, number>() }
    const sizes = [10_000_000, 1_000_000, 300_000, 60_000, 12_000, 900].map((most) => {
      const xml = junitDocument(parts, most)
      const { testsuite, failures, tests } = readJunit(xml)
      expect({ failures, tests }).toEqual({ failures: '40', tests: '400' })
      expect(Buffer.byteLength(xml)).toBeLessThanOrEqual(most)
      return testsuite[0]!.testcase?.length ?? 0
    })
    expect(sizes.slice(0, 3)).toEqual([400, 400, 400])
    expect(sizes[3]).toBe(40)
    expect(sizes[4]).toBeGreaterThan(0)
    expect(sizes[4]).toBeLessThan(40)
    expect(sizes[5]).toBe(0)
  })
})
