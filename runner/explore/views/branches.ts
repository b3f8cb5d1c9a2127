/** What was tried, one line each: sign, verdict, what it cost, and what was done. */
import { fitRow, highlighted, piece, row, windowAround } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { ExplorerState, Tried } from '../state.ts'
import { verdictSign, verdictTone, verdictWords } from '../verdict-words.ts'
import type { ListRoom } from './events.ts'
import { ms } from './time.ts'

export function branchList(state: ExplorerState, { rows, columns, glyphs }: ListRoom): readonly Row[] {
  if (state.tried.length === 0) return [row('none yet: p pulls the plug', 'muted')]
  const verdictColumns = Math.max(...state.tried.map(({ branch }) => verdictWords(branch.verdict).length)) + 2
  const [from, to] = windowAround(state.tried.length, rows, state.chosen ?? 0)
  return state.tried.slice(from, to).map((each, line) => {
    const at = from + line
    const pieces = branchRow(each, at, verdictColumns, state, glyphs)
    return at === state.chosen && state.focus === 'branches' ? highlighted(pieces, columns) : fitRow(pieces, columns)
  })
}

function branchRow({ branch, shrunk, again }: Tried, at: number, verdictColumns: number, { chosen, marked }: ExplorerState, glyphs: ListRoom['glyphs']): Row {
  const verdict = `${verdictSign(branch.verdict, glyphs)} ${verdictWords(branch.verdict)}`
  return [
    piece(at === chosen ? glyphs.busy : at === marked ? '*' : ' ', 'accent'),
    piece(`${String(at + 1).padStart(2)} `, 'muted'),
    piece(`${verdict.padEnd(verdictColumns)} `, verdictTone(branch.verdict)),
    piece(`${ms(branch.atUs)} `, 'muted'),
    piece(`${again === 'other' ? 'differed when run again: ' : ''}${shrunk ? 'shrunk: ' : ''}${branch.title}`),
  ]
}
