import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'

let folder: Folder

beforeEach(() => (folder = emptyFolder()))
afterEach(() => folder.remove())

const REPORT = ['--reporter', 'json=out.json'] as const

describe('a scenario file that cannot be loaded: one line, 2, and nothing written', () => {
  it.each([
    ['does not compile', 'const a = 1\nconst b = = 2', 'drill.ts:2:11: Unexpected "="'],
    ['imports what is not there', "import 'gone'", 'drill.ts:1:8: Could not resolve "gone"'],
    ['throws', 'const limit = null\nexport default limit!.size', "drill.ts:2:23: Cannot read properties of null (reading 'size')"],
    ['exports no scenario', 'export const limit = 1', 'drill.ts exports no scenario; write: export default scenario({ … })'],
    ['ends the process', 'process.exit(0)', 'drill.ts cannot be loaded: it ends the process'],
    ['has a wrong volume size', COUNTER.replace("'64KiB'", '5000'), 'must be a positive multiple of 4KiB'],
    ['lacks a part', COUNTER.replace('  observe: ({ box }) => box.total(),\n', ''), 'observe must be a function'],
    ['has a field too many', COUNTER.replace('clients:', 'client:'), 'there is no field "client"'],
    ['uses a name that is taken', COUNTER.replace('mine/counter', 'wal-db'), 'two scenarios are named wal-db (in seeddrill itself and in drill.ts)'],
  ])('%s', (_, text, message) => {
    folder.put('drill.ts', text)
    const { code, out, err } = folder.seeddrill('run', 'drill.ts', ...REPORT)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^seeddrill: [^\n]+\n$/)
    expect(err).toContain(message)
    expect(readdirSync(folder.path)).toEqual(['drill.ts'])
  })
})

describe('an application that no drill can run: 2, and one line that says what to do', () => {
  it.each([
    ['randomness', 'total += amount * Math.random()', 'Math.random()', 'context.random'],
    ['a timer', 'await new Promise((done) => setTimeout(done, 1))', 'setTimeout()', 'context.clock.sleep(us)'],
    ['the clock', 'total += Date.now()', 'Date.now()', 'context.clock.now()'],
    ['a file', "process.getBuiltinModule('node:fs').readFileSync('x')", 'fs.readFileSync()', 'context.volumes'],
    ['a swallowed call', 'try { fetch("http://localhost") } catch {}', 'fetch()', 'a simulated link'],
    ['a floating rejection', "void Promise.reject(new Error('adrift'))", 'left a rejected promise unhandled: adrift', ''],
  ])('%s', (_, line, call, replacement) => {
    folder.put('drill.ts', counterWith('count', line))
    const { code, out, err } = folder.seeddrill('run', 'drill.ts', '--seeds', '2')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const said = out.split('\n').filter((text) => text.includes('not runnable'))
    expect(said).toEqual([expect.stringContaining(call)])
    expect(said[0]).toContain(`mine/counter: `)
    expect(said[0]).toContain(replacement)
    if (replacement !== '') expect(said[0]).toMatch(/ \(at drill\.ts:\d+:\d+\)$/)
    expect(out).toContain('nothing was checked')
  })
})

it('an application that never answers is violated, not hung', () => {
  folder.put('drill.ts', counterWith('count', 'await new Promise(() => {})'))
  const { code, out } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc')
  expect(code).toBe(1)
  expect(out).toContain('FAIL mine/counter › service-down')
})

it('an application that kills its thread costs its own drill and no other', () => {
  folder.put('drill.ts', counterWith('count', 'process.exit(9)'))
  folder.put('good.ts', COUNTER.replace('mine/counter', 'mine/good'))
  const { code, out } = folder.seeddrill('run', 'drill.ts', 'good.ts', '--seeds', '2')
  expect(code).toBe(70)
  expect(out.match(/INTERNAL ERROR mine\/counter/g)).toHaveLength(2)
  expect(out.match(/ ok mine\/good/g)).toHaveLength(2)
})
