/** Up and down, wherever there are rows: events, lanes, lines, branches, and what lies over them. */
import { listed, stepBy } from './moves.ts'
import { clamp } from '../tui/steps.ts'
import { choosablePoints, pendingWrites, PLUG_CHOICES } from './plug.ts'
import { settled } from './state.ts'
import type { ExplorerState, Outcome, Overlay } from './state.ts'
import { compareRows } from './views/compare.ts'
import { helpRows } from './views/help.ts'
import { linesOfTab, USUAL } from './views/tabs.ts'

const PAGE_ROWS = 15

/** Lanes are fewer. */
export const pageOf = ({ focus, overlay }: ExplorerState): number => (focus === 'timeline' && !overlay ? 5 : PAGE_ROWS)

export function down(state: ExplorerState, rows: number): Outcome {
  if (state.overlay) return settled({ ...state, overlay: moved(state, state.overlay, rows) })
  switch (state.focus) {
    case 'events':
      return stepBy(state, rows, listed(state))
    case 'timeline':
      return settled({ ...state, lane: nextLane(state, rows) })
    case 'details': {
      const most = Math.max(0, linesOfTab(state) - 1)
      return settled({ ...state, scroll: { ...state.scroll, [state.tab]: clamp((state.scroll[state.tab] ?? 0) + rows, 0, most) } })
    }
    case 'branches':
      return settled({ ...state, chosen: state.tried.length === 0 ? null : clamp((state.chosen ?? 0) + rows, 0, state.tried.length - 1) })
  }
}

/** @param towards 1 is the end */
export const endOf = (state: ExplorerState, towards: 1 | -1): Outcome => down(state, towards * Infinity)

/** Above the first lane are all of them. */
function nextLane({ lane, opened }: ExplorerState, rows: number): number | null {
  const next = clamp((lane ?? -1) + rows, -1, opened.picture.lanes.length - 1)
  return next < 0 ? null : next
}

function moved(state: ExplorerState, overlay: Overlay, rows: number): Overlay {
  switch (overlay.is) {
    case 'help':
      return { ...overlay, scroll: clamp(overlay.scroll + rows, 0, helpRows(state, USUAL.columns, USUAL.glyphs).length - 1) }
    case 'compare':
      return { ...overlay, scroll: clamp(overlay.scroll + rows, 0, compareRows(state, overlay.left, overlay.right, USUAL).length - 1) }
    case 'plug':
    case 'points':
    case 'fates':
    case 'sweep':
      return { ...overlay, at: clamp(overlay.at + rows, 0, Math.max(0, lengthOf(state, overlay.is) - 1)) }
    default:
      return overlay
  }
}

export function lengthOf(state: ExplorerState, of: 'plug' | 'points' | 'fates' | 'sweep'): number {
  switch (of) {
    case 'plug':
      return PLUG_CHOICES.length
    case 'points':
      return choosablePoints(state).length
    case 'fates':
      return pendingWrites(state).length
    case 'sweep':
      return state.sweep?.instants.length ?? 0
  }
}
