/** The last row: what was said last, what is being typed, or the keys that can do something now. */
import { hintsRow } from '../../tui/key-table.ts'
import type { HintOrder } from '../../tui/key-table.ts'
import { piece } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import { bindingsIn, contextOf } from '../keys.ts'
import type { KeyBinding } from '../keys.ts'
import type { ExplorerState } from '../state.ts'

const CARET: Piece = { text: ' ', tone: 'cursor' }

export function footerRow(state: ExplorerState, columns: number): Row {
  const { overlay, message } = state
  if (overlay?.is === 'filter') return [piece('/', 'accent'), piece(overlay.text), CARET, piece('  enter keeps it · esc clears it', 'muted')]
  if (overlay?.is === 'command') return [piece(':', 'accent'), piece(overlay.text), CARET, ...(message ? [piece(`  ${message.text}`, message.tone)] : [piece('  goto 12.345 · pull power-cut floors · any key by its name', 'muted')])]
  if (overlay?.is === 'confirm-quit') return [piece(`${state.running?.progress.what ?? 'something'} is not done: quit?  `, 'warn'), ...hints(state, columns)]
  if (message) return [piece(message.text, message.tone)]
  return hints(state, columns)
}

const hints = (state: ExplorerState, columns: number): Row => hintsRow(bindingsIn(contextOf(state)), state, columns, ORDER)

const ORDER = {
  first: ['down', 'next-event', 'next-fault', 'plug', 'sweep', 'enter', 'back', 'shrink', 'filter', 'next-tab', 'zoom-in', 'compare', 'copy', 'save'],
  last: ['help', 'quit', 'stay'],
} as const satisfies Record<keyof HintOrder, readonly KeyBinding['command'][]>
