/** The model beside what the recovered application showed, and the acknowledged operations that it does not have. */
import { counted } from '../../../reports/format.ts'
import { beside, EMPTY_ROW, piece, row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { tableRows } from '../../tui/columns.ts'
import { chosenOf } from '../state.ts'
import { folded, scrolling } from './pane.ts'
import type { PaneOf } from './pane.ts'
import { ms } from './time.ts'

const GAP = piece(' │ ', 'muted')

export const modelPane: PaneOf = (state, { columns }) => {
  const branch = chosenOf(state)?.branch
  if (!branch) {
    const { look } = state
    const lines = look ? look.model.flatMap((line) => folded(line, columns)) : [row('looking …', 'muted')]
    return scrolling(lines, [row('what the model says must be there at least; p pulls the plug and shows what is', 'muted')])
  }
  const width = Math.floor((columns - GAP.text.length) / 2)
  const allowed = branch.allowed.flatMap((line) => folded(line, width))
  const observed = branch.observed.flatMap((line) => folded(line, width))
  const expected = new Set(branch.allowed)
  const marked = branch.observed.flatMap((line) => folded(line, width, expected.has(line) ? 'plain' : 'fail'))
  const titles = beside([row('the model allows', 'muted')], [row('the application showed', 'muted')], width, [GAP])
  const nothing = observed.length === 0 ? [row('nothing: it does not open', 'fail')] : marked
  return scrolling([...beside(allowed, nothing, width, [GAP]), ...lostRows(branch.lost)], titles)
}

function lostRows(lost: readonly { readonly id: number; readonly label: string; readonly answeredUs: number }[]): readonly Row[] {
  if (lost.length === 0) return []
  return [
    EMPTY_ROW,
    row(`${counted(lost.length, 'acknowledged operation')} missing`, 'fail'),
    ...tableRows([{ title: 'op', side: 'right' }, { title: 'answered ms', side: 'right' }, { title: 'what' }], lost.map(({ id, label, answeredUs }) => [String(id), ms(answeredUs), label])),
  ]
}
