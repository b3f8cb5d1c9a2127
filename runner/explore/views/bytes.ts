/** The block of the write under the cursor, before and after: only rows that differ, the differing bytes marked. */
import { counted } from '../../../reports/format.ts'
import type { LookBytes } from '../../../core/drill/explore/look.ts'
import type { Tone } from '../../tui/palette.ts'
import { piece, row } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import { scrolling, whenLooked } from './pane.ts'
import type { PaneOf } from './pane.ts'

const OFFSET_DIGITS = 8

/** Offset, sign, 16 bytes, and the same as text. */
const WITH_TEXT_COLUMNS = 11 + 49 + 1 + 16

export const bytesPane: PaneOf = (state, { columns }) =>
  whenLooked(state, ({ bytes }) => {
    if (!bytes) return scrolling([row('this step is no write: . and , go through the steps of the log', 'muted')])
    const { write, disk, offset, rowsLeftOut } = bytes
    const head: Row = [piece(write, 'strong'), piece(` on ${disk}, block at byte ${offset}   `, 'muted'), piece('- before ', 'fail'), piece(' + after', 'ok')]
    const more = rowsLeftOut > 0 ? [row(`${counted(rowsLeftOut, 'differing row')} more`, 'muted')] : []
    return scrolling([...bytes.rows.flatMap((each) => byteRows(each, columns >= WITH_TEXT_COLUMNS)), ...more], [head])
  })

function byteRows({ offset, before, after }: LookBytes['rows'][number], withText: boolean): readonly Row[] {
  const [was, is] = [bytesOf(before), bytesOf(after)] as const
  const differs = is.map((byte, at) => byte !== was[at])
  const line = (start: string, sign: string, bytes: readonly string[], tone: Tone): Row => [
    piece(start, 'muted'),
    piece(` ${sign} `, tone),
    ...bytes.flatMap((byte, at): readonly Piece[] => [piece(byte, differs[at] ? tone : 'muted'), piece(at === 7 ? '  ' : ' ')]),
    piece(withText ? ' ' : ''),
    ...(withText ? bytes : []).map((byte, at) => piece(readable(byte), differs[at] ? tone : 'muted')),
  ]
  return [line(offset.toString(16).padStart(OFFSET_DIGITS, '0'), '-', was, 'fail'), line(' '.repeat(OFFSET_DIGITS), '+', is, 'ok')]
}

const bytesOf = (hex: string): readonly string[] => hex.match(/[0-9a-f]{2}/gi) ?? []

function readable(byte: string): string {
  const code = Number.parseInt(byte, 16)
  return code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '.'
}
