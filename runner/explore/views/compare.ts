/** Two branches beside each other: what is the same is read once, what differs is seen. */
import { beside, EMPTY_ROW, piece, row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { ExplorerState } from '../state.ts'
import type { PaneRoom } from './pane.ts'
import { branchRows } from './verdict.ts'

const GAP = piece(' │ ', 'muted')

export function compareRows(state: ExplorerState, left: number, right: number, { columns, glyphs }: PaneRoom): readonly Row[] {
  const [one, other] = [state.tried[left], state.tried[right]]
  if (!one || !other) return [row('a comparison needs two branches', 'warn')]
  const width = Math.floor((columns - GAP.text.length) / 2)
  const side = (each: typeof one, at: number): readonly Row[] => [
    row(`branch ${at + 1}`, 'accent'),
    ...branchRows(each, { columns: width, glyphs }),
    ...listRows('observed', each.branch.observed),
    ...listRows('allowed', each.branch.allowed),
  ]
  return beside(side(one, left), side(other, right), width, [GAP])
}

const listRows = (title: string, lines: readonly string[]): readonly Row[] => (lines.length === 0 ? [] : [EMPTY_ROW, row(title, 'muted'), ...lines.map((line) => row(line))])
