/** What the clients asked for: what must be there after a crash now, what may, what must not. */
import type { LookOperation } from '../../../core/drill/explore/look.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Tone } from '../../tui/palette.ts'
import { grouped } from '../../../reports/format.ts'
import { piece } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { tableRows } from '../../tui/columns.ts'
import type { Column } from '../../tui/columns.ts'
import { whenLooked } from './pane.ts'
import type { PaneOf } from './pane.ts'
import { ms } from './time.ts'

const DEMANDS: Readonly<Record<LookOperation['demand'], { readonly words: string; readonly tone: Tone; readonly sign: (glyphs: Glyphs) => string }>> = {
  must: { words: 'must', tone: 'ok', sign: ({ ok }) => ok },
  may: { words: 'may', tone: 'warn', sign: () => '?' },
  'must-not': { words: 'must not', tone: 'muted', sign: ({ bad }) => bad },
}

const COLUMNS: readonly Column[] = [
  { title: 'demand' },
  { title: 'op', side: 'right' },
  { title: 'client', side: 'right' },
  { title: 'asked ms', side: 'right' },
  { title: 'answered ms', side: 'right' },
  { title: 'answer' },
  { title: 'what' },
]

export const operationsPane: PaneOf = (state, { glyphs }) =>
  whenLooked(state, ({ operations, operationCounts }) => {
    const [title, ...rows] = tableRows(COLUMNS, operations.map((operation) => cells(operation, glyphs)))
    return {
      head: [countsRow(operationCounts, glyphs), title!],
      lines: rows.map((row, at) => ({ row, leads: { us: operations[at]!.submittedUs } })),
      choosable: true,
    }
  })

function cells({ demand, id, client, submittedUs, answeredUs, outcome, label }: LookOperation, glyphs: Glyphs) {
  const { words, tone, sign } = DEMANDS[demand]
  return [piece(`${sign(glyphs)} ${words}`, tone), String(id), String(client), ms(submittedUs), ms(answeredUs), outcome ?? 'none yet', label]
}

function countsRow(counts: Readonly<Record<'must' | 'may' | 'mustNot', number>>, glyphs: Glyphs): Row {
  const part = (demand: LookOperation['demand'], count: number) => piece(`${DEMANDS[demand].sign(glyphs)} ${grouped(count)} ${DEMANDS[demand].words}   `, count > 0 ? DEMANDS[demand].tone : 'muted')
  return [piece('there after a crash now:  ', 'muted'), part('must', counts.must), part('may', counts.may), part('must-not', counts.mustNot)]
}
