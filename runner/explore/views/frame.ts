/** The whole screen as rows of text: a pure function of what is known, the size, and how the terminal shows things. */
import type { FrameSize } from '../../tui/frame-size.ts'
import { divided, exactly, isTooSmall, isWide, leftColumnsOf, panelTitle, scrolled } from '../../tui/panels.ts'
import { drawRow, piece } from '../../tui/row.ts'
import type { Row, Style } from '../../tui/row.ts'
import { PANELS } from '../state.ts'
import type { ExplorerState, Panel } from '../state.ts'
import { branchList } from './branches.ts'
import { compareRows } from './compare.ts'
import { detailRows, tabNames } from './details.ts'
import { eventRows } from './events.ts'
import { footerRow } from './footer.ts'
import { headerRow } from './header.ts'
import { helpRows } from './help.ts'
import { fateRows, plugRows, pointRows } from './menus.ts'
import { tooSmall } from './small.ts'
import { sweepRows } from './sweep.ts'
import { timelineRows } from './timeline.ts'
import { chosenOf } from '../state.ts'

/** @param size of the terminal; at most one row less is drawn: a frame as high as the terminal makes Ink clear it each time */
export function explorerFrame(state: ExplorerState, size: FrameSize, style: Style): readonly string[] {
  const rows = Math.max(0, size.rows - 1)
  const draw = (each: Row): string => drawRow(each, size.columns, style)
  if (isTooSmall(size)) return tooSmall(state, size).slice(0, rows).map(draw)
  const room: Room = { rows: rows - 2, columns: size.columns, style }
  return [headerRow(state, size.columns), ...exactly(body(state, size, room), room.rows), footerRow(state, size.columns)].map(draw)
}

interface Room extends FrameSize {
  readonly style: Style
}

function body(state: ExplorerState, size: FrameSize, room: Room): readonly Row[] {
  const { overlay } = state
  const list = { rows: room.rows - 1, columns: room.columns, glyphs: room.style.glyphs }
  switch (overlay?.is) {
    case 'help':
      return [title('help', true, room), ...scrolled(helpRows(state, room.columns, list.glyphs), overlay.scroll, list.rows)]
    case 'plug':
      return [title('pull the plug', true, room), ...plugRows(state, overlay.at, list)]
    case 'points':
      return [title('recovery points', true, room), ...pointRows(state, overlay.at, list)]
    case 'fates':
      return [title('pending writes', true, room), ...fateRows(state, overlay.at, list)]
    case 'sweep':
      return [title('sweep: a crash at every instant', true, room), ...(state.sweep ? sweepRows(state.sweep, overlay.at, list) : [])]
    case 'compare':
      return [title('side by side', true, room), ...scrolled(compareRows(state, overlay.left, overlay.right, list), overlay.scroll, list.rows)]
    default:
      return isWide(size) ? panels(state, room) : onePanel(state, room)
  }
}

function panels(state: ExplorerState, room: Room): readonly Row[] {
  const leftColumns = leftColumnsOf(room.columns)
  const left: Room = { ...room, columns: leftColumns }
  const right: Room = { ...room, columns: room.columns - leftColumns - 1 }
  const branchRows = Math.min(Math.floor(room.rows / 3), Math.max(2, state.tried.length + 1))
  const leftSide = [
    ...exactly(panel('events', state, { ...left, rows: room.rows - branchRows }), room.rows - branchRows),
    ...exactly(panel('branches', state, { ...left, rows: branchRows }), branchRows),
  ]
  const timelineHeight = Math.min(Math.floor(room.rows * 0.45), timelineNeeds(state))
  const rightSide = [
    ...exactly(panel('timeline', state, { ...right, rows: timelineHeight }), timelineHeight),
    ...exactly(panel('details', state, { ...right, rows: room.rows - timelineHeight }), room.rows - timelineHeight),
  ]
  return divided(leftSide, rightSide, leftColumns)
}

/** Title, axis, what is under the cursor, the sweep, and a row for each lane. */
function timelineNeeds(state: ExplorerState): number {
  const lanes = state.opened.picture.lanes.length + (chosenOf(state)?.branch.lanes.length ?? 0)
  return lanes + 3 + (state.sweep ? 1 : 0)
}

/** On a small terminal the panels take turns; the timeline leaves room for what goes with it. */
function onePanel(state: ExplorerState, room: Room): readonly Row[] {
  const names: Row = PANELS.flatMap((each, at) => [
    state.focus === each ? piece(`[${at + 1} ${each}]`, 'strong') : piece(` ${at + 1} ${each} `, 'muted'),
  ])
  const below: Room = { ...room, rows: room.rows - 1 }
  if (state.focus !== 'timeline') return [names, ...panel(state.focus, state, below)]
  const timelineHeight = Math.min(below.rows - 5, timelineNeeds(state))
  return [
    names,
    ...exactly(panel('timeline', state, { ...below, rows: timelineHeight }), timelineHeight),
    ...panel('details', state, { ...below, rows: below.rows - timelineHeight }),
  ]
}

const TITLES: Readonly<Record<Panel, string>> = { events: '1 events', timeline: '2 timeline', details: '3 details', branches: '4 branches' }

function panel(which: Panel, state: ExplorerState, room: Room): readonly Row[] {
  const list = { rows: room.rows - 1, columns: room.columns, glyphs: room.style.glyphs }
  const focused = state.focus === which
  switch (which) {
    case 'events':
      return [title(state.filter ? `${TITLES.events} /${state.filter.text}` : TITLES.events, focused, room), ...eventRows(state, list)]
    case 'timeline':
      return [title(TITLES.timeline, focused, room), ...timelineRows(state, list)]
    case 'details':
      return [[...detailsTitle(focused), ...tabNames(state, room.columns - DETAILS_TITLE_COLUMNS)], ...detailRows(state, list)]
    case 'branches':
      return [title(TITLES.branches, focused, room), ...branchList(state, list)]
  }
}

const title = (text: string, focused: boolean, { columns, style }: Room): Row => panelTitle(text, focused, columns, style.glyphs)

/** Short, for the names of the tabs need the room. */
const detailsTitle = (focused: boolean): Row => [focused ? piece('─3 ', 'accent') : piece(' 3 ', 'muted')]
const DETAILS_TITLE_COLUMNS = 3
