/** Drills as tests: vitest runs them in a project of its own, and what they find is shown again by the command line. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COUNTER, COUNTER_LINES, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Told {
  readonly fullName: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly failureMessages: readonly string[]
}

let folder: Folder
let told: readonly Told[]
let output: string
/** Where bundles lie while they are needed. */
const temporary = (): string => join(folder.path, 'temporary')

beforeAll(() => {
  folder = project()
  output = vitest('--reporter=default')
  told = JSON.parse(readFileSync(join(folder.path, 'told.json'), 'utf8')).testResults
    .flatMap(({ assertionResults }: { readonly assertionResults: readonly Told[] }) => assertionResults)
}, 400_000)
afterAll(() => folder.remove())

function named(name: string, text: string): string {
  return text.replace('mine/counter', name)
}

const BROKEN = COUNTER.replace(COUNTER_LINES.flush, '')
const STATED = named('mine/stated', COUNTER)
  .replace("  name: 'counter',\n", "  name: 'counter',\n  properties: { 'it was emptied': 'sometimes', 'the total is read': 'reachable' },\n")
  .replace('async boot({ volumes, mutex })', 'async boot({ volumes, mutex, reachable })')
  .replace('total: () => total', "total: () => (reachable('the total is read'), total)")
  .replace('  clients: 1,\n', "  clients: 1,\n  invariants: {\n    'stays small': ({ observed }) => (observed < 12 ? { status: 'ok' } : { status: 'violated', verdict: 'wrong-data', message: 'it is ' + observed }),\n    'is no fraction': () => ({ status: 'ok' }),\n  },\n")

function project(): Folder {
  const made = emptyFolder()
  const modules = join(made.path, 'node_modules')
  mkdirSync(modules)
  mkdirSync(join(made.path, 'temporary'))
  symlinkSync(ROOT, join(modules, 'seeddrill'))
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(modules, 'vitest'))
  made.put('package.json', '{ "type": "module" }\n')
  // So that a linked package counts as one that is installed.
  made.put('vitest.config.js', 'export default { resolve: { preserveSymlinks: true } }\n')
  made.put('counter.ts', COUNTER)
  made.put('broken.ts', named('mine/broken', BROKEN))
  made.put('stated.ts', STATED)
  made.put('side-by-side.test.ts', `import { describe } from 'vitest'
import { drillTest } from 'seeddrill/vitest'
import counter from './counter.ts'
import broken from './broken.ts'
import stated from './stated.ts'

describe.concurrent('side by side', () => {
  drillTest(counter, { states: 60, seeds: 2 })
  drillTest(broken, { states: 60, seed: 'abc' })
  drillTest(stated, { states: 60, seed: 'abc' })
})
`)
  made.put('still.test.ts', `import { describe, expect, test, vi } from 'vitest'
import { drillTest } from 'seeddrill/vitest'
import broken from './broken.ts'
import counter from './counter.ts'

vi.useFakeTimers({ now: 5000 })
drillTest(broken, { states: 60, seed: 'abc', file: 'broken.ts' })
test('the clock of the test stands still', () => expect(Date.now()).toBe(5000))
describe('in haste', () => drillTest(counter, { timeout: 1 }))
`)
  made.put('inline.test.ts', `${named('mine/inline', BROKEN).replace('export default', 'export const inline =')}
import { drillTest } from 'seeddrill/vitest'
import { describe, vi } from 'vitest'

vi.mock('nowhere', () => ({}))
const secret = scenario({ ...inline, name: 'mine/secret' })
drillTest(inline, { states: 60, seed: 'abc' })
describe.each(['hidden'])('%s', () => drillTest(secret))
`)
  return made
}

function vitest(...argv: readonly string[]): string {
  const command = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { NO_COLOR: _, FORCE_COLOR: __, VITEST: ___, ...env } = process.env
  const args = [command, 'run', '--reporter=json', '--outputFile=told.json', ...argv]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder.path, env: { ...env, NO_COLOR: '1', TMPDIR: temporary(), TEMP: temporary() }, encoding: 'utf8' })
  return stdout + stderr
}

