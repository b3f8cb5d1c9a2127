/** What a tab shows: rows that stay above, and lines to scroll through, some of which lead to a moment of the run. */
import { fold } from '../../../reports/columns.ts'
import { harmless } from '../../tui/harmless.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Tone } from '../../tui/palette.ts'
import { row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { ExplorerState } from '../state.ts'

/** Where a line leads. */
export type Moment = { readonly us: number } | { readonly seq: number }

export interface PaneLine {
  readonly row: Row
  /** Null: nowhere. */
  readonly leads: Moment | null
}

export interface Pane {
  readonly head: readonly Row[]
  readonly lines: readonly PaneLine[]
  /** One line is chosen, and Enter goes where it leads; else the lines only scroll. */
  readonly choosable: boolean
}

export interface PaneRoom {
  readonly columns: number
  readonly glyphs: Glyphs
}

export type PaneOf = (state: ExplorerState, room: PaneRoom) => Pane

export const scrolling = (lines: readonly Row[], head: readonly Row[] = []): Pane => ({
  head,
  lines: lines.map((each) => ({ row: each, leads: null })),
  choosable: false,
})

export const folded = (text: string, columns: number, tone: Tone = 'plain'): readonly Row[] =>
  fold(harmless(text), Math.max(8, columns)).map((line) => row(line, tone))

/** The look, or why there is none. */
export function whenLooked(state: ExplorerState, of: (look: NonNullable<ExplorerState['look']>) => Pane): Pane {
  const why = state.opened.abilities.look
  if (why !== undefined) return scrolling([row(why, 'warn')])
  return state.look ? of(state.look) : scrolling([row('looking …', 'muted')])
}
