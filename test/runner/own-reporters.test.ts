/** Reporters in a user's file, and what becomes of a run when one of them fails. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createColors } from 'picocolors'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../../runner/main.ts'
import { guarded } from '../../runner/own-reporters.ts'
import { failing } from '../reports/html/run-page.ts'
import { fakeHost } from './fake-host.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-own-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

async function run(reporters: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder) {
  const host = fakeHost({ cwd, env })
  const named = reporters.flatMap((each) => ['--reporter', each])
  const code = await main(['run', 'wal-db', '-t', '^wal-db$', '--seed', 'a', '--states', '30', '--workers', '1', '--no-corpus', ...named], host)
  return { code, ...host.said }
}

const COUNTING = `import type { ReporterFactory } from 'seeddrill/reporter'
import { counted } from 'seeddrill/reporter'
import { prefix } from './prefix.ts'
const factory: ReporterFactory = (output) => {
  let events = 0
  return {
    onEvent(event) {
      if (event.type !== 'case-progress') events++
      if (event.type === 'run-finished') output.write(prefix + counted(events, 'event') + ', exit code ' + event.exitCode)
    },
  }
}
export default factory
`

describe('a reporter in a file', () => {
  it('hears the run and writes to its file, beside the others', async () => {
    put('mine.ts', COUNTING)
    put('prefix.ts', "export const prefix: string = 'mine: '")
    const { code, out, err } = await run(['./mine.ts=out.txt', 'line'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(read('out.txt')).toBe('mine: 4 events, exit code 0')
    expect(out).toContain('[1/1] ok wal-db seed a')
  })

  it('takes the place of all others on standard output', async () => {
    put('mine.mjs', "export default (output) => ({ onEvent: (event) => output.write(event.type + ';') })")
    expect((await run(['mine.mjs'])).out.replace(/case-progress;/g, '')).toBe('run-started;case-started;case-finished;run-finished;')
  })

  it('is named from the folder of the configuration there, wherever the run was started', async () => {
    put('mine.ts', COUNTING)
    put('prefix.ts', "export const prefix = 'configured: '")
    put('seeddrill.config.mjs', "export default { reporters: ['./mine.ts=out.txt'] }")
    mkdirSync(join(folder, 'sub'))
    expect((await run([], {}, join(folder, 'sub'))).code).toBe(0)
    expect(read('out.txt')).toMatch(/^configured: /)
  })

  it.each([
    ['is not there', null, 'mine.ts: there is no such file'],
    ['does not compile', 'export default {', 'mine.ts:1:17: '],
    ['throws while it loads', "throw new Error('lost the plot')", 'mine.ts cannot be loaded: mine.ts:1:7: lost the plot'],
    ['exports no function', 'export const reporter = 1', 'mine.ts exports no reporter; write: '],
    ['makes no reporter', 'export default () => 3', 'mine.ts: its default export makes no reporter; return { onEvent(event) { … } }'],
    ['throws at once', "export default () => { throw new Error('no luck') }", 'mine.ts:1:30: no luck'],
  ])('that %s is refused before anything runs', async (_, text, message) => {
    if (text !== null) put('mine.ts', text)
    const { code, out, err } = await run(['mine.ts=out.txt'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^seeddrill: [^\n]+\n$/)
    expect(err).toContain(message)
    expect(existsSync(join(folder, 'out.txt'))).toBe(false)
  })

  it.each([
    ['throws', 2, "(event) => { if (event.type === 'case-finished') throw new Error('no luck') }"],
    ['rejects at the end', 0, "async (event) => { await new Promise((done) => setTimeout(done, 50)); if (event.type === 'run-finished') throw new Error('no luck') }"],
    ['rejects', 2, "async (event) => { if (event.type === 'case-finished') throw new Error('no luck') }"],
  ])('that %s later is told of once; the run goes on, and is no pass', async (_, reported, hear) => {
    put('mine.js', `export default (output) => { output.write('half'); return { onEvent: ${hear} } }`)
    const { code, out, err } = await run(['mine.js=out.txt', 'line', 'json=run.json'])
    expect(code).toBe(2)
    expect(err).toMatch(/^seeddrill: the reporter failed: mine\.js:1:\d+: no luck\n$/)
    expect(out).toContain('\nviolations      none\n')
    expect(existsSync(join(folder, 'out.txt'))).toBe(false)
    expect(JSON.parse(read('run.json'))).toMatchObject({ exitCode: reported })
  })

  it('that takes the place of another report costs that one, and nothing else', async () => {
    put('mine.mjs', "import { mkdirSync } from 'node:fs'\nexport default () => ({ onEvent: ({ type }) => type === 'run-finished' && mkdirSync('" + join(folder, 'lost.json') + "') })")
    mkdirSync(join(folder, '.seeddrill'))
    put('.seeddrill/last-run.json', 'of an earlier run')
    const { code, err } = await run(['mine.mjs=out.txt', 'json=lost.json', 'json=run.json'])
    expect(code).toBe(2)
    expect(err).toMatch(/^seeddrill: the report lost\.json could not be written: EISDIR[^\n]+\n$/)
    expect(JSON.parse(read('run.json'))).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(read('.seeddrill/last-run.json'))).toEqual({ v: 1, failed: [] })
  })

  it('that writes once it has waited is waited for', async () => {
    put('mine.mjs', "export default ({ write }) => ({ async onEvent({ type }) { await new Promise((done) => setTimeout(done, 50)); write(type + ';') } })")
    const { code, err } = await run(['mine.mjs=out.txt'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(read('out.txt')).toMatch(/;run-finished;$/)
  })

  it('that never ends is not waited for', async () => {
    const { reporter, settled } = guarded('mine.mjs', () => ({ onEvent: () => new Promise(() => {}) }), { write: () => {}, colors: createColors(false) }, folder, 20)
    expect(await settled()).toBeNull()
    for (const event of failing) reporter.onEvent(event)
    expect(await settled()).toContain('what it does with an event has not ended after 0.02 s')
  })

  it('cannot change what the others hear', async () => {
    put('mine.mjs', "export default () => ({ onEvent(event) { event.type = 'gone'; if (event.totals) event.totals.crashStates.checked = -1 } })")
    await run(['mine.mjs=out.txt', 'json'])
    expect((await run(['mine.mjs=out.txt', 'json'])).out).toMatch(/"checked": [1-9]/)
  })
})
