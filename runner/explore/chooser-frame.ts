/** One frame of a list to choose from: rows of text, a pure function of what is chosen and the size. */
import { clip, plain } from '../../reports/index.ts'
import type { FrameSize } from '../tui/frame-size.ts'
import { windowAround } from '../tui/row.ts'

/** Title, hint, and the blank rows beside them. */
const FIXED_ROWS = 4

/** At most `rows` rows of at most `columns` columns. */
export function chooserFrame(title: string, texts: readonly string[], at: number, { rows, columns }: FrameSize): readonly string[] {
  const room = Math.max(1, rows - FIXED_ROWS)
  const [from, to] = windowAround(texts.length, room, at)
  const shown = texts.slice(from, to).map((text, index) => `${from + index === at ? '>' : ' '} ${plain(text)}`)
  return [plain(title), '', ...shown, '', `${at + 1} of ${texts.length} | j k move, enter opens, q leaves`].slice(-rows).map((line) => clip(line, columns))
}

/** Where a key leads; a number: there. */
export type Choosing = number | 'open' | 'leave'

const STEPS: Readonly<Record<string, (at: number, last: number) => Choosing>> = {
  j: (at, last) => Math.min(last, at + 1),
  k: (at) => Math.max(0, at - 1),
  g: () => 0,
  G: (_, last) => last,
  enter: () => 'open',
  q: () => 'leave',
}

export function afterKey(key: string, at: number, count: number): Choosing {
  return STEPS[key]?.(at, count - 1) ?? at
}
