import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../../runner/tui/harmless.ts'
import { ASCII, UNICODE } from '../../../runner/tui/glyphs.ts'
import { paletteOf } from '../../../runner/tui/palette.ts'
import type { Style } from '../../../runner/tui/row.ts'
import type { Picture, PictureMark, PictureMarkKind } from '../../../core/drill/explore/picture.ts'
import { KEYS } from '../../../runner/explore/keys.ts'
import { reduce } from '../../../runner/explore/reduce.ts'
import { begin, TABS } from '../../../runner/explore/state.ts'
import type { ExplorerState } from '../../../runner/explore/state.ts'
import { explorerFrame } from '../../../runner/explore/views/frame.ts'
import { sparkline } from '../../../runner/explore/views/sparkline.ts'
import { branchOf, LANES, openedOf, pictureOf } from './fake-run.ts'
import { pressed } from './pressed.ts'

const SIZES = [[120, 40], [100, 30], [80, 24], [60, 15], [40, 10]] as const
const plainStyle: Style = { palette: paletteOf(createColors(false)), glyphs: UNICODE }
const asciiStyle: Style = { palette: paletteOf(createColors(false)), glyphs: ASCII }
const colourStyle: Style = { palette: paletteOf(createColors(true)), glyphs: UNICODE }
const screen = (state: ExplorerState, [columns, rows]: readonly [number, number], style = plainStyle): string => explorerFrame(state, { columns, rows }, style).join('\n')

/** Whether Ink counts columns as the views do is tested with the component. */
const fits = (frame: readonly string[], columns: number, rows: number): void => {
  expect(frame.length).toBeLessThanOrEqual(rows - 1)
  for (const line of frame) expect(columnsOf(stripVTControlCharacters(line)), line).toBeLessThanOrEqual(columns)
}

/** Every screen there is. */
const SCREENS: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ['the panels', []],
  ...TABS.map((tab, at) => [`the tab ${tab}`, ['3', ...Array.from({ length: at }, () => ']')]] as const),
  ['the timeline', ['2', 'j', 'j', '+', '+', ')']],
  ['the branches', ['p', 'j', 'j', 'enter', 'p', 'j', 'j', 'j', 'enter', 'b']],
  ['a verdict', ['p', 'j', 'j', 'enter', '3']],
  ['a comparison', ['p', 'j', 'j', 'enter', 'v']],
  ['the plug', ['p']],
  ['the points', ['p', 'G', 'k', 'enter']],
  ['the fates', ['p', 'j', 'j', 'j', 'j', 'j', 'enter', 'space']],
  ['the sweep', ['S', '}']],
  ['the sweep on the timeline', ['S', 'enter']],
  ['the help', ['?']],
  ['a filter', ['/', 'w', 'a', 'l']],
  ['a filter without matches', ['/', 'z', 'z', 'z', 'enter']],
  ['a command', [':', 'g', 'o']],
]

describe('a small terminal', () => {
  const opened = (): ReturnType<typeof begin> => begin(openedOf(pictureOf(60)), [])

  it.each([SIZES[2], SIZES[3]])('has room at %d × %d for all that is said of the chosen way to pull the plug', (...size) => {
    const text = screen(pressed(opened(), ['p']), size).replace(/\s+/g, ' ')
    expect(text).toContain('the process dies; the operating system and the disks live on')
    expect(screen(pressed(opened(), ['p']), SIZES[0]).split('the process dies')).toHaveLength(2)
  })

  it('without room for a panel shows what is asked and what is typed, for keys are heard', () => {
    const small = (keys: readonly string[]): string => screen(pressed(opened(), keys), [59, 14])
    expect(small([])).toContain('59 x 14 is too small: 60 x 15 at least')
    expect(small([])).toContain('q quits')
    expect(small([':', ...'goto'])).toContain(':goto')
    const running = reduce(pressed(opened(), []), { type: 'key', key: 'S' }).state
    expect(screen(pressed({ state: running, effects: [] }, ['q']), [59, 14])).toContain('sweeping is not done: quit?')
  })
})

describe.each(SCREENS)('%s', (_, keys) => {
  it.each(SIZES)('fits %d × %d, also in colour and in ASCII', (columns, rows) => {
    const state = pressed(begin(openedOf(pictureOf(60)), ['copy']), keys)
    for (const style of [plainStyle, asciiStyle, colourStyle]) fits(explorerFrame(state, { columns, rows }, style), columns, rows)
  })

  it('is plain without colour, ASCII in ASCII, and says the same in colour', () => {
    const state = pressed(begin(openedOf(pictureOf(60)), ['copy']), keys)
    const text = screen(state, SIZES[0])
    expect(text).not.toContain('\u001b')
    expect(screen(state, SIZES[0], asciiStyle)).toMatch(/^[\n\x20-\x7e]*$/)
    const coloured = screen(state, SIZES[0], colourStyle)
    expect(coloured).toContain('\u001b')
    expect(stripVTControlCharacters(coloured)).toBe(text)
  })
})

