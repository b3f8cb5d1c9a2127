/** One frame of a list to choose from: rows of text, a pure function of what is chosen and the size. */
import { clamp } from '../tui/steps.ts'
import type { FrameSize } from '../tui/frame-size.ts'
import { drawRow, EMPTY_ROW, highlighted, piece, row, windowAround } from '../tui/row.ts'
import type { Row, Style } from '../tui/row.ts'

/** Title, hint, and the blank rows beside them. */
const FIXED_ROWS = 4

/** @param size of the terminal; at most one row less is drawn: a frame as high as the terminal makes Ink clear it each time */
export function chooserFrame(title: string, texts: readonly string[], at: number, size: FrameSize, style: Style): readonly string[] {
  const { glyphs } = style
  const rows = Math.max(0, size.rows - 1)
  const [from, to] = windowAround(texts.length, Math.max(1, rows - FIXED_ROWS), at)
  const shown = texts.slice(from, to).map((text, index): Row => {
    const here = from + index === at
    return here ? highlighted([piece(`${glyphs.busy} ${text}`)], size.columns) : row(`  ${text}`)
  })
  const hint: Row = [piece(`${at + 1} of ${texts.length}  `, 'muted'), ...HINTS.flatMap(([key, what]) => [piece(key, 'accent'), piece(` ${what}  `, 'muted')])]
  const all: readonly Row[] = [row(title, 'strong'), EMPTY_ROW, ...shown, EMPTY_ROW, hint]
  return all.slice(Math.max(0, all.length - rows)).map((each) => drawRow(each, size.columns, style))
}

const HINTS = [['j', 'down'], ['k', 'up'], ['enter', 'open'], ['q', 'quit']] as const

/** What a key asks for; a number: the row to go to. */
export type Choosing = number | 'open' | 'leave' | 'interrupt' | 'suspend'

const PAGE_ROWS = 15

const by = (rows: number) => (at: number, last: number): Choosing => clamp(at + rows, 0, last)

const KEYS: readonly { readonly keys: readonly string[]; readonly leads: (at: number, last: number) => Choosing }[] = [
  { keys: ['j', 'down'], leads: by(1) },
  { keys: ['k', 'up'], leads: by(-1) },
  { keys: ['pagedown', 'ctrl-d'], leads: by(PAGE_ROWS) },
  { keys: ['pageup', 'ctrl-u'], leads: by(-PAGE_ROWS) },
  { keys: ['g', 'home'], leads: by(-Infinity) },
  { keys: ['G', 'end'], leads: by(Infinity) },
  { keys: ['enter', 'l', 'right'], leads: () => 'open' },
  { keys: ['q', 'escape'], leads: () => 'leave' },
  { keys: ['ctrl-c'], leads: () => 'interrupt' },
  { keys: ['ctrl-z'], leads: () => 'suspend' },
]

/** @param key as `keyNames` calls it; of others nothing comes */
export const afterKey = (key: string, at: number, count: number): Choosing => KEYS.find(({ keys }) => keys.includes(key))?.leads(at, count - 1) ?? at
