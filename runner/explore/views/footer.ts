/** The last row: what was said last, what is being typed, or the keys that can do something now. */
import { columnsOf } from '../../tui/harmless.ts'
import { piece } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import { bindingsIn, contextOf } from '../keys.ts'
import type { KeyBinding } from '../keys.ts'
import type { ExplorerState } from '../state.ts'
import { shownKey } from './help.ts'

const CARET: Piece = { text: ' ', tone: 'cursor' }

export function footerRow(state: ExplorerState, columns: number): Row {
  const { overlay, message } = state
  if (overlay?.is === 'filter') return [piece('/', 'accent'), piece(overlay.text), CARET, piece('  enter keeps it · esc clears it', 'muted')]
  if (overlay?.is === 'command') return [piece(':', 'accent'), piece(overlay.text), CARET, ...(message ? [piece(`  ${message.text}`, message.tone)] : [piece('  goto 12.345 · pull power-cut floors · any key by its name', 'muted')])]
  if (overlay?.is === 'confirm-quit') return [piece(`${state.running?.progress.what ?? 'something'} is not done: quit?  `, 'warn'), ...hints(state, columns)]
  if (message) return [piece(message.text, message.tone)]
  return hints(state, columns)
}

/** As many as have room, whole ones, the last for help and leaving. */
function hints(state: ExplorerState, columns: number): Row {
  const valid = bindingsIn(contextOf(state)).filter(({ short, refusal }) => short !== null && refusal(state) === null)
  const last = valid.filter(({ command }) => LAST.includes(command))
  const others = [...valid.filter((binding) => !last.includes(binding))].sort((one, other) => rank(one) - rank(other))
  let room = columns - last.reduce((sum, binding) => sum + widthOf(binding), 0)
  const kept: KeyBinding[] = []
  for (const binding of others) {
    if (widthOf(binding) > room) break
    room -= widthOf(binding)
    kept.push(binding)
  }
  return [...kept, ...last].flatMap(hint)
}

const LAST: readonly KeyBinding['command'][] = ['help', 'quit', 'stay']
/** What a newcomer needs first. */
const FIRST: readonly KeyBinding['command'][] = ['down', 'next-event', 'next-fault', 'plug', 'sweep', 'enter', 'back', 'shrink', 'filter', 'next-tab', 'zoom-in', 'compare', 'copy', 'save']
const rank = ({ command }: KeyBinding): number => (FIRST.includes(command) ? FIRST.indexOf(command) : FIRST.length)

const hint = ({ keys, short }: KeyBinding): Row => [piece(shownKey(keys[0]!), 'accent'), piece(` ${short}  `, 'muted')]
const widthOf = ({ keys, short }: KeyBinding): number => columnsOf(shownKey(keys[0]!)) + columnsOf(short!) + 3
