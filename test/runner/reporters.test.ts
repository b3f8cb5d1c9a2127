/** Reporters that write files: each gets its own, there as a whole once the run has ended. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAudience, parseReporter, REPORTERS } from '../../runner/reporters.ts'
import { fakeHost } from './fake-host.ts'
import { failing } from '../reports/html/run-page.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'seeddrill-reports-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('reporters that write files', () => {
  it('write them all at the end, each what it is for', async () => {
    const host = fakeHost({ cwd: folder })
    const file = (name: string): string => join(folder, name)
    const audience = openAudience(['html=run.html', 'perfetto=trace.json', 'json=run.json', 'ndjson=run.ndjson'].map(parseReporter), host, false)
    for (const event of failing) audience.hear(event)
    expect(existsSync(file('run.html'))).toBe(false)
    await audience.save()
    expect(readFileSync(file('run.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/)
    expect(JSON.parse(readFileSync(file('trace.json'), 'utf8'))).toMatchObject({ displayTimeUnit: 'ms' })
    expect(JSON.parse(readFileSync(file('run.json'), 'utf8'))).toMatchObject({ v: 1, seed: 'stem' })
    const lines = readFileSync(file('run.ndjson'), 'utf8').split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(failing)
  })

  it('write what can be written when one of them cannot, and say which that was', async () => {
    const audience = openAudience(['json=run.json', 'ndjson=lost.ndjson', 'junit=run.xml'].map(parseReporter), fakeHost({ cwd: folder }), false)
    for (const event of failing) audience.hear(event)
    mkdirSync(join(folder, 'lost.ndjson'))
    expect(await audience.save()).toEqual([expect.stringMatching(/^the report lost\.ndjson could not be written: EISDIR/)])
    expect(['run.json', 'run.xml'].filter((name) => existsSync(join(folder, name)))).toEqual(['run.json', 'run.xml'])
  })

  it('never share one, however its name is written', () => {
    const opened = (...specs: readonly string[]) => () => openAudience(specs.map(parseReporter), fakeHost({ cwd: folder }), false)
    for (const other of ['run.out', './run.out', `${folder}/run.out`, '../' + folder.split('/').at(-1) + '/run.out'])
      expect(opened('json=run.out', `junit=${other}`)).toThrow(`two reporters write to ${other}; give each its own`)
    expect(opened('json=run.json', 'junit=run.xml')).not.toThrow()
    expect(opened('json', 'junit=standard output')).not.toThrow()
  })

  it('are for a file or a pipe where a terminal cannot show them', () => {
    const opened = (spec: string, tty: boolean) => () => openAudience([parseReporter(spec)], fakeHost({ cwd: folder, tty }), false)
    expect(opened('html', true)).toThrow('--reporter html: a terminal cannot show it; give it a file, as in --reporter html=run.html')
    expect(opened('perfetto', true)).toThrow('--reporter perfetto=run.json')
    for (const [spec, tty] of [['html', false], ['html=run.html', true], ['json', true], ['markdown', true]] as const) expect(opened(spec, tty)).not.toThrow()
  })

  it('are told apart by name, and each says what it is', () => {
    expect(parseReporter('html=out.html')).toEqual({ name: 'html', file: 'out.html' })
    expect(parseReporter('perfetto')).toEqual({ name: 'perfetto', file: null })
    expect(() => parseReporter('htlm=x')).toThrow('did you mean html?')
    expect(Object.values(REPORTERS).every(({ summary }) => summary.length > 10)).toBe(true)
  })
})
