/** `report merge` with the reports that it was asked for. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { main } from '../../../runner/main.ts'
import { fakeHost } from '../fake-host.ts'
import { smallRun, soundScenario } from './small-run.ts'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seeddrill-merge-'))
  const events = await smallRun({ scenarios: [soundScenario('log-writer/ring', ['s1'])] }, { index: 1, of: 1 })
  writeFileSync(join(folder, '1.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''))
})
afterEach(() => rmSync(folder, { recursive: true }))

const merge = (host: ReturnType<typeof fakeHost>, ...reporters: readonly string[]): Promise<number> =>
  main(['report', 'merge', '1.ndjson', ...reporters.flatMap((each) => ['--reporter', each])], host)

it('is no pass when a report could not be written; the others are', async () => {
  const host = fakeHost({ cwd: folder })
  const { write } = host.stdout
  const blocked = { ...host, stdout: { ...host.stdout, write: (text: string) => {
    mkdirSync(join(folder, 'lost.json'), { recursive: true })
    return write(text)
  } } }
  expect(await merge(host, 'json=lost.json')).toBe(0)
  rmSync(join(folder, 'lost.json'))
  expect(await merge(blocked, 'json=lost.json', 'junit=run.xml')).toBe(2)
  expect(host.said.err).toMatch(/^seeddrill: the report lost\.json could not be written: [^\n]+\n$/)
  expect(existsSync(join(folder, 'run.xml'))).toBe(true)
})

it('knows reporters in files too', async () => {
  const host = fakeHost({ cwd: folder })
  writeFileSync(join(folder, 'mine.mjs'), "export default ({ write }) => ({ async onEvent({ type }) { await null; write(type + ';') } })")
  expect({ code: await merge(host, 'mine.mjs=out.txt'), err: host.said.err }).toEqual({ code: 0, err: '' })
  expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('run-started;case-finished;run-finished;')
})

it('says in its reports what it answers, also when a reporter has failed', async () => {
  const host = fakeHost({ cwd: folder })
  writeFileSync(join(folder, 'mine.mjs'), "export default () => ({ async onEvent() { throw new Error('no luck') } })")
  expect(await merge(host, 'mine.mjs=out.txt', 'json=run.json', 'markdown=run.md')).toBe(2)
  expect(host.said.err).toMatch(/^seeddrill: the reporter failed: mine\.mjs:1:\d+: no luck\n$/)
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({ exitCode: 2 })
  expect(readFileSync(join(folder, 'run.md'), 'utf8')).toContain('passed, but a reporter failed')
})
