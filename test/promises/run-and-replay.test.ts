import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { COUNTER, counterWith, emptyFolder } from './command-line.ts'
import type { Folder } from './command-line.ts'
import { expectValid } from './schema.ts'

let folder: Folder

beforeEach(() => (folder = emptyFolder()))
afterEach(() => folder.remove())

const report = (name: string) => JSON.parse(readFileSync(join(folder.path, name), 'utf8'))

describe('a correct application', () => {
  it('passes in an otherwise empty folder, and its report is what the schema says', () => {
    folder.put('drill.ts', COUNTER)
    const { code, out, err } = folder.seeddrill('run', 'drill.ts', '--seeds', '2', '--reporter', 'json=out.json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('[2/2] ok mine/counter seed seeddrill-2')
    const document = report('out.json')
    expectValid('run', document)
    const { generated, deduped, skipped, checked } = document.totals.crashStates
    expect(generated).toBe(deduped + skipped + checked)
    expect(checked).toBeGreaterThan(0)
    expect(readdirSync(folder.path).sort()).toEqual(['drill.ts', 'out.json'])
  })

  it('gives the same hashes with other workers and from another folder', () => {
    folder.put('drill.ts', COUNTER)
    const other = emptyFolder()
    other.put('drill.ts', COUNTER)
    const seen = [
      folder.seeddrill('run', 'drill.ts', '--seeds', '3', '--states', '60', '--workers', '1', '--reporter', 'json'),
      folder.seeddrill('run', 'drill.ts', '--seeds', '3', '--states', '60', '--workers', '3', '--reporter', 'json'),
      other.seeddrill('run', 'drill.ts', '--seeds', '3', '--states', '60', '--reporter', 'json'),
    ].map(({ out }) => JSON.parse(out).scenarios)
    other.remove()
    expect(seen[0][0].cases).toHaveLength(3)
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })

  it('passes the determinism check', () => {
    folder.put('drill.ts', COUNTER)
    expect(folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--check-determinism').code).toBe(0)
  })
})

describe('an application that acknowledges too early', () => {
  const BROKEN = counterWith('flush', '')

  it('fails in words, in at most 25 lines, and its command shows the same in a fresh process', () => {
    folder.put('my drill.ts', BROKEN)
    const { code, out } = folder.seeddrill('run', 'my drill.ts', '--seed', 'abc', '--no-corpus')
    expect(code).toBe(1)
    const block = out.slice(out.indexOf('FAIL mine/counter ›')).split('\n\n')[0]!.split('\n')
    expect(block.length).toBeLessThanOrEqual(25)
    expect(block[0]).toContain('lost-ack')
    expect(block[1]).toContain('an acknowledged operation is missing after recovery')
    const [, token, file] = /seeddrill replay (\S+) --file '(.*)'$/m.exec(block.join('\n'))!
    expect(file).toBe('my drill.ts')
    expect(readdirSync(folder.path).sort()).toEqual(['.seeddrill', 'my drill.ts'])
    expect(readdirSync(join(folder.path, '.seeddrill')).sort()).toEqual(['.gitignore', 'last-run.json'])

    const again = folder.seeddrill('replay', token!, '--file', file!)
    expect(again.code).toBe(1)
    expect(again.out).toMatch(/verdict +lost-ack/)
    expect(again.out).toMatch(/code +[0-9a-f]{12}, as recorded/)
    expect(again.out).toMatch(/trace +[0-9a-f]+, as recorded/)
    expect(again.out).toMatch(/result +still fails/)

    folder.put('my drill.ts', COUNTER)
    const mended = folder.seeddrill('replay', token!, '--file', file!)
    expect(mended.code).toBe(0)
    expect(mended.out).toContain('the code has changed')
    expect(mended.out).toMatch(/result +no longer fails/)
  })

  it('replays from a saved command too, and not without its file', () => {
    folder.put('drill.ts', BROKEN)
    const { out } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--reporter', 'json')
    const { failures, codeHash } = JSON.parse(out).scenarios[0]
    folder.put('saved.txt', `# seen last night\n${failures[0].replay}\n`)
    expect(folder.seeddrill('replay', 'saved.txt', '--file', 'drill.ts').code).toBe(1)
    const without = folder.seeddrill('replay', 'saved.txt')
    expect(without.code).toBe(2)
    expect(without.err).toBe('seeddrill: there is no scenario mine/counter; see seeddrill list, or add its file with --file\n')
    expect(codeHash).toMatch(/^[0-9a-f]{12}$/)
  })
})

it('memory that outlives a drill is not deterministic: 5, with the first event that differs', () => {
  folder.put('drill.ts', `let boots = 0\n${COUNTER.replace('let next = 0', 'let next = 0\n    if (++boots > 1) await volumes.data.flush()')}`)
  const { code, out } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--check-determinism')
  expect(code).toBe(5)
  expect(out).toContain('NOT DETERMINISTIC mine/counter')
  expect(out).toContain('first divergent event')
})

it('what each thread has of its own is not deterministic: 5, with the first event that differs in a fresh thread', () => {
  const slow = COUNTER.replace('async boot({ volumes, mutex })', 'async boot({ volumes, mutex, clock })').replace('let next = 0', 'let next = 0\n    await clock.sleep(threadId)')
  folder.put('drill.ts', `import { threadId } from 'node:worker_threads'\n${slow}`)
  const { code, out } = folder.seeddrill('run', 'drill.ts', '--seed', 'abc', '--states', '30', '--check-determinism')
  expect(code).toBe(5)
  expect(out).toMatch(/the run differs in a fresh thread:\n {6}traceHash: .*\n(.*\n)* {6}first divergent event: #1\n {10}0\.000 ms .*\n {8}1 0\.\d+ ms {2}wake {2}box#1\/boot .*\n {8}2 0\.\d+ ms {2}wake {2}box#1\/boot /)
  expect(out).toContain('where the file is loaded')
})

it('an interruption ends the run at once, with its reports complete and 130', async () => {
  folder.put('drill.ts', COUNTER)
  const child = folder.begin('run', 'drill.ts', '--seeds', '100000', '--reporter', 'line', '--reporter', 'json=out.json', '--reporter', 'html=out.html')
  // Else it outlives a test that timed out, by 100,000 drills.
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const before = out.includes('[2/')
    out += text
    if (!before && out.includes('[2/')) child.kill('SIGINT')
  })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  expect(code).toBe(130)
  expect(out).toMatch(/not covered +interrupted \(SIGINT\): [\d,]+ drills never ran/)
  const document = report('out.json')
  expectValid('run', document)
  expect(document).toMatchObject({ exitCode: 130, endedBy: 'SIGINT' })
  expect(document.totals.seeds).toBeGreaterThanOrEqual(2)
  expect(readFileSync(join(folder.path, 'out.html'), 'utf8')).toMatch(/^<!doctype html>[^]*ended early by SIGINT[^]*<\/html>\n$/)
})

it('lists as its schema says', () => {
  expectValid('list', JSON.parse(folder.seeddrill('list', '--json').out))
})

it('colours nothing in a pipe', () => {
  expect(folder.seeddrill('list').out).not.toContain(String.fromCharCode(27))
})
