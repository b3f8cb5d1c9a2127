/** How far the copy is behind, what a loss at this instant would cost, and the points that could be chosen. */
import type { LookPoint, LookReplica } from '../../../core/drill/explore/look.ts'
import { grouped } from '../../../reports/format.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Tone } from '../../tui/palette.ts'
import { piece, row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { tableRows } from '../../tui/columns.ts'
import type { Column } from '../../tui/columns.ts'
import { scrolling, whenLooked } from './pane.ts'
import type { PaneOf, PaneRoom } from './pane.ts'
import { sparkline } from './sparkline.ts'
import { ms, virtualTime } from './time.ts'

const STATES: Readonly<Record<LookPoint['state'], { readonly sign: string; readonly tone: Tone }>> = {
  available: { sign: '+', tone: 'ok' },
  pending: { sign: '?', tone: 'warn' },
  thinned: { sign: '-', tone: 'muted' },
}

const COLUMNS: readonly Column[] = [
  { title: 'state' },
  { title: 'point' },
  { title: 'tagged ms', side: 'right' },
  { title: 'ready ms', side: 'right' },
  { title: 'its label holds' },
]

export const replicaPane: PaneOf = (state, room) =>
  whenLooked(state, ({ replica, points }) => {
    if (!replica && points.length === 0) return scrolling([row('this run is not replicated', 'muted')])
    const [title, ...rows] = tableRows(COLUMNS, points.map((point) => pointCells(point, room.glyphs)))
    return {
      head: [...(replica ? lagRows(replica, room) : []), title!],
      lines: rows.map((each, at) => ({ row: each, leads: { us: points[at]!.taggedUs } })),
      choosable: true,
    }
  })

function pointCells({ id, taggedUs, availableUs, state, dishonest }: LookPoint, { ok, bad }: Glyphs) {
  const { sign, tone } = STATES[state]
  return [piece(`${sign} ${state}`, tone), id, ms(taggedUs), ms(availableUs), dishonest === null ? piece(`${ok} yes`, 'ok') : piece(`${bad} ${dishonest}`, 'fail')]
}

const TITLE_COLUMNS = 6

function lagRows({ rpoUs, lagUs, lagBytes, history }: LookReplica, { columns, glyphs }: PaneRoom): readonly Row[] {
  const most = Math.max(0, ...history)
  const rpo = rpoUs === null ? piece('no point yet: all would be lost', 'fail') : piece(virtualTime(rpoUs), 'strong')
  return [
    [piece('RPO   ', 'muted'), rpo, piece(rpoUs === null ? '' : ' would be lost with the region now', 'muted')],
    [piece('lag   ', 'muted'), piece(virtualTime(lagUs), lagUs > 0 ? 'warn' : 'ok'), piece(` · ${grouped(lagBytes)} bytes on the way · most so far ${virtualTime(most)}`, 'muted')],
    [piece(' '.repeat(TITLE_COLUMNS)), piece(sparkline(history, Math.max(1, columns - TITLE_COLUMNS), glyphs), 'warn')],
  ]
}
