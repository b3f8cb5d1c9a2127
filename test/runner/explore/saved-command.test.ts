/** `seeddrill explore` without a terminal and without code: what it refuses, and what it prints of saved files. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Branch } from '../../../core/drill/explore/branch.ts'
import { main } from '../../../runner/main.ts'
import { fakeHost } from '../fake-host.ts'
import { smallRun, soundScenario } from '../merge/small-run.ts'
import { caseEvents } from './case-events.ts'

let folder: string
let count: number
const lines = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-explore-'))
  const events = await smallRun({ scenarios: [soundScenario('zoo/ack-before-flush', ['s1']), soundScenario('zoo/ungrouped-snapshot', ['s1'])] })
  count = events.filter(({ type }) => type === 'failure').length
  writeFileSync(join(folder, 'run.ndjson'), lines(events))
  // A file of a CI may have any name.
  writeFileSync(join(folder, 'artifact'), lines(events))
  writeFileSync(join(folder, 'case.ndjson'), lines(caseEvents))
  writeFileSync(join(folder, 'passed.ndjson'), lines(events.filter(({ type }) => type !== 'failure')))
  writeFileSync(join(folder, 'package.json'), '{}')
})
afterAll(() => rmSync(folder, { recursive: true }))

async function explore(argv: readonly string[], change: Parameters<typeof fakeHost>[0] = {}) {
  const host = fakeHost({ cwd: folder, ...change })
  const code = await main(['explore', ...argv], host)
  return { code, ...host.said }
}

describe('what cannot be explored ends with one line and its code', () => {
  it.each([
    [[], {}, 2, 'explore draws on a terminal, and standard output is no terminal; use seeddrill explore --print, or seeddrill replay for a failure'],
    [['wal-db'], { tty: true, env: { CI: '1' } }, 2, 'CI is set'],
    [['wal-db'], { tty: true, env: { TERM: 'dumb' } }, 2, 'TERM is dumb'],
    [['wal-db', '--sweep'], { tty: true }, 2, '--sweep goes with --print'],
    [['wal-bd', '--print'], {}, 2, 'wal-bd is no scenario, no token, no saved failure and no file; did you mean wal-db?'],
    [['gone.ts', '--print'], {}, 2, 'gone.ts: there is no such file'],
    [['sd1.AAAA', '--print'], {}, 2, 'the token cannot be read'],
    [['package.json', '--print'], {}, 2, 'package.json is not a plan'],
    [['run.ndjson', '--print', '--seed', 's'], {}, 2, '--seed is for scenarios'],
    [['run.ndjson', '--print', '--failure', '99'], {}, 2, '--failure 99: run.ndjson holds'],
    [['wal-db', '--print', '--failure', '1'], {}, 2, '--failure is for files of --reporter ndjson'],
    [['passed.ndjson', '--print'], {}, 2, 'passed.ndjson holds no failure'],
    [['run.ndjson', '--print', '--at', '3'], {}, 2, 'this is a saved file without its code'],
    [['run.ndjson', '--print', '--pull', 'power-cut@3'], {}, 2, 'this is a saved file without its code'],
    [['run.ndjson', '--print', '--sweep'], {}, 2, 'this is a saved file without its code'],
    [['run.ndjson', '--print', '--shrink'], {}, 2, 'this is a saved file without its code'],
    [['run.ndjson', '--print', '--save'], {}, 2, 'saving needs the code'],
    [['case.ndjson', '--print', '--html', 'x.html'], {}, 2, '--html needs something that came of pulling the plug'],
    [['run.ndjson', '--print', '--json', '--sweep', '--pull', 'power-cut@3'], {}, 2, '--json prints one thing'],
    [['wal-db', '--print', '--pull', 'fire@3'], {}, 2, 'fire@3 is none of power-cut@SEQ'],
  ])('%j %j', async (argv, change, code, message) => {
    const before = readdirSync(folder)
    const ended = await explore(argv, change)
    expect(ended.err).toContain(message)
    expect(ended.err.trimEnd().split('\n')).toHaveLength(1)
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' })
    expect(readdirSync(folder)).toEqual(before)
  })
})

describe('what is found', () => {
  it('is a scenario, also where a folder is called as it is', async () => {
    mkdirSync(join(folder, 'wal-db'))
    const { code, out } = await explore(['wal-db', '--print'])
    expect(code).toBe(0)
    expect(out).toMatch(/^wal-db {2}seed /)
  })
  it('is the seed of what failed last, where somebody has deleted what was saved of it', async () => {
    const root = join(folder, 'wal-db')
    writeFileSync(join(root, 'package.json'), '{}')
    mkdirSync(join(root, '.seeddrill'))
    writeFileSync(join(root, '.seeddrill/last-run.json'), JSON.stringify({ v: 1, failed: [{ name: 'wal-db', file: null, seeds: ['s7'], saved: ['wal-db-012345'] }] }))
    const { code, out } = await explore(['--print'], { cwd: root })
    expect(code).toBe(0)
    expect(out).toMatch(/^wal-db {2}seed s7 /)
  })
})

describe('a saved run', () => {
  it('prints its first failure, another one when asked, and each with the code of a violation', async () => {
    const all = await Promise.all(Array.from({ length: count }, (_, index) => explore(['run.ndjson', '--print', '--failure', String(index + 1)])))
    expect(new Set(all.map(({ out }) => out)).size).toBe(count)
    expect((await explore(['run.ndjson', '--print'])).out).toBe(all[0]!.out)
    for (const { code, out, err } of all) {
      expect({ code, err }).toEqual({ code: 1, err: '' })
      expect(out).toMatch(/^zoo\/\S+ {2}seed s1/)
      expect(out).toMatch(/^verdict {2}[a-z-]+: /m)
      expect(out).toMatch(/^replay {3}npx seeddrill replay sd1\./m)
      expect(out).toMatch(/^> .*(crash|failover|W\d+)/m)
    }
  })
  it('prints a branch as JSON, and everything in ASCII when asked', async () => {
    const { out } = await explore(['artifact', '--print', '--json'])
    const branch = JSON.parse(out) as Branch
    expect(branch.verdict).toBe('lost-ack')
    expect(branch.token).toMatch(/^sd1\./)
    const plain = await explore(['run.ndjson', '--print', '--ascii'])
    expect(plain.out).toMatch(/^[\n\x20-\x7e]+$/)
    expect(plain.out.split('\n').length).toBe((await explore(['run.ndjson', '--print'])).out.split('\n').length)
  })
  it('writes a page of it, and a trace that is never written over', async () => {
    const { out } = await explore(['run.ndjson', '--print', '--html', 'page.html', '--perfetto', 'trace.json'])
    expect(out).toContain('wrote    page.html\nwrote    trace.json')
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('lost-ack')
    expect(existsSync(join(folder, 'trace.json'))).toBe(true)
    const again = await explore(['run.ndjson', '--print', '--perfetto', 'trace.json'])
    expect(again).toMatchObject({ code: 2, err: 'seeddrill: trace.json is there already and stays as it is\n' })
  })
})

it('prints an outcome of a comparison as a waterfall of its steps', async () => {
  const { code, out } = await explore(['case.ndjson', '--print'])
  expect(code).toBe(0)
  expect(out).toMatch(/^orders under asr {2}seed s-1/)
  expect(out).toMatch(/1\.300 ms .* db .*step +db\/boot boot · platform, documented, done for 0\.200 ms/)
  expect(out).toMatch(/unfinished/)
})