const of = (name: string): readonly Told[] => told.filter(({ fullName }) => fullName.includes(name))
const failed = (name: string): Told => of(name).find(({ status }) => status === 'failed')!
const command = (text: string): readonly string[] => / {2}replay {2}npx seeddrill (.+)$/m.exec(text)![1]!.split(' ')

describe('drills as tests', () => {
  it('are a few tests for each scenario, which pass when nothing is wrong', () => {
    expect(of('by side mine/counter').map(({ fullName, status }) => `${fullName}: ${status}`)).toEqual([
      'side by side mine/counter opens after every crash: passed',
      'side by side mine/counter keeps what it acknowledged: passed',
      'side by side mine/counter shows only what was done: passed',
      'side by side mine/counter recovers the same way every time: passed',
      'side by side mine/counter makes recovery points that are what they say: passed',
    ])
  })

  it('fail in the test that the failure is about, with the text of the command line, at the call', () => {
    expect(of('by side mine/broken').filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)).toEqual([
      'side by side mine/broken keeps what it acknowledged',
    ])
    const [shown] = failed('by side mine/broken').failureMessages
    const printed = folder.seeddrill('run', 'broken.ts', '--seed', 'abc', '--states', '60', '--no-corpus').out
    const block = /FAIL mine\/broken › lost-ack[^]*?replay {2}.*/.exec(printed)![0]
    expect(block.split('\n').length).toBeGreaterThan(10)
    expect(shown).toContain(block)
    expect(output).toContain(block)
    expect(output).toMatch(/side-by-side\.test\.ts:9:3/)
  })

  it('print a token that the command line replays, with the same code', () => {
    const again = folder.seeddrill(...command(failed('by side mine/broken').failureMessages[0]!))
    expect(again.out).toMatch(/code {4}\w{12}, as recorded/)
    expect(again.out).toMatch(/trace {3}\w+, as recorded/)
    expect(again.code).toBe(1)
  })

  it('are not changed by fake timers, and do not move them', () => {
    expect(command(failed('mine/broken').failureMessages[0]!)).toEqual(command(of('mine/broken').findLast(({ status }) => status === 'failed')!.failureMessages[0]!))
    expect(of('mine/broken').filter(({ status }) => status === 'failed')).toHaveLength(2)
    expect(of('the clock of the test stands still').map(({ status }) => status)).toEqual(['passed'])
  })

  it('have a test for each invariant and property of the scenario', () => {
    const own = of('mine/stated').filter(({ fullName }) => fullName.includes(': '))
    expect(own.map(({ fullName, status }) => `${fullName.replace('side by side mine/stated ', '')} ${status}`)).toEqual([
      'invariant: stays small failed',
      'invariant: is no fraction passed',
      'sometimes: it was emptied skipped',
      'reachable: the total is read passed',
    ])
    expect(failed('mine/stated').failureMessages[0]).toContain('stays small: it is ')
  })

  it('may be in one file with their scenario, and replay from it where it is exported', () => {
    const again = folder.seeddrill(...command(failed('mine/inline').failureMessages[0]!))
    expect(again.out).toMatch(/code {4}\w{12}, as recorded/)
    expect(again.code).toBe(1)
    expect(of('mine/secret').map(({ status }) => status)).toEqual(Array(5).fill('failed'))
    expect(failed('mine/secret').failureMessages[0]).toContain('inline.test.ts exports no scenario mine/secret; a drill and its replay')
  })

  it('leave no bundles and no threads behind, even where the time was too short', () => {
    expect(of('in haste').map(({ status }) => status)).toContain('failed')
    expect(output).toContain('Test timed out in 1ms')
    expect(output).not.toMatch(/close timed out|something prevents/i)
    expect(readdirSync(temporary()).filter((name) => name.startsWith('seeddrill-'))).toEqual([])
  })

  it('can be chosen by name', () => {
    const out = vitest('--reporter=default', '-t', 'side mine/counter opens')
    expect(out).toMatch(/Tests {2}1 passed \| \d+ skipped/)
  })
})
