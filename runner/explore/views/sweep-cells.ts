/** The sweep as cells of an axis: each shows the worst of the crashes that fall into it. */
import type { SweepBar, SweptInstant } from '../../../core/drill/explore/branch.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Piece } from '../../tui/row.ts'
import { isFailing, verdictTone } from '../verdict-words.ts'
import { cellOf } from './timeline-cells.ts'

type Worst = SweptInstant['worst']

const rank = (worst: Worst): number => (isFailing(worst) ? 2 : worst === 'ok' ? 0 : 1)

export const sweepSign = (worst: Worst, glyphs: Glyphs): string => (isFailing(worst) ? glyphs.bad : worst === 'ok' ? glyphs.span : '?')

export function sweepCells({ instants }: SweepBar, bounds: Float64Array, glyphs: Glyphs): Piece[] {
  const cells: Piece[] = Array.from({ length: bounds.length - 1 }, () => ({ text: ' ', tone: 'plain' }))
  const worsts: (Worst | undefined)[] = []
  for (const { atUs, worst } of instants) {
    const cell = cellOf(bounds, atUs)
    if (cell < 0 || (worsts[cell] !== undefined && rank(worsts[cell]) >= rank(worst))) continue
    worsts[cell] = worst
    cells[cell] = { text: sweepSign(worst, glyphs), tone: verdictTone(worst) }
  }
  return cells
}
