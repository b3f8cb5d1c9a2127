/** The tab under the cursor: names of all tabs, the head of the pane, and as many lines as have room. */
import { highlighted, piece, rowWidth } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { grouped } from '../../../reports/format.ts'
import { TABS } from '../state.ts'
import type { ExplorerState } from '../state.ts'
import type { ListRoom } from './events.ts'
import { PANES } from './tabs.ts'

/** Marked by brackets too: colour alone says nothing. */
export function tabNames(state: ExplorerState, columns: number): Row {
  const names: Row = TABS.flatMap((tab, at) => [piece(at === 0 ? '' : ' '), tab === state.tab ? piece(`[${tab}]`, 'strong') : piece(tab, 'muted')])
  if (rowWidth(names) <= columns) return names
  return [piece('[ ', 'accent'), piece(state.tab, 'strong'), piece(' ]', 'accent'), piece(`  ${TABS.indexOf(state.tab) + 1} of ${TABS.length}`, 'muted')]
}

export function detailRows(state: ExplorerState, { rows, columns, glyphs }: ListRoom): readonly Row[] {
  const { head, lines, choosable } = PANES[state.tab](state, { columns: columns - MARGIN, glyphs })
  const room = rows - head.length
  if (room < 1) return [...head.slice(0, rows)]
  const more = lines.length > room ? 1 : 0
  const shown = Math.max(1, room - more)
  const at = Math.min(state.scroll[state.tab] ?? 0, Math.max(0, lines.length - 1))
  const last = Math.max(0, lines.length - shown)
  const from = Math.min(last, choosable ? Math.max(0, at - Math.floor(shown / 2)) : at)
  const focused = state.focus === 'details'
  const visible = lines.slice(from, from + shown).map(({ row }, line): Row => {
    const pieces: Row = [piece(' '), ...row]
    return choosable && focused && from + line === at ? highlighted(pieces, columns) : pieces
  })
  const left = lines.length - from - shown
  return [
    ...head.map((each): Row => [piece(' '), ...each]),
    ...visible,
    ...(more ? [[piece(left > 0 ? ` ${grouped(left)} more below` : ' the end', 'muted')]] : []),
  ].slice(0, rows)
}

const MARGIN = 1
