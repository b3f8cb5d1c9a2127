/** A terminal that is too small gets the facts as plain text. */
import type { FrameSize } from '../../tui/frame-size.ts'
import { LEAST } from '../../tui/panels.ts'
import { row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { contextOf } from '../keys.ts'
import { chosenOf } from '../state.ts'
import type { ExplorerState } from '../state.ts'
import { verdictTone, verdictWords } from '../verdict-words.ts'
import { footerRow } from './footer.ts'
import { folded } from './pane.ts'
import { ms } from './time.ts'

export function tooSmall(state: ExplorerState, { rows, columns }: FrameSize): readonly Row[] {
  const { picture } = state.opened
  const branch = chosenOf(state)?.branch
  return [
    ...folded(`${columns} x ${rows} is too small: ${LEAST.columns} x ${LEAST.rows} at least`, columns, 'warn'),
    row(`${picture.scenario} · seed ${picture.seed}`, 'strong'),
    row(`${ms(state.cursor.us)} ms · step ${state.cursor.seq}`),
    ...(branch ? [row(verdictWords(branch.verdict), verdictTone(branch.verdict)), ...folded(branch.message, columns)] : []),
    ...lastRows(state, columns),
  ]
}

/** Keys are heard here too: what is typed or asked has to be seen. */
function lastRows(state: ExplorerState, columns: number): readonly Row[] {
  const context = contextOf(state)
  if (context === 'text' || context === 'confirm') return [footerRow(state, columns)]
  return state.message ? folded(state.message.text, columns, state.message.tone) : [row('q quits', 'muted')]
}