const kinds = Object.keys(UNICODE.marks) as PictureMarkKind[]
const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('\u001b[2J\u001b[31mred', '日本語の長い名前'.repeat(6), '👩‍👩‍👧 family', 'e\u0301\u0301\u0301', '\u202eevil', 'a\r\nb', ''))
const mark: fc.Arbitrary<PictureMark> = fc.record({
  lane: fc.nat(LANES.length - 1), kind: fc.constantFrom(...kinds), startUs: fc.nat(1_000_000), seq: fc.option(fc.nat(1000)), label: hostile, name: hostile, line: hostile,
}).chain((made) => fc.option(fc.nat(5000)).map((tookUs) => ({ ...made, endUs: tookUs === null ? null : made.startUs + tookUs })))
const picture: fc.Arbitrary<Picture> = fc.record({
  scenario: hostile, seed: hostile, marks: fc.array(mark, { maxLength: 40 }), marksLeftOut: fc.nat(3),
}).map(({ marks, ...rest }) => ({
  ...rest, marks: [...marks].sort((one, other) => one.startUs - other.startUs), lanes: LANES.map((lane, at) => ({ ...lane, name: `${lane.name}${marks[at]?.label ?? ''}` })),
  startUs: 0, endUs: 1_000_000, crash: null,
}))

describe('any picture', () => {
  const press = fc.constantFrom(...KEYS.flatMap(({ keys }) => keys), 'x')

  it('never exceeds the screen, never steers the terminal, whatever is pressed', () => {
    fc.assert(
      fc.property(picture, fc.array(press, { maxLength: 25 }), fc.constantFrom(...SIZES), fc.boolean(), hostile, (of, keys, [columns, rows], ascii, text) => {
        const failure = branchOf({ how: 'recovery-point', point: text }, { title: text, message: text, timeline: [text], observed: [text], allowed: [`${text}.`] })
        const state = pressed(begin(openedOf(of, { failure }), ['copy']), keys)
        const frame = explorerFrame(state, { columns, rows }, ascii ? asciiStyle : plainStyle)
        fits(frame, columns, rows)
        expect(frame.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{M}]/u)
        if (ascii) expect(frame.join('')).toMatch(/^[\x20-\x7e]*$/)
      }),
      { numRuns: 150 },
    )
  }, 120_000)
})

describe('what is to be read', () => {
  const at = (keys: readonly string[], size: readonly [number, number] = SIZES[0]): string => screen(pressed(begin(openedOf(pictureOf(120)), ['copy']), keys), size)

  it('is the moment, everywhere', () => {
    expect(at([])).toContain('16.827 ms · step 77')
    expect(at([])).toMatch(/❯ 16\.827 ▸ client 2 asks/)
    expect(at([])).toContain('16.827 ms ▸ asks transfer 4 → 5 · client 2 · op 11 · takes 0.900 ms')
  })

  it('is what a crash could lose', () => {
    expect(at([])).toContain('✓ 29 must   ? 1 may   ✗ 1 must not')
    expect(at([']', ']', ']'])).toMatch(/W75 +~ volatile/)
    expect(at([']'])).toContain('replica: 12 cells behind')
    expect(at([']', ']'])).toContain('+ 4c 45 44 47 45 52 20 31')
    expect(at(Array.from({ length: 4 }, () => ']'))).toMatch(/app-consistent#1 +30\.000 +38\.500 +✗ an operation was open/)
  })

  it('is the verdict, why, and what recovers nearby', () => {
    const text = at(['p', 'j', 'j', 'enter'])
    for (const part of ['✗ lost-ack', 'ledger.ts:41:20', 'RTO 31.400 ms', 'lost acknowledged operations 1', '↳ books']) expect(text).toContain(part)
    expect(at(['p', 'j', 'j', 'enter', 'v'])).toMatch(/✗ lost-ack +│ ✓ recovers/)
  })

  it('is the facts, where there is no room', () => {
    expect(at([], SIZES[4])).toBe('40 x 10 is too small: 60 x 15 at least\nledger/failover · seed 42\n16.827 ms · step 77\nq quits')
  })

  it('is the end of the footer, whole', () => {
    for (const size of SIZES.slice(0, 4)) expect(at([], size).trimEnd()).toMatch(/\? help {2}q quit$/)
  })
})

describe('a sparkline', () => {
  it('shows every value that is not nothing, and the greatest as the highest', () => {
    expect(sparkline([0, 1, 1000], 10, UNICODE)).toBe(' ▁█')
    expect(sparkline(Array.from({ length: 100 }, (_, value) => value), 4, UNICODE)).toBe('▂▄▆█')
    expect(sparkline([], 4, UNICODE)).toBe('')
  })
})

