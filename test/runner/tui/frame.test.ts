import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { frame } from '../../../runner/tui/frame.ts'
import { ASCII, UNICODE } from '../../../runner/tui/glyphs.ts'
import { columnsOf } from '../../../runner/tui/harmless.ts'
import { KEYS } from '../../../runner/tui/live/live-keys.ts'
import { paletteOf } from '../../../runner/tui/palette.ts'
import type { Style } from '../../../runner/tui/row.ts'
import { failed, finished, reportedFailure, runScenario, started } from '../../reports/run-events.ts'
import { EVENTS, manyEvents, play, snapshotAfter } from './seen.ts'

const PLAIN: Style = { palette: paletteOf(createColors(false)), glyphs: UNICODE }
const IN_ASCII: Style = { palette: paletteOf(createColors(false)), glyphs: ASCII }
const COLOURED: Style = { palette: paletteOf(createColors(true)), glyphs: UNICODE }
const SIZES = [[200, 60], [120, 40], [100, 30], [80, 24], [60, 15], [59, 14], [20, 4], [5, 1]] as const

const snapshot = snapshotAfter(EVENTS)
const shown = (keys: readonly string[], size: readonly [number, number] = SIZES[1], of = snapshot, style = PLAIN): readonly string[] => frame(play(of, size, keys).seen, style)

const fits = (drawn: readonly string[], columns: number, rows: number): void => {
  expect(drawn.length).toBeLessThanOrEqual(Math.max(0, rows - 1))
  for (const line of drawn) expect(columnsOf(stripVTControlCharacters(line)), line).toBeLessThanOrEqual(columns)
}

