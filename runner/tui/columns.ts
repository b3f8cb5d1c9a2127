/** Tables of rows: columns as wide as they need to be, numbers on the right, the last column takes what is left. */
import { columnsOf } from './harmless.ts'
import { fitRow, piece } from './row.ts'
import type { Piece, Row } from './row.ts'

export interface Column {
  /** With the unit of what is below it. */
  readonly title: string
  readonly side?: 'right'
  /** Columns at most; default: what its widest cell needs. */
  readonly most?: number
}

export type Cell = string | Piece

const GAP: Piece = { text: '  ', tone: 'plain' }

/** The title row, then one row for each line of cells. */
export function tableRows(columns: readonly Column[], lines: readonly (readonly Cell[])[]): readonly Row[] {
  const cells = lines.map((line) => line.map((cell) => (typeof cell === 'string' ? piece(cell) : cell)))
  const widths = columns.map(({ title, most = Infinity }, index) =>
    Math.min(most, Math.max(columnsOf(title), ...cells.map((line) => columnsOf(line[index]!.text)))),
  )
  const line = (of: readonly Piece[]): Row =>
    of.flatMap((each, index) => {
      const { side } = columns[index]!
      const last = index === columns.length - 1
      const filled = side === 'right' ? padLeft(each, widths[index]!) : last ? [each] : fitRow([each], widths[index]!, each.tone)
      return last ? filled : [...filled, GAP]
    })
  return [line(columns.map(({ title }) => piece(title, 'muted'))), ...cells.map(line)]
}

function padLeft(each: Piece, columns: number): Row {
  const [kept] = fitRow([each], Math.min(columns, columnsOf(each.text)), each.tone) as [Piece]
  return [{ text: ' '.repeat(Math.max(0, columns - columnsOf(kept.text))) + kept.text, tone: each.tone }]
}
