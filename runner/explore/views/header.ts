/** What is looked at, where, and what runs. */
import { PHASES } from '../../../core/crash/phases.ts'
import { grouped } from '../../../reports/format.ts'
import { clipRow, fitRow, piece, rowWidth } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { ExplorerState } from '../state.ts'
import { ms } from './time.ts'

export function headerRow(state: ExplorerState, columns: number): Row {
  const { picture } = state.opened
  const right = runningPart(state) ?? placePart(state, columns)
  const leftOut = picture.marksLeftOut > 0 ? ` · ${grouped(picture.marksLeftOut)} events left out` : ''
  const left: Row = [piece('seeddrill ', 'muted'), piece(picture.scenario, 'strong'), piece(` · seed ${picture.seed}${leftOut}`, 'muted')]
  const room = columns - rowWidth(right) - 2
  return room < 20 ? clipRow(right, columns) : [...fitRow(left, room), piece('  '), ...right]
}

function runningPart({ running }: ExplorerState): Row | null {
  if (!running) return null
  const { what, done, of } = running.progress
  const count = of === null ? (done > 0 ? ` ${grouped(done)}` : '') : ` ${grouped(done)}/${grouped(of)}`
  return [piece(`${what} …${count}`, 'accent'), piece('  ctrl-c gives it up', 'muted')]
}

/** From here on there is room for the phase in words. */
const WIDE_COLUMNS = 116

function placePart({ cursor, look }: ExplorerState, columns: number): Row {
  const known = look?.seq === cursor.seq
  return [
    piece(`${ms(cursor.us)} ms`, 'strong'),
    piece(` · step ${grouped(cursor.seq)} · `, 'muted'),
    known ? piece(columns < WIDE_COLUMNS ? look.phase : PHASES[look.phase], look.phase === 'quiet' ? 'muted' : 'warn') : piece('…', 'muted'),
  ]
}
