/** The last row: what was said last, what is being typed, or the keys that can do something now. */
import { hintsRow } from '../key-table.ts'
import type { HintOrder } from '../key-table.ts'
import { piece, rowWidth } from '../row.ts'
import type { Row } from '../row.ts'
import { stopRow } from './facts.ts'
import { bindingsIn, contextOf } from './live-keys.ts'
import type { CommandName } from './live-keys.ts'
import type { Seen } from './live-state.ts'

const ORDER = {
  first: ['down', 'enter', 'back', 'next-tab', 'copy', 'filter', 'next-match', 'next-panel'],
  last: ['help', 'stop'],
} as const satisfies Record<keyof HintOrder, readonly CommandName[]>

export function footerRow(seen: Seen, columns: number): Row {
  const { overlay, filter, message } = seen.state
  if (overlay?.is === 'filter') return [piece('/', 'accent'), piece(filter), piece(' ', 'cursor'), piece('  enter keeps it · esc clears it', 'muted')]
  if (message) return [piece(message.text, message.tone)]
  const before: Row = seen.snapshot.stopping ? [...stopRow(seen), piece('  ')] : []
  return [...before, ...hintsRow(bindingsIn(contextOf(seen)), seen, columns - rowWidth(before), ORDER)]
}
