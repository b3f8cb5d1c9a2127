import { describe, expect, it } from 'vitest'
import { hashDifferences } from '../../runner/determinism.ts'
import { listenForInterruptions } from '../../runner/interruptions.ts'
import { scenariosOf } from '../../runner/load-scenario.ts'
import { replayCommand } from '../../runner/replay-command.ts'
import { parseReporter } from '../../runner/reporters.ts'
import { suggestion } from '../../runner/usage-error.ts'
import { userFrame } from '../../runner/user-frame.ts'
import { pattern, seedText, timeSpan, wholeNumber } from '../../runner/values.ts'
import { drillResult, reportedFailure } from '../reports/run-events.ts'
import { report } from './orders.ts'

describe('values of flags', () => {
  it('reads whole numbers within bounds', () => {
    const read = wholeNumber(1, 10, '--n 2')
    expect([read('1'), read('10')]).toEqual([1, 10])
    for (const bad of ['0', '11', '-1', '1.5', '1e1', ' 1', '', 'x', '٣']) expect(() => read(bad)).toThrow('from 1 to 10, as in --n 2')
  })

  it('reads times', () => {
    expect(['500ms', '90s', '5m', '1.5h'].map(timeSpan)).toEqual([500, 90_000, 300_000, 5_400_000])
    for (const bad of ['5', '0s', '5 m', '-1s', '100000h', 's']) expect(() => timeSpan(bad)).toThrow('such as 500ms')
  })

  it('reads regular expressions and seeds', () => {
    expect(pattern('a|b').test('b')).toBe(true)
    expect(() => pattern('[')).toThrow('regular expression')
    expect(seedText('töpfer 7')).toBe('töpfer 7')
    for (const bad of ['', 'a\nb', 'x'.repeat(201)]) expect(() => seedText(bad)).toThrow('1 to 200 characters')
  })

  it('reads reporters with their files', () => {
    expect([parseReporter('json=a=b.json'), parseReporter('line')]).toEqual([
      { name: 'json', file: 'a=b.json' },
      { name: 'line', file: null },
    ])
    expect(() => parseReporter('jsn=x')).toThrow('there is no reporter jsn; there are line, json, ndjson, junit, github, markdown, html and perfetto, and files (.ts, .js …) that export one; did you mean json?')
    expect(() => parseReporter('toString')).toThrow('there is no reporter toString')
    expect(() => parseReporter('json=')).toThrow('give a file')
  })
})

it('suggests only what is near', () => {
  expect(suggestion('wal-bd', ['log', 'wal-db'])).toBe('; did you mean wal-db?')
  expect(suggestion('quux', ['log', 'wal-db'])).toBe('')
  expect(suggestion('x', [])).toBe('')
})

it('quotes file names in a replay command where the shell needs it', () => {
  expect(replayCommand('sd1.x', null)).toBe('npx seeddrill replay sd1.x')
  expect(replayCommand('sd1.x', 'a/drill.ts')).toBe('npx seeddrill replay sd1.x --file a/drill.ts')
  expect(replayCommand('sd1.x', "it's mine.ts")).toBe("npx seeddrill replay sd1.x --file 'it'\\''s mine.ts'")
})

it('finds scenarios under any export, in lists, and each once', () => {
  const scenario = (name: string) => ({ name, machines: {}, operation: {}, apply: () => {}, model: {}, observe: () => {} })
  const [one, two] = [scenario('one'), scenario('two')]
  expect(scenariosOf({ default: [one, two], one, other: 7, nothing: null, half: { ...one, apply: 1 } })).toEqual([one, two])
})

it('blames the innermost line of the user', () => {
  const error = new Error('x')
  const own = new URL('../../runner/main.ts', import.meta.url).href
  error.stack = [
    'Error: x',
    `    at parse (${own}:1:2)`,
    '    at node:internal/modules/run:3:4',
    '    at helper (/home/me/node_modules/lib/index.js:9:9)',
    '    at inner (file:///home/me/lib/app.ts:5:13)',
    '    at /home/me/drill.ts:8:1',
  ].join('\n')
  expect(userFrame(error, '/home/me')).toBe('lib/app.ts:5:13')
  expect(userFrame('x', '/home/me')).toBeUndefined()
})

it('asks for an orderly end first and ends at once the second time', () => {
  const heard: (string | number)[] = []
  const before = process.listenerCount('SIGINT')
  const { raise, dispose } = listenForInterruptions((signal) => heard.push(signal), (code) => heard.push(code))
  expect(process.listenerCount('SIGINT')).toBe(before + 1)
  raise('SIGTERM')
  raise('SIGINT')
  expect(heard).toEqual(['SIGTERM', 130])
  dispose()
  expect(process.listenerCount('SIGINT')).toBe(before)
})

describe('hashDifferences', () => {
  const one = report(0, { result: drillResult(), failures: [reportedFailure()] })

  it('finds none between equal runs', () => {
    expect(hashDifferences(one, { ...one })).toEqual([])
    expect(hashDifferences(report(0), report(1))).toEqual([])
  })

  it.each(['traceHash', 'stateHash', 'sweepHash', 'status'] as const)('names %s', (field) => {
    const other = { ...one, result: drillResult({ [field]: 'other' } as never) }
    expect(hashDifferences(one, other)).toEqual([expect.stringContaining(`${field}: `)])
  })

  it('names verdicts, and a run without a result', () => {
    expect(hashDifferences(one, { ...one, failures: [] })).toEqual(['verdicts: lost-ack f1f1f1 and none'])
    expect(hashDifferences(one, report(0, { messages: ['boom'] }))).toEqual(['one of them ended without a result: boom'])
  })
})
