/** How somebody else sees the same: commands to paste, and the token itself. */
import { EMPTY_ROW, piece, row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { chosenOf } from '../state.ts'
import { exploreCommand, openCommand, replayCommand } from '../../replay-command.ts'
import { folded, scrolling } from './pane.ts'
import type { PaneOf } from './pane.ts'

export const reproPane: PaneOf = (state, { columns }) => {
  const { picture, file } = state.opened
  const token = chosenOf(state)?.branch.token ?? null
  const command = (title: string, text: string): readonly Row[] => [row(title, 'muted'), ...folded(text, columns, 'strong'), EMPTY_ROW]
  if (token === null) return scrolling([...command('this run', openCommand(picture.scenario, picture.seed, file ?? null)), row('p pulls the plug and makes a branch that can be replayed', 'muted')])
  return scrolling([
    ...command('run this branch again', replayCommand(token, file ?? null)),
    ...command('walk through it again', exploreCommand(token, file ?? null)),
    [piece('y', 'accent'), piece(' copies  ', 'muted'), piece('w', 'accent'), piece(' saves it in the corpus  ', 'muted'), piece('x', 'accent'), piece(' writes a test', 'muted')],
  ])
}
