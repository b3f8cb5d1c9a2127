/** Lanes on one axis of virtual time, the cursor through all of them; below them the chosen branch and the sweep. */
import type { PictureLane, PictureMark } from '../../../core/drill/explore/picture.ts'
import type { SweepBar } from '../../../core/drill/explore/branch.ts'
import { grouped } from '../../../reports/format.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import { fitRow, piece, windowAround } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import type { PictureIndex } from '../picture-index.ts'
import { chosenOf } from '../state.ts'
import type { ExplorerState } from '../state.ts'
import { axisText } from './axis.ts'
import type { ListRoom } from './events.ts'
import { laneName, markSign, markTone, markWords } from './mark-text.ts'
import { sweepCells } from './sweep-cells.ts'
import { ms, virtualTime } from './time.ts'
import { cellBounds, cellOf, laneCells } from './timeline-cells.ts'

const LONGEST_NAME = 20
const EDGE: Piece = { text: '│', tone: 'muted' }

interface Drawn {
  readonly name: string
  readonly cells: Piece[]
  readonly chosen: boolean
}

/** Axis, lanes, and what is under the cursor. */
export function timelineRows(state: ExplorerState, { rows, columns, glyphs }: ListRoom): readonly Row[] {
  const { picture } = state.opened
  const branch = chosenOf(state)
  const names = [...picture.lanes, ...(branch?.branch.lanes ?? [])].map(laneName)
  const nameColumns = Math.min(LONGEST_NAME, Math.max(6, ...names.map(({ length }) => length))) + 2
  const bounds = cellBounds(state.span, Math.max(1, columns - nameColumns - 1))
  const crashUs = branch?.branch.atUs ?? (picture.crash === null ? null : (picture.marks[picture.crash]?.startUs ?? null))
  const lanes = [
    ...drawLanes(picture.lanes, picture.marks, state.index, bounds, glyphs, state.lane),
    ...(branch ? drawLanes(branch.branch.lanes, branch.branch.marks, branch.index, bounds, glyphs, null) : []),
  ]
  const sweep = state.sweep ? [drawSweep(state.sweep, bounds, glyphs)] : []
  const room = Math.max(1, rows - 2 - sweep.length)
  const [from, to] = windowAround(lanes.length, room, state.lane ?? 0)
  const hidden = lanes.length - (to - from)
  const cursor = cellOf(bounds, state.cursor.us)
  const crash = crashUs === null ? -1 : cellOf(bounds, crashUs)
  return [
    [...fitRow([piece(hidden > 0 ? `ms  +${grouped(hidden)} lanes` : 'ms', 'muted')], nameColumns), EDGE, piece(axisText(bounds), 'muted')],
    ...[...lanes.slice(from, to), ...sweep].map((lane) => laneRow(lane, nameColumns, cursor, crash, glyphs, state.focus === 'timeline')),
    underCursor(state, glyphs),
  ]
}

function drawLanes(lanes: readonly PictureLane[], marks: readonly PictureMark[], index: PictureIndex, bounds: Float64Array, glyphs: Glyphs, chosen: number | null): readonly Drawn[] {
  return lanes.map((lane, at) => ({
    name: laneName(lane),
    cells: laneCells(index.lanes[at]!, marks, bounds, glyphs, chosen !== null && chosen !== at),
    chosen: chosen === at,
  }))
}

const drawSweep = (sweep: SweepBar, bounds: Float64Array, glyphs: Glyphs): Drawn => ({ name: 'sweep', cells: sweepCells(sweep, bounds, glyphs), chosen: false })

function laneRow({ name, cells, chosen }: Drawn, nameColumns: number, cursor: number, crash: number, glyphs: Glyphs, focused: boolean): Row {
  if (crash >= 0 && cells[crash]!.text === ' ') cells[crash] = { text: glyphs.crashLine, tone: 'fail' }
  if (cursor >= 0) {
    const { text } = cells[cursor]!
    cells[cursor] = { text: text === ' ' || text === glyphs.span || text === glyphs.crashLine ? glyphs.cursorLine : text, tone: 'cursor' }
  }
  const label: Row = [piece(chosen ? `${glyphs.busy} ` : '  ', 'accent'), piece(name, chosen && focused ? 'strong' : 'plain')]
  return [...fitRow(label, nameColumns), EDGE, ...cells]
}

/** The event at the cursor in full: the list has no room for it. */
function underCursor(state: ExplorerState, glyphs: Glyphs): Row {
  const { picture } = state.opened
  const { mark: at, seq, us } = state.cursor
  const mark = picture.marks[at]
  if (!mark) return []
  const between = state.index.seqs[at] !== seq
  return [
    piece(`${ms(us)} ms `, 'strong'),
    ...(between
      ? [piece(`step ${seq}, after ${markWords(mark)}`)]
      : [piece(`${markSign(mark, glyphs)} `, markTone(mark)), piece(markWords(mark)), piece(` · ${details(mark, picture.lanes[mark.lane]).join(' · ')}`, 'muted')]),
  ]
}

function details({ operation, state, sectors, startUs, endUs, line }: PictureMark, lane: PictureLane | undefined): readonly string[] {
  return [
    ...(lane ? [laneName(lane)] : []),
    ...(operation === undefined ? [] : [`op ${operation}`]),
    ...(state ? [state] : []),
    ...(sectors ? [sectors[1] === 1 ? `sector ${sectors[0]}` : `sectors ${sectors[0]}-${sectors[0] + sectors[1] - 1}`] : []),
    ...(endUs === null ? ['unfinished'] : endUs > startUs ? [`takes ${virtualTime(endUs - startUs)}`] : []),
    ...(line ? [line] : []),
  ]
}
