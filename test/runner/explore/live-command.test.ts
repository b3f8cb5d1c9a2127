/** `seeddrill explore --print` of a user's own scenario: every deed of the explorer, and what its tokens show elsewhere. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Opened } from '../../../core/drill/explore/engine.ts'
import { main } from '../../../runner/main.ts'
import { counterWith } from '../../promises/command-line.ts'
import { fakeHost } from '../fake-host.ts'

let folder: string
/** The step of the last acknowledgement. */
let seq: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-explore-'))
  writeFileSync(join(folder, 'package.json'), '{}')
  // It acknowledges before it has flushed.
  writeFileSync(join(folder, 'hasty.ts'), counterWith('flush', ''))
  const { picture } = JSON.parse((await explore('--json')).out) as Opened
  seq = picture.marks.findLast((mark) => mark.kind === 'ack' && mark.seq !== null)!.seq!
})
afterAll(() => rmSync(folder, { recursive: true }))

async function seeddrill(...argv: readonly string[]) {
  const host = fakeHost({ cwd: folder })
  const code = await main(argv, host)
  return { code, ...host.said }
}
const explore = (...argv: readonly string[]) => seeddrill('explore', 'hasty.ts', '--seed', 's', '--print', ...argv)

describe('a run', () => {
  it('is shown with its marks and with what is there at a step', async () => {
    const { code, out } = await explore('--at', String(seq))
    expect(code).toBe(0)
    expect(out).toMatch(/^mine\/counter {2}seed s {2}\d+ marks on \d+ lanes/)
    expect(out).toMatch(new RegExp(`^> .* @${seq} +client 0 +ack`, 'm'))
    expect(out).toMatch(new RegExp(`^step ${seq} at [^]*operations: 6 must be there after a crash here, 0 may, 0 must not`, 'm'))
    expect(out).toMatch(/W\d+ +box\/data +epoch 1 +write write · volatile · \S*hasty\.ts:\d+:\d+$/m)
  })
  it('says in a line that there is no such step', async () => {
    expect(await explore('--at', '999999')).toEqual({ code: 2, out: '', err: `seeddrill: --at 999999: the run has no such step; the nearest is ${seq}\n` })
  })
  it('is swept, and the bar says where it is fragile', async () => {
    const { code, out } = await explore('--sweep')
    expect(code).toBe(1)
    expect(out).toMatch(/^sweep {4}\d+ states checked at \d+ instants/m)
    expect(out).toMatch(/^ {2}@\d+( to @\d+)? {2}ok, \d+ states?$/m)
    expect(out).toMatch(/^ {2}@\d+( to @\d+)? {2}lost-ack, \d+ states? {2}\(--pull power-cut@\d+:\S+\)$/m)
  })
})

describe('pulling the plug', () => {
  it.each([['floors', 1, 'lost-ack'], ['newest', 0, 'ok']] as const)('with %s surviving ends with %i, and so does replay of what was saved', async (survivors, code, verdict) => {
    const shown = await explore('--pull', `power-cut@${seq}:${survivors}`, '--save')
    expect(shown.code).toBe(code)
    expect(shown.out).toMatch(new RegExp(`^verdict {2}${verdict}`, 'm'))
    const [, id] = /show it again with npx seeddrill replay (\S+)/.exec(shown.out)!
    const replayed = await seeddrill('replay', id!)
    expect(replayed).toMatchObject({ code, err: '' })
    expect(replayed.out).toContain(`verdict ${verdict}`)
  })
  it('leaves behind what every run shows again, and what is opened next where nobody says what', async () => {
    const ran = await seeddrill('run', 'hasty.ts', '--seed', 's', '--states', '40')
    expect(ran.code).toBe(1)
    expect(ran.out).not.toContain('not deterministic')
    const opened = await seeddrill('explore', '--print')
    expect(opened.code).toBe(1)
    expect(opened.out).toMatch(/^mine\/counter[^]*^verdict {2}lost-ack/m)
  })
  it('makes a failure smaller, and a test, a page and a trace of it', async () => {
    const { code, out } = await explore('--pull', `power-cut@${seq}`, '--shrink', '--export-test', 'lost.test.ts', '--html', 'page.html', '--perfetto', 'trace.json')
    expect(code).toBe(1)
    expect(out).toMatch(/^shrunk {3}minimal: 1 operation.*from 6 operations/m)
    expect(out).toContain('wrote    lost.test.ts\nwrote    page.html\nwrote    trace.json')
    expect(readFileSync(join(folder, 'lost.test.ts'), 'utf8')).toContain("import scenario from './hasty.ts'")
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('lost-ack')
  })
  it.each([['--shrink', '--shrink makes failures smaller, and nothing failed here'], ['--html=other.html', 'this recovers as it must']])('refuses %s where it recovers', async (flag, message) => {
    const { code, err } = await explore('--pull', `power-cut@${seq}:newest`, flag)
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(existsSync(join(folder, 'other.html'))).toBe(false)
  })
})
