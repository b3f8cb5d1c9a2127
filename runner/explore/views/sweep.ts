/** The sweep by itself: every instant at which a crash was tried, as a bar and as a list; Enter goes to the chosen one. */
import type { SweepBar } from '../../../core/drill/explore/branch.ts'
import { counted, grouped } from '../../../reports/format.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import { EMPTY_ROW, highlighted, piece, row, windowAround } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import { tableRows } from '../../tui/columns.ts'
import { isFailing, verdictSign, verdictTone, verdictWords } from '../verdict-words.ts'
import type { ListRoom } from './events.ts'
import { sweepCells } from './sweep-cells.ts'
import { ms } from './time.ts'

/** Title, bar with a pointer, blank row and the heading of the table. */
const FIXED_ROWS = 5

export function sweepRows(sweep: SweepBar, at: number, { rows, columns, glyphs }: ListRoom): readonly Row[] {
  const { instants, statesChecked, statesSkipped } = sweep
  const failing = instants.filter(({ worst }) => isFailing(worst)).length
  const title: Row = [
    piece(`${counted(instants.length, 'instant')}, ${counted(statesChecked, 'different state')} checked`),
    piece(statesSkipped > 0 ? `, ${grouped(statesSkipped)} left out` : '', 'warn'),
    piece('   '),
    failing > 0 ? piece(`${glyphs.bad} ${counted(failing, 'instant')} fail${failing === 1 ? 's' : ''}`, 'fail') : piece(`${glyphs.ok} every crash recovers`, 'ok'),
  ]
  if (instants.length === 0) return [title]
  const table = tableRows(
    [{ title: 'ms', side: 'right' }, { title: 'step', side: 'right' }, { title: 'states', side: 'right' }, { title: 'the worst that came of it' }],
    instants.map(({ atUs, seq, states, worst }) => [ms(atUs), String(seq), grouped(states), piece(`${verdictSign(worst, glyphs)} ${verdictWords(worst)}`, verdictTone(worst))]),
  )
  const [from, to] = windowAround(instants.length, Math.max(1, rows - FIXED_ROWS), at)
  const lines = table.slice(1).slice(from, to).map((line, index): Row => {
    const chosen = from + index === at
    const pieces: Row = [piece(chosen ? `${glyphs.busy} ` : '  ', 'accent'), ...line]
    return chosen ? highlighted(pieces, columns) : pieces
  })
  return [title, ...bar(sweep, at, columns, glyphs), EMPTY_ROW, [piece('  '), ...table[0]!], ...lines]
}

/** By the order of the instants, not by their time: what is fragile shows however short it is. */
function bar(sweep: SweepBar, at: number, columns: number, glyphs: Glyphs): readonly Row[] {
  const count = sweep.instants.length
  const cells = Math.min(columns, Math.max(count, 1))
  const bounds = Float64Array.from({ length: cells + 1 }, (_, cell) => (cell * count) / cells)
  const numbered = { ...sweep, instants: sweep.instants.map((instant, index) => ({ ...instant, atUs: index })) }
  const pieces: readonly Piece[] = sweepCells(numbered, bounds, glyphs)
  return [pieces, row(`${' '.repeat(Math.min(cells - 1, Math.floor((at * cells) / count)))}^`, 'accent')]
}
