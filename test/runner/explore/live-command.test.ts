/** `seeddrill explore --print` of a user's own scenario: every deed of the explorer, and what its tokens show elsewhere. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Branch, SweepBar } from '../../../core/drill/explore/branch.ts'
import type { Opened } from '../../../core/drill/explore/engine.ts'
import type { Look } from '../../../core/drill/explore/look.ts'
import { main } from '../../../runner/main.ts'
import { counterWith } from '../../promises/command-line.ts'
import { fakeHost } from '../fake-host.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-explore-'))
  writeFileSync(join(folder, 'package.json'), '{}')
  // It acknowledges before it has flushed.
  writeFileSync(join(folder, 'hasty.ts'), counterWith('flush', ''))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function seeddrill(...argv: readonly string[]) {
  const host = fakeHost({ cwd: folder })
  const code = await main(argv, host)
  return { code, ...host.said }
}
const explore = (...argv: readonly string[]) => seeddrill('explore', 'hasty.ts', '--seed', 's', '--print', ...argv)
const json = async <Value>(...argv: readonly string[]): Promise<Value> => JSON.parse((await explore(...argv, '--json')).out) as Value

/** Of the operation that was acknowledged at last. */
async function acknowledgedAt(): Promise<number> {
  const { picture } = await json<Opened>()
  return picture.marks.findLast(({ kind, seq }) => kind === 'ack' && seq !== null)!.seq!
}

describe('a run', () => {
  it('is shown with its marks and with what is there at a step', async () => {
    const seq = await acknowledgedAt()
    const { code, out } = await explore('--at', String(seq))
    expect(code).toBe(0)
    expect(out).toMatch(/^mine\/counter {2}seed s {2}\d+ marks on \d+ lanes/)
    expect(out).toContain(`step ${seq} at `)
    const look = await json<Look>('--at', String(seq))
    expect(look).toMatchObject({ seq, operationCounts: { mustNot: 0 } })
    expect(look.operationCounts.must).toBeGreaterThan(0)
    expect(look.writes.some(({ state, line }) => state === 'volatile' && /^hasty\.ts:\d+:\d+$/.test(line ?? ''))).toBe(true)
  })
  it('says in a line that there is no such step', async () => {
    const { code, out, err } = await explore('--at', '999999')
    expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 })
  })
  it('is swept, and the bar says where it is fragile', async () => {
    const { code, out } = await explore('--sweep')
    expect(code).toBe(1)
    expect(out).toMatch(/^sweep {4}\d+ states checked at \d+ instants/m)
    expect(out).toMatch(/^ {2}@\d+( to @\d+)? {2}lost-ack, \d+ states?$/m)
    const bar = await json<SweepBar>('--sweep')
    expect(new Set(bar.instants.map(({ worst }) => worst))).toEqual(new Set(['ok', 'lost-ack']))
  })
})

describe('pulling the plug', () => {
  it('fails or passes by what survives, with the exit code of replay for its token', async () => {
    const seq = await acknowledgedAt()
    for (const [survivors, code, verdict] of [['floors', 1, 'lost-ack'], ['newest', 0, 'ok']] as const) {
      const pull = `power-cut@${seq}:${survivors}`
      const shown = await explore('--pull', pull)
      expect(shown.code).toBe(code)
      expect(shown.out).toMatch(new RegExp(`^verdict {2}${verdict}`, 'm'))
      const { token } = await json<Branch>('--pull', pull)
      const replayed = await seeddrill('replay', token!, '--file', 'hasty.ts')
      expect(replayed.code).toBe(code)
      expect(replayed.out).toContain(`verdict ${verdict}`)
    }
  })
  it('saves what came of it, so that a fresh thread shows it by its name, and every run again', async () => {
    const seq = await acknowledgedAt()
    const id = async (survivors: string): Promise<string> => {
      const { out } = await explore('--pull', `power-cut@${seq}:${survivors}`, '--save')
      return /show it again with seeddrill replay (\S+)/.exec(out)![1]!
    }
    const [failing, passing] = [await id('floors'), await id('newest')]
    expect(await seeddrill('replay', failing)).toMatchObject({ code: 1, err: '' })
    expect(await seeddrill('replay', passing)).toMatchObject({ code: 0, err: '' })
    const { code, out } = await seeddrill('explore', failing, '--print')
    expect(code).toBe(1)
    expect(out).toMatch(/^verdict {2}lost-ack/m)
    expect((await seeddrill('run', 'hasty.ts', '--seed', 's', '--states', '40')).code).toBe(1)
    // What failed in the last run is what is opened where nobody says what.
    expect((await seeddrill('explore', '--print')).out).toMatch(/^mine\/counter[^]*^verdict {2}lost-ack/m)
  }, 120_000)
  it('shrinks a failure before it does anything with it', async () => {
    const seq = await acknowledgedAt()
    const before = await json<Branch>('--pull', `power-cut@${seq}`)
    const { code, out } = await explore('--pull', `power-cut@${seq}`, '--shrink')
    expect(code).toBe(1)
    expect(out).toMatch(/^shrunk {3}/m)
    const after = await json<Branch>('--pull', `power-cut@${seq}`, '--shrink')
    expect(after.plan.operations.length).toBeLessThan(before.plan.operations.length)
    expect((await explore('--pull', `power-cut@${seq}:newest`, '--shrink')).err).toContain('nothing failed here')
  })
  it('writes a test that imports the scenario, a page and a trace', async () => {
    const pull = ['--pull', `power-cut@${await acknowledgedAt()}`]
    const { code, out } = await explore(...pull, '--export-test', 'lost.test.ts', '--html', 'page.html', '--perfetto', 'trace.json')
    expect(code).toBe(1)
    expect(out).toContain('wrote    lost.test.ts\nwrote    page.html\nwrote    trace.json')
    expect(readFileSync(join(folder, 'lost.test.ts'), 'utf8')).toContain("import scenario from './hasty.ts'")
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('lost-ack')
    expect((await explore('--pull', `power-cut@${await acknowledgedAt()}:newest`, '--html', 'other.html')).err).toContain('this recovers as it must')
    expect(existsSync(join(folder, 'other.html'))).toBe(false)
  })
})
