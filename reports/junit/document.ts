/**
 * A run as JUnit XML in the dialect of Jenkins (its xunit plugin's `junit-10.xsd`), which GitLab and others read too. What
 * that schema has no place for stands in the properties of a suite: fingerprints, seeds, hashes of the code.
 */
import { createHash } from 'node:crypto'
import XMLBuilder from 'fast-xml-builder'
import type { RunFinished } from '../../core/drill/events.ts'
import type { TalliedScenario } from '../tally.ts'
import { testCases } from './test-case.ts'
import type { Problem, RunParts, TestCase } from './test-case.ts'
import { xmlLine, xmlText } from './xml-text.ts'

/** What GitLab takes: 30 MB a file. */
export const MOST_BYTES = 30_000_000
const MOST_NAME = 200
const HASH_DIGITS = 8

/** How much is told; what is too large is told again with the next one. */
const LEVELS = [
  { text: 65_536, line: 4096, all: true },
  { text: 8192, line: 1024, all: true },
  { text: 1024, line: 512, all: true },
  { text: 512, line: 256, all: false },
] as const

type Level = (typeof LEVELS)[number]

interface Suite {
  readonly name: string
  readonly file: string | null
  readonly rows: readonly TalliedScenario[]
  readonly tests: readonly TestCase[]
}

type Node = Readonly<Record<string, unknown>>
type Attributes = Readonly<Record<string, string>>

/** @param most bytes that the document may have, default {@link MOST_BYTES} */
export function junitDocument(parts: RunParts, most = MOST_BYTES): string {
  const suites = suitesOf(parts)
  for (const level of LEVELS) {
    const text = written(suites, parts, level, Infinity)
    if (Buffer.byteLength(text) <= most) return text
  }
  return trimmed(suites, parts, most)
}

/** Leaves tests out until the rest fits: half of them, half of these … */
function trimmed(suites: readonly Suite[], parts: RunParts, most: number): string {
  const level = LEVELS.at(-1)!
  let room = suites.reduce((total, { tests }) => total + shown(tests, level).length, 0)
  for (;;) {
    room = Math.floor(room / 2)
    const text = written(suites, parts, level, room)
    if (room === 0 || Buffer.byteLength(text) <= most) return text
  }
}

function suitesOf(parts: RunParts): readonly Suite[] {
  const files = [...new Set(parts.rows.map(({ scenario }) => scenario.file))]
  const suites = files.map((file): Suite => {
    const rows = parts.rows.filter(({ scenario }) => scenario.file === file)
    return { name: file ?? 'built-in scenarios', file, rows, tests: rows.flatMap((row) => testCases(row, parts)) }
  })
  if (!parts.started.settings.strictCoverage) return suites
  const coverage: TestCase = { scenario: 'coverage', name: 'what should be covered is covered', ms: 0, problem: gaps(parts.finished), attachments: [] }
  return [...suites, { name: 'coverage', file: null, rows: [], tests: [coverage] }]
}

function gaps({ coverageFailures }: RunFinished): Problem | null {
  const [first] = coverageFailures
  return first === undefined ? null : { kind: 'failure', type: 'not-covered', message: first, text: coverageFailures.join('\n') }
}

const builder = new XMLBuilder({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', format: true, suppressEmptyNode: true })

const element = (name: string, attributes: Attributes, children: readonly Node[] = []): Node => ({ [name]: children, ':@': attributes })
const content = (text: string): readonly Node[] => (text === '' ? [] : [{ '#text': text }])

const shown = (tests: readonly TestCase[], { all }: Level): readonly TestCase[] =>
  all ? tests : tests.filter(({ problem }) => problem !== null && problem.kind !== 'skipped')

function written(suites: readonly Suite[], parts: RunParts, level: Level, room: number): string {
  let left = room
  const nodes = suites.map((suite) => {
    const tests = shown(suite.tests, level).slice(0, left)
    left -= tests.length
    return suiteNode(suite, tests, parts, level)
  })
  const tests = suites.flatMap((suite) => suite.tests)
  const totals = { name: 'seeddrill', ...countsOf(tests), time: seconds(parts.finished.durationMs) }
  const { skipped: _, ...attributes } = totals
  const declaration = element('?xml', { version: '1.0', encoding: 'UTF-8' })
  return `${builder.build([declaration, element('testsuites', attributes, nodes)])}\n`
}

/** Of all tests, those that are left out too. */
function countsOf(tests: readonly TestCase[]) {
  const count = (kind: Problem['kind']): string => String(tests.filter(({ problem }) => problem?.kind === kind).length)
  return { tests: String(tests.length), failures: count('failure'), errors: count('error'), skipped: count('skipped') }
}

function suiteNode({ name, file, rows, tests }: Suite, told: readonly TestCase[], parts: RunParts, level: Level): Node {
  const time = seconds(tests.reduce((total, { ms }) => total + ms, 0))
  const attributes = { name: xmlLine(name, MOST_NAME), ...countsOf(tests), time, ...(file !== null && { file: xmlLine(file, MOST_NAME) }) }
  const properties = [
    ['seed', parts.started.seed],
    ['exitCode', String(parts.finished.exitCode)],
    ...(tests.length > told.length ? [['testsLeftOut', String(tests.length - told.length)]] : []),
    ...(level.all ? rows.flatMap(scenarioProperties) : []),
  ].map(([key, value]) => element('property', { name: xmlLine(key!, level.line), value: xmlLine(value!, level.line) }))
  return element('testsuite', attributes, [element('properties', {}, properties), ...told.map((each) => caseNode(each, level))])
}

function scenarioProperties({ scenario: { name, codeHash, seeds }, failures }: TalliedScenario): readonly (readonly [string, string])[] {
  return [
    [`${name}: codeHash`, codeHash],
    [`${name}: seeds`, seeds.join(' ')],
    ...failures.map(({ first, seeds: shownBy }) => [`${name}: fingerprint ${first.fingerprint}`, `${first.verdict}, seeds ${shownBy.join(' ')}`] as const),
  ]
}

function caseNode({ scenario, name, ms, problem, attachments }: TestCase, { text, line }: Level): Node {
  const label = testLabel(scenario)
  const attached = attachments.map((file) => `[[ATTACHMENT|${xmlLine(file)}]]`).join('\n')
  return element('testcase', { name: `${label} › ${name}`, classname: label, time: seconds(ms) }, [
    ...(problem ? [element(problem.kind, { message: xmlLine(problem.message, line), type: problem.type }, content(xmlText(problem.text, text)))] : []),
    ...(attached === '' ? [] : [element('system-out', {}, content(xmlText(attached, text)))]),
  ])
}

/** As it is, where XML can hold it; else with a hash, because of two tests with one name readers keep only the first. */
function testLabel(scenario: string): string {
  const label = xmlLine(scenario, MOST_NAME)
  if (label === scenario) return label
  // As JSON, in which even halves of surrogate pairs are different.
  return `${label} ${createHash('sha256').update(JSON.stringify(scenario)).digest('hex').slice(0, HASH_DIGITS)}`
}

/** Whole milliseconds; never `NaN`, which no reader takes. */
const seconds = (ms: number): string => (Number.isFinite(ms) ? Math.max(0, ms) / 1000 : 0).toFixed(3)
