/** Every disk as a map of cells: what is durable, what a crash could lose; its replica beside it. */
import { MAP_CELLS } from '../../../core/drill/explore/look.ts'
import type { BlockCell, LookDisk, ReplicaCell } from '../../../core/drill/explore/look.ts'
import { counted, grouped } from '../../../reports/format.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Tone } from '../../tui/palette.ts'
import { beside, EMPTY_ROW, piece, row } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import { scrolling, whenLooked } from './pane.ts'
import type { PaneOf } from './pane.ts'

interface CellLook {
  readonly tone: Tone
  readonly sign: (glyphs: Glyphs) => string
  readonly words: string
}

const CELLS: Readonly<Record<BlockCell, CellLook>> = {
  empty: { tone: 'muted', sign: ({ empty }) => empty, words: 'empty' },
  durable: { tone: 'ok', sign: ({ full }) => full, words: 'durable' },
  volatile: { tone: 'warn', sign: ({ half }) => half, words: 'volatile' },
  'in-flight': { tone: 'accent', sign: ({ faint }) => faint, words: 'in flight' },
}

const REPLICA_CELLS: Readonly<Record<ReplicaCell, CellLook>> = {
  empty: CELLS.empty,
  same: { ...CELLS.durable, words: 'as the primary' },
  lag: { ...CELLS.volatile, words: 'lags' },
}

export const blocksPane: PaneOf = (state, { columns, glyphs }) =>
  whenLooked(state, ({ disks }) => {
    if (disks.length === 0) return scrolling([row('no disk', 'muted')])
    const replicated = disks.some(({ replica }) => replica !== null)
    const legend: Row = [...legendOf(CELLS, glyphs), ...(replicated ? [piece('  replica: ', 'muted'), ...legendOf({ same: REPLICA_CELLS.same, lag: REPLICA_CELLS.lag }, glyphs)] : [])]
    return scrolling(disks.flatMap((disk) => diskRows(disk, columns, glyphs)), [legend])
  })

const legendOf = (looks: Readonly<Record<string, CellLook>>, glyphs: Glyphs): Row =>
  Object.values(looks).flatMap(({ sign, tone, words }) => [piece(`${sign(glyphs)} `, tone), piece(`${words}  `, 'muted')])

const GAP: Piece = { text: '   ', tone: 'plain' }
const INDENT: Piece = { text: '  ', tone: 'plain' }
const LINE_CELLS = [128, 64, 32, 16, 8]

function diskRows({ disk, blocks, used, cells, blocksPerCell, replica }: LookDisk, columns: number, glyphs: Glyphs): readonly Row[] {
  const room = replica ? Math.floor((columns - INDENT.text.length - GAP.text.length) / 2) : columns - INDENT.text.length
  const width = LINE_CELLS.find((each) => each <= room) ?? LINE_CELLS.at(-1)!
  const maps = mapRows(cells.slice(0, MAP_CELLS).map((cell) => CELLS[cell]), width, glyphs)
  const title: Row = [piece(disk, 'strong'), piece(`  ${grouped(used)} of ${counted(blocks, 'block')} used${blocksPerCell > 1 ? ` · ${grouped(blocksPerCell)} blocks a cell` : ''}`, 'muted')]
  if (!replica) return [title, ...maps, EMPTY_ROW]
  const copies = mapRows(replica.slice(0, MAP_CELLS).map((cell) => REPLICA_CELLS[cell]), width, glyphs)
  const lag = replica.filter((cell) => cell === 'lag').length
  return [
    title,
    ...beside([row('  primary', 'muted'), ...maps], [row(`  replica: ${counted(lag, 'cell')} behind`, lag > 0 ? 'warn' : 'muted'), ...copies], width + INDENT.text.length, [GAP]),
    EMPTY_ROW,
  ]
}

function mapRows(looks: readonly CellLook[], width: number, glyphs: Glyphs): readonly Row[] {
  return Array.from({ length: Math.ceil(looks.length / width) }, (_, line) => [
    INDENT,
    ...looks.slice(line * width, (line + 1) * width).map(({ sign, tone }): Piece => ({ text: sign(glyphs), tone })),
  ])
}
