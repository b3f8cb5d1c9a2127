/** A run inside GitHub Actions: who writes what where. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../reports/index.ts'
import type { Host } from '../../runner/host.ts'
import { main } from '../../runner/main.ts'
import { parseReporter } from '../../runner/reporters.ts'
import { openScreen } from '../../runner/screen.ts'
import { counterWith } from '../promises/command-line.ts'
import { ended, failed, finished, reportedFailure, runScenario, started } from '../reports/run-events.ts'
import { fakeHost } from './fake-host.ts'

let folder: string
let summary: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-actions-'))
  summary = join(folder, 'summary.md')
  mkdirSync(join(folder, 'packages/db'), { recursive: true })
  writeFileSync(join(folder, 'packages/db/ledger.ts'), '')
})
afterEach(() => rmSync(folder, { recursive: true }))

const ledger = { ...runScenario('ledger', ['a']), file: 'ledger.ts' }
const cause = {
  ...{ sentence: 'why', disks: [], epochs: [], nearestPassing: null, examined: 1 },
  writes: [{ name: 'W1', label: 'x', disk: 'd', state: 'lost', operation: 1, line: 'gone.ts:1:1' }, { name: 'W2', label: 'x', disk: 'd', state: 'lost', operation: 1, line: 'ledger.ts:41:20' }],
} as const
const violated = ended([started(ledger), failed([0, 'ledger', 'a'], reportedFailure({ cause })), finished([0, 'ledger', 'a'], { outcome: 'violated' })], { exitCode: 1 })

async function told(reporters: readonly string[], env: Host['env'], events: readonly RunEvent[] = violated) {
  const host = fakeHost({ cwd: join(folder, 'packages/db'), env })
  const screen = await openScreen(reporters.map(parseReporter), host, true, () => {})
  for (const event of events) screen.hear(event)
  return { problems: await screen.close(), ...host.said }
}
const actions = () => ({ GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: summary })

describe('in GitHub Actions', () => {
  it('errors stand beside the lines, at files of the repository that exist, and the summary has the report', async () => {
    writeFileSync(summary, 'before\n')
    const { out, problems } = await told([], actions())
    expect(problems).toEqual([])
    expect(out).toContain('[1/1] FAIL ledger seed a')
    expect(out).toMatch(/^::error file=packages\/db\/ledger\.ts,line=41,title=ledger › lost-ack/m)
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## ✗ Seeddrill: violated\n/)
  })

  it('they do not when a reporter is named, or elsewhere, and do when asked for', async () => {
    for (const [reporters, env] of [[['line'], actions()], [['json=x.json'], actions()], [[], { CI: 'true' }], [[], { ...actions(), GITHUB_ACTIONS: 'false' }]] as const)
      expect((await told(reporters, env)).out).not.toContain('::error')
    expect((await told(['line', 'github'], {})).out).toContain('::error file=ledger.ts,line=41,')
    await expect(told(['json', 'github'], {})).rejects.toThrow('two reporters write to standard output')
    await expect(told(['github', 'github'], {})).rejects.toThrow('two reporters write to standard output')
  })

  it('takes no line for a command that a program stored or said, only our errors', async () => {
    const hostile = { message: '::add-mask::secret', timeline: ['::stop-commands::x', 'put ##[error]gone', ':: no command'] }
    const events = ended([
      started(ledger),
      failed([0, 'ledger', 'a'], reportedFailure(hostile)),
      finished([0, 'ledger', 'a'], { outcome: 'violated', messages: ['  ::warning::told', 'a ##[group]b'] }),
    ], { exitCode: 1 })
    const { out } = await told([], actions(), events)
    const lines = out.split('\n')
    expect(lines.filter((line) => line.trimStart().startsWith('::')).map((line) => line.split(' ')[0])).toEqual(['::error'])
    expect(lines.filter((line) => line.includes('##[') && !line.startsWith('::error '))).toEqual([])
    for (const read of ['add-mask::secret', 'stop-commands::x', 'error]gone', 'warning::told', 'group]b']) expect(out).toContain(read)
    expect((await told(['line'], {}, events)).out).toMatch(/^ +::add-mask::secret$/m)
  })

  it('takes none for one either in what is shown again and told of errors', async () => {
    const BROKEN = counterWith('flush', '')
      .replace('operation: fc.nat(9)', "operation: fc.record({ amount: fc.nat(9), note: fc.constant('##[error]') })")
      .replace('apply: ({ box }, amount) => box.add(amount)', 'apply: ({ box }, { amount }) => box.add(amount)')
      .replace('(total: number, amount: number) => total + amount', '(total: number, { amount }: { amount: number }) => total + amount')
    writeFileSync(join(folder, 'drill.ts'), BROKEN)
    writeFileSync(join(folder, 'bad.ts'), "throw new Error('##[group]boom')")
    const ask = async (env: Host['env'], ...argv: readonly string[]) => {
      const host = fakeHost({ cwd: folder, env })
      await main(argv, host)
      return host.said
    }
    await ask({}, 'run', 'drill.ts', '--seed', 'abc', '--states', '10')
    const [saved] = readdirSync(join(folder, '.seeddrill/corpus/mine-counter')).map((name) => `.seeddrill/corpus/mine-counter/${name}`)
    for (const [stream, ...argv] of [['out', 'replay', saved!], ['err', 'list', 'bad.ts']] as const) {
      const { [stream]: said } = await ask(actions(), ...argv)
      expect(said, argv.join()).toMatch(/##\u200b\[(error|group)\]/)
      expect(said).not.toContain('##[')
    }
    expect((await ask({}, 'replay', saved!)).out).toContain('##[error]')
  })

  it('names no file outside of the repository', async () => {
    const { out } = await told([], { ...actions(), GITHUB_WORKSPACE: join(folder, 'packages/other') })
    expect(out).toMatch(/^::error title=/m)
  })

  it('leaves a summary alone that has no room, and says why it could not write one', async () => {
    writeFileSync(summary, 'x'.repeat(1024 * 1024 - 1000))
    await told([], actions())
    expect(statSync(summary).size).toBe(1024 * 1024 - 1000)
    const { problems } = await told([], { ...actions(), GITHUB_STEP_SUMMARY: join(folder, 'gone/summary.md') })
    expect(problems).toEqual([expect.stringMatching(/^the summary of the step could not be written: ENOENT/)])
  })

  it('keeps the summary below 1 MiB, with what is there', async () => {
    writeFileSync(summary, 'x'.repeat(900_000))
    const seeds = Array.from({ length: 600 }, (_, index) => `s${index}`)
    const many = ended([
      started({ ...ledger, seeds }),
      ...seeds.flatMap((seed, index) => [failed([index, 'ledger', seed], { fingerprint: `f${index}` }), finished([index, 'ledger', seed], { outcome: 'violated' })]),
    ], { exitCode: 1 })
    await told([], actions(), many)
    expect(statSync(summary).size).toBeLessThan(1024 * 1024)
    expect(readFileSync(summary, 'utf8')).toContain('failures more; the JSON report has them all.')
  })
})
