/** The write log around the cursor, disk by disk and epoch by epoch: what a flush has made durable, and what it has not. */
import type { LookWrite, WriteState } from '../../../core/drill/explore/look.ts'
import type { Tone } from '../../tui/palette.ts'
import { piece, row } from '../../tui/row.ts'
import { tableRows } from '../../tui/columns.ts'
import type { Column } from '../../tui/columns.ts'
import { fateOf } from '../plug.ts'
import type { ExplorerState } from '../state.ts'
import { scrolling, whenLooked } from './pane.ts'
import type { PaneLine, PaneOf } from './pane.ts'
import { ms } from './time.ts'

export const WRITE_STATES: Readonly<Record<WriteState, { readonly sign: string; readonly words: string; readonly tone: Tone }>> = {
  durable: { sign: '=', words: 'durable', tone: 'ok' },
  volatile: { sign: '~', words: 'volatile', tone: 'warn' },
  'in-flight': { sign: '?', words: 'in flight', tone: 'accent' },
  torn: { sign: '%', words: 'torn', tone: 'fail' },
  lost: { sign: '-', words: 'lost', tone: 'fail' },
  failed: { sign: 'x', words: 'failed', tone: 'fail' },
  lying: { sign: '!', words: 'lied', tone: 'fail' },
}

/** What there is room for on a small terminal, and what else on a usual one. */
const ALL_COLUMNS: readonly (Column & { readonly wide?: true })[] = [
  { title: '' },
  { title: 'write' },
  { title: 'state' },
  { title: 'given ms', side: 'right' },
  { title: 'done ms', side: 'right', wide: true },
  { title: 'sector', side: 'right' },
  { title: 'count', side: 'right', wide: true },
  { title: 'op', side: 'right' },
  { title: 'what', most: 28 },
  { title: 'line' },
]

const WIDE_COLUMNS = 100
/** The end of a place in the code says more than its begin. */
const FOLDERS = /^.*[/\\]/

export const writesPane: PaneOf = (state, { columns, glyphs }) =>
  whenLooked(state, ({ writes }) => {
    if (writes.length === 0) return scrolling([row('no write near the cursor', 'muted')])
    const sorted = byEpoch(writes)
    const shown = ALL_COLUMNS.map(({ wide }) => columns >= WIDE_COLUMNS || wide === undefined)
    const [title, ...rows] = tableRows(ALL_COLUMNS.filter((_, at) => shown[at]), sorted.map((write) => cells(write, state, glyphs.busy, columns >= WIDE_COLUMNS).filter((_, at) => shown[at])))
    return { head: [title!], lines: sorted.flatMap((write, at) => withHeading(write, sorted[at - 1], { row: rows[at]!, leads: { seq: write.seq } })), choosable: true }
  })

const byEpoch = (writes: readonly LookWrite[]): readonly LookWrite[] =>
  [...writes].sort((one, other) => (one.disk === other.disk ? one.epoch - other.epoch || one.seq - other.seq : one.disk < other.disk ? -1 : 1))

function withHeading(write: LookWrite, before: LookWrite | undefined, line: PaneLine): readonly PaneLine[] {
  if (before?.disk === write.disk && before.epoch === write.epoch) return [line]
  return [{ row: [piece(write.disk, 'strong'), piece(` epoch ${write.epoch}`, 'muted')], leads: null }, line]
}

function cells(write: LookWrite, state: ExplorerState, here: string, wide: boolean) {
  const { seq, name, kind, label, operation, lba, sectors, fua, submittedUs, completedUs, line } = write
  const { sign, words, tone } = WRITE_STATES[write.state]
  const fate = fateOf(state, seq)
  const what = kind === 'write' ? label : `${kind}${label === '' ? '' : ` ${label}`}`
  return [
    piece(seq === state.cursor.seq ? here : ' ', 'accent'),
    piece(name, seq === state.cursor.seq ? 'accent' : 'plain'),
    piece(`${sign} ${fate ? `${words}, ${fate}` : words}`, tone),
    ms(submittedUs),
    ms(completedUs),
    kind === 'flush' ? '' : String(lba),
    kind === 'flush' ? '' : String(sectors),
    operation === null ? '' : String(operation),
    `${what}${fua ? ' (FUA)' : ''}`,
    piece((wide ? line : line?.replace(FOLDERS, '')) ?? '', 'muted'),
  ]
}
