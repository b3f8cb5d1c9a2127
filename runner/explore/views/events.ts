/** The list of events: only what is to be seen is looked at, so that a long run costs no more than a short one. */
import { grouped } from '../../../reports/format.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import { fitRow, highlighted, piece, row, windowAround } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { placeOf } from '../picture-index.ts'
import type { ExplorerState } from '../state.ts'
import { markSign, markTone, markWords } from './mark-text.ts'
import { ms } from './time.ts'

export interface ListRoom {
  readonly rows: number
  readonly columns: number
  readonly glyphs: Glyphs
}

/** Title, heading, then the events around the cursor. */
export function eventRows(state: ExplorerState, { rows, columns, glyphs }: ListRoom): readonly Row[] {
  const { marks, endUs } = state.opened.picture
  const found = state.filter?.matches
  const length = found ? found.length : marks.length
  const stands = found ? Math.max(0, Math.min(placeOf(found, state.cursor.mark + 1) - 1, length - 1)) : state.cursor.mark
  const [from, to] = windowAround(length, Math.max(0, rows - 1), stands)
  const timeColumns = Math.max('ms'.length, ms(endUs).length)
  const heading: Row = [piece(`${'ms'.padStart(timeColumns + 1)}   event`, 'muted'), ...(found ? [piece(`  ${grouped(length)} match`, 'accent')] : [])]
  if (length === 0) return [heading, row(found ? '  no event matches: esc clears the filter' : '  nothing happened', 'warn')]
  return [heading, ...Array.from({ length: to - from }, (_, line) => eventRow(state, found ? found[from + line]! : from + line, timeColumns, columns, glyphs))]
}

function eventRow(state: ExplorerState, at: number, timeColumns: number, columns: number, glyphs: Glyphs): Row {
  const { marks, lanes } = state.opened.picture
  const mark = marks[at]!
  const here = at === state.cursor.mark
  const pieces: Row = [
    piece(here ? glyphs.busy : ' ', 'accent'),
    piece(`${ms(mark.startUs).padStart(timeColumns)} `, 'muted'),
    piece(`${markSign(mark, glyphs)} `, markTone(mark)),
    piece(`${lanes[mark.lane]?.name ?? ''} `, 'muted'),
    piece(markWords(mark), here ? 'strong' : 'plain'),
  ]
  if (!here) return pieces
  return state.focus === 'events' ? highlighted(pieces, columns) : fitRow(pieces, columns)
}