describe('the frame', () => {
  it('has scenarios on the left and what was covered on the right', () => {
    const drawn = shown([]).map((line) => line.trimEnd())
    expect(drawn).toHaveLength(39)
    expect(drawn.slice(0, 16)).toEqual([
      'seeddrill · seed stem · 2/5 drills · ✗ 1 failure · 1,800 states, 180/s · 10.0 s',
      '── 1 scenarios ─────────────────────│   2 [overview] failures 1  running 1',
      '    scenario        seeds  st/s fail│the whole run',
      '❯   whole run         2/5   180    1│2 of 5 drills · 1,800 crash states, 180/s · 40 observations',
      '  ▸ ledger            1/2   200     │12 failovers · 14 crashes in recovery · worst loss 1.500 s, 4 acknowledged',
      '  ✗ log               1/2   200    1│operations',
      '  · zoo/x             0/1           │',
      '                                    │crash states by phase',
      '                                    │mid-recovery            ██░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░          10',
      '                                    │mid-checkpoint          ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░           0 never',
      '                                    │mid-write               ████████████████████████████████████████         200',
      '                                    │before-flush            ████████████████████████████████████░░░░         180',
      '                                    │before-acknowledgement  ████████████████████████████████░░░░░░░░         160',
      '                                    │quiet                   ██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░          50',
      '                                    │',
      '                                    │faults by the recovery that met them',
    ])
    expect(drawn.join('\n')).toMatch(/power cut {2}latest\n.*│stall +60 +2$/m)
    expect(drawn.at(-1)).toBe('j move  enter open  ] tabs  y copy  / filter  tab panel  ? help  q stop')
  })

  it('shows one panel at a time where there is no room for two, states in words', () => {
    const list = shown([], [80, 24]).join('\n')
    expect(list).toMatch(/ledger +running +1\/2 +200/)
    expect(list).toMatch(/zoo\/x +waiting +0\/1/)
    expect(list).not.toContain('crash states by phase')
    const details = shown(['j', 'j', 'enter'], [80, 24]).join('\n')
    expect(details).toContain('1 scenarios [2 details]  log')
    expect(details).toContain('crash states by phase')
    expect(details).not.toContain('zoo/x')
  })

  it('tells a failure as the lines of a run do, with its token and the command that explores it', () => {
    const text = shown(['j', 'j', ']']).join('\n')
    for (const part of ['❯ ✗ lost-ack × 1 seed: transfer 7 is missing', 'FAIL log › lost-ack  fingerprint f1f1f1', 't=2 CRASH', 'replay  seeddrill replay sd1.token', 'explore npx seeddrill explore sd1.token', 'token   sd1.token'])
      expect(text).toContain(part)
    const saved = { id: 'log-f1f1f1', file: '.seeddrill/corpus/log/f1f1f1.json', replay: 'seeddrill replay log-f1f1f1' }
    const users = { ...runScenario('log', ['a']), file: 'my log.ts' }
    const after = (change: Parameters<typeof reportedFailure>[0]) => shown(['j', ']'], SIZES[1], snapshotAfter([started(users), failed([0, 'log', 'a'], change)])).join('\n')
    expect(after({ saved })).toMatch(/explore npx seeddrill explore log-f1f1f1$/m)
    expect(after({})).toMatch(/explore npx seeddrill explore sd1\.token --file 'my log\.ts'/)
  })

  it('shows which drills run', () => {
    expect(shown([']', ']']).join('\n')).toMatch(/▸ {2}ledger +b +sweep +1,200 +10\.0 s/)
    expect(shown(['j', 'j', ']', ']']).join('\n')).toContain('nothing runs now')
  })

  it('calls a planted defect that is found good, and no failure of the run', () => {
    const found = snapshotAfter([started(runScenario('zoo/x', ['a'], ['lost-ack'])), failed([0, 'zoo/x', 'a']), finished([0, 'zoo/x', 'a'], { outcome: 'violated' })])
    const text = shown([], [80, 24], found).join('\n')
    expect(text).toMatch(/✓ zoo\/x +found/)
    expect(text.split('\n')[0]).not.toContain('failure')
    expect(shown([']'], [80, 24], found).join('\n')).toContain('no failure so far')
    expect(shown(['j', ']'], [80, 24], found).join('\n')).toContain('❯ ✓ lost-ack × 1 seed')
  })

  it.each([
    [['inconclusive'], 'inconclusive'],
    [['passed', 'cut-short'], 'passed'],
    [['cut-short'], 'waiting'],
    [['misused', 'passed'], 'failing'],
  ] as const)('calls a scenario after drills that were %j %s', (outcomes, word) => {
    const seeds = ['a', 'b']
    const of = snapshotAfter([started(runScenario('log', seeds)), ...outcomes.map((outcome, at) => finished([at, 'log', seeds[at]!], { outcome }))])
    expect(shown([], [80, 24], of).join('\n')).toMatch(new RegExp(`log +${word} `))
  })

  it('keeps the chosen scenario among those that are seen, and says how many are not', () => {
    const many = snapshotAfter(manyEvents(100))
    expect(shown([], [80, 24], many).join('\n')).toMatch(/scenario-0 [\s\S]*… 84 more/)
    const text = shown(Array.from({ length: 60 }, () => 'j'), [80, 24], many).join('\n')
    expect(text).toMatch(/❯ ✗ {2}scenario-59 /)
    expect(text).toContain('whole run')
  })

  it('has neighbours of one suite below its name, with how it stands, and those that are alone by their whole name', () => {
    const names = ['db', 'db/overload', 'log/always', 'zoo/one', 'zoo/two']
    const rows = shown([], [120, 40], snapshotAfter([
      started(...names.map((name) => runScenario(name, ['a', 'b']))),
      finished([0, 'db', 'a']),
      failed([1, 'db/overload', 'a'], reportedFailure()),
      finished([1, 'db/overload', 'a'], { outcome: 'violated' }),
      finished([2, 'log/always', 'a']),
    ])).map((row) => row.split('│')[0]!.trim().replace(/ +/g, ' '))
    expect(rows.slice(4, 13)).toEqual([
      '✗ db 2/4 1', '✓ db 1/2 200', '✗ overload 1/2 200 1', '✓ log/always 1/2 200', '· zoo 0/4', '· one 0/2', '· two 0/2', '', '',
    ])
    expect(shown(['j', 'j', 'j'], [120, 40], snapshotAfter([started(...names.map((name) => runScenario(name, ['a'])))])).filter((row) => row.startsWith('❯'))[0]).toMatch(/^❯ · log\/always /)
  })

  it('shortens names in the middle, for their ends tell them apart', () => {
    const named = snapshotAfter(manyEvents(2, (at) => `a-suite/with-a-long-name/${at === 0 ? 'kill' : 'cut'}`))
    expect(shown([], [100, 30], named).join('\n')).toMatch(/✗ a-suite +2\/4 [\s\S]*✗ {2}wit…kill +1\/2 [\s\S]*✗ {2}wit…\/cut /)
  })

  it('is the facts below 60 × 15', () => {
    expect(shown([], [59, 12])).toEqual([
      'seeddrill · seed stem · 2/5 drills · ✗ 1 failure · 1,800 s…',
      '▸ ledger  sweep b',
      '✗ log › lost-ack × 1 seed: transfer 7 is missing',
      'ctrl-c stops and reports what ran',
    ])
    expect(shown([], [59, 12], snapshotAfter(manyEvents(40)))).toHaveLength(11)
  })

  it('says at any size that it is stopping', () => {
    const stopping = snapshotAfter(EVENTS, true)
    for (const size of SIZES.slice(0, 6)) expect(shown([], size, stopping).at(-1)).toMatch(/^stopping … ctrl-c again aborts at once/)
  })

  it('is empty when the view is closed', () => {
    expect(frame(play({ ...snapshot, closed: true }, SIZES[1], []).seen, PLAIN)).toEqual([])
  })
})

