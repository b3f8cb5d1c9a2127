/** What one chooses from: ways to pull the plug, recovery points, and what becomes of each pending write. */
import type { Fate } from '../../../core/drill/explore/branch.ts'
import { EMPTY_ROW, highlighted, piece, row, rowWidth, windowAround } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { Tone } from '../../tui/palette.ts'
import { choosablePoints, fateOf, pendingWrites, PLUG_CHOICES } from '../plug.ts'
import type { ExplorerState } from '../state.ts'
import type { ListRoom } from './events.ts'
import { folded } from './pane.ts'
import { ms } from './time.ts'
import { tableRows } from '../../tui/columns.ts'

const TITLE_COLUMNS = 36
const CURSOR_COLUMNS = 2

export function plugRows(state: ExplorerState, at: number, room: ListRoom): readonly Row[] {
  const rows = PLUG_CHOICES.map(({ title, words, refusal }): Row => {
    const why = refusal(state)
    return why === null
      ? [piece(title.padEnd(TITLE_COLUMNS)), piece(words, 'muted')]
      : [piece(title.padEnd(TITLE_COLUMNS), 'muted'), piece(why, 'warn')]
  })
  const { words, refusal } = PLUG_CHOICES[at]!
  // On a small terminal its line has no room for all of it.
  const about = rowWidth(rows[at]!) + CURSOR_COLUMNS <= room.columns ? [] : [EMPTY_ROW, ...folded(refusal(state) ?? words, room.columns, 'muted')]
  return [...menu(`pull the plug at ${ms(state.cursor.us)} ms, after step ${state.cursor.seq}`, rows, at, { ...room, rows: room.rows - about.length }), ...about]
}

export function pointRows(state: ExplorerState, at: number, room: ListRoom): readonly Row[] {
  const [title, ...rows] = tableRows(
    [{ title: 'point' }, { title: 'tagged ms', side: 'right' }, { title: 'its label holds' }],
    choosablePoints(state).map(({ id, taggedUs, dishonest }) => [id, ms(taggedUs), dishonest === null ? piece(`${room.glyphs.ok} yes`, 'ok') : piece(`${room.glyphs.bad} ${dishonest}`, 'fail')]),
  )
  return menu('boot which recovery point?', rows, at, room, title)
}

const FATES: Readonly<Record<Fate['fate'] | 'undecided', { readonly words: string; readonly tone: Tone }>> = {
  undecided: { words: '- lost', tone: 'muted' },
  survives: { words: '+ survives', tone: 'ok' },
  torn: { words: '% torn', tone: 'warn' },
  lost: { words: '- lost, decided', tone: 'fail' },
}

export function fateRows(state: ExplorerState, at: number, room: ListRoom): readonly Row[] {
  const [title, ...rows] = tableRows(
    [{ title: 'write' }, { title: 'disk' }, { title: 'now' }, { title: 'after the power cut' }, { title: 'sectors', side: 'right' }, { title: 'what' }],
    pendingWrites(state).map(({ seq, name, disk, state: now, sectors, label }) => {
      const { words, tone } = FATES[fateOf(state, seq) ?? 'undecided']
      return [piece(name, 'strong'), disk, now, piece(words, tone), String(sectors), label]
    }),
  )
  return menu('power cut: space decides each write, enter pulls the plug', rows, at, room, title)
}

function menu(title: string, rows: readonly Row[], at: number, { rows: height, columns, glyphs }: ListRoom, heading?: Row): readonly Row[] {
  const [from, to] = windowAround(rows.length, Math.max(1, height - 2 - (heading ? 1 : 0)), at)
  return [
    row(title, 'strong'),
    ...(heading ? [[piece('  '), ...heading]] : [row('')]),
    ...rows.slice(from, to).map((each, line): Row => {
      const chosen = from + line === at
      const pieces: Row = [piece(chosen ? `${glyphs.busy} ` : '  ', 'accent'), ...each]
      return chosen ? highlighted(pieces, columns) : pieces
    }),
  ]
}