const SCREENS: readonly (readonly [string, readonly string[]])[] = [
  ['the list', []],
  ['an overview', ['j', 'enter']],
  ['the failures', [']']],
  ['the text of a failure', [']', 'j', 'enter', 'j', 'j']],
  ['what runs', [']', ']']],
  ['the help', ['?']],
  ['a filter', ['/', 's', 'u']],
  ['a filter without matches', ['/', 'z', 'z']],
  ['a refusal', ['n']],
]

describe.each(SCREENS)('%s', (_, keys) => {
  const many = snapshotAfter(manyEvents(40))

  it.each(SIZES)('fits %d × %d, in colour and in ASCII too', (columns, rows) => {
    for (const style of [PLAIN, IN_ASCII, COLOURED]) fits(shown(keys, [columns, rows], many, style), columns, rows)
  })

  it('is plain without colour, ASCII in ASCII, and says the same in colour', () => {
    const text = shown(keys, SIZES[1], many).join('\n')
    expect(text).not.toContain('\u001b')
    expect(shown(keys, SIZES[1], many, IN_ASCII).join('\n')).toMatch(/^[\n\x20-\x7e]*$/)
    const coloured = shown(keys, SIZES[1], many, COLOURED).join('\n')
    expect(coloured).toContain('\u001b')
    expect(stripVTControlCharacters(coloured)).toBe(text)
  })
})

describe('any run', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('\u001b[2J\u001b[31mred', '日本語の長い名前'.repeat(6), '👩‍👩‍👧 family', 'e\u0301\u0301', '\u202eevil', 'a\r\nb', ''))
  const pressed = fc.constantFrom(...KEYS.flatMap(({ keys }) => keys), 'x', '語')

  it('never exceeds the screen, never steers the terminal, whatever is pressed', () => {
    fc.assert(
      fc.property(hostile, fc.nat(30), fc.array(pressed, { maxLength: 25 }), fc.constantFrom(...SIZES), fc.boolean(), (text, count, keys, [columns, rows], ascii) => {
        const of = snapshotAfter(manyEvents(count, (at) => `${text}${at}`, text))
        const drawn = shown(keys, [columns, rows], of, ascii ? IN_ASCII : PLAIN)
        fits(drawn, columns, rows)
        expect(drawn.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{M}]/u)
        if (ascii) expect(drawn.join('')).toMatch(/^[\x20-\x7e]*$/)
      }),
      { numRuns: 100 },
    )
  }, 120_000)
})
