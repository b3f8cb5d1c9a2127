/** Every disk as a map of cells: what is durable, what a crash could lose, what is torn or lost; its replica beside it. */
import { SECTORS_PER_BLOCK } from '../../../core/block/geometry.ts'
import { MAP_CELLS } from '../../../core/drill/explore/look.ts'
import type { BlockCell, LookDisk, LookWrite, ReplicaCell } from '../../../core/drill/explore/look.ts'
import { counted, grouped } from '../../../reports/format.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Tone } from '../../tui/palette.ts'
import { beside, EMPTY_ROW, piece, row } from '../../tui/row.ts'
import type { Piece, Row } from '../../tui/row.ts'
import { fateOf } from '../plug.ts'
import { chosenOf } from '../state.ts'
import type { ExplorerState } from '../state.ts'
import { scrolling, whenLooked } from './pane.ts'
import type { PaneOf } from './pane.ts'
import { WRITE_STATES } from './writes.ts'

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

type Harm = 'torn' | 'lost'

/** Of writes near the cursor. The sign of a torn one is that of a faint cell in ASCII. */
const HARMED: Readonly<Record<Harm, CellLook>> = {
  torn: { ...WRITE_STATES.torn, sign: () => '/' },
  lost: { ...WRITE_STATES.lost, sign: () => WRITE_STATES.lost.sign },
}

const REPLICA_CELLS: Readonly<Record<ReplicaCell, CellLook>> = {
  empty: CELLS.empty,
  same: { ...CELLS.durable, words: 'as the primary' },
  lag: { ...CELLS.volatile, words: 'lags' },
}

export const blocksPane: PaneOf = (state, { columns, glyphs }) =>
  whenLooked(state, ({ disks, writes }) => {
    if (disks.length === 0) return scrolling([row('no disk', 'muted')])
    const replicated = disks.some(({ replica }) => replica !== null)
    const harmed = writes.flatMap((write) => harmedBy(write, state))
    const harms = Object.fromEntries(Object.entries(HARMED).filter(([harm]) => harmed.some((each) => each.harm === harm)))
    const legend: Row = [...legendOf({ ...CELLS, ...harms }, glyphs), ...(replicated ? [piece('  replica: ', 'muted'), ...legendOf({ same: REPLICA_CELLS.same, lag: REPLICA_CELLS.lag }, glyphs)] : [])]
    return scrolling(disks.flatMap((disk) => diskRows(disk, harmed.filter(({ write }) => write.disk === disk.disk), columns, glyphs)), [legend])
  })

const legendOf = (looks: Readonly<Record<string, CellLook>>, glyphs: Glyphs): Row =>
  Object.values(looks).flatMap(({ sign, tone, words }) => [piece(`${sign(glyphs)} `, tone), piece(`${words}  `, 'muted')])

const GAP: Piece = { text: '   ', tone: 'plain' }
const INDENT: Piece = { text: '  ', tone: 'plain' }
const LINE_CELLS = [128, 64, 32, 16, 8]

interface Harmed {
  readonly write: LookWrite
  readonly harm: Harm
}

/** By what a person has chosen for it, else by the branch that is of this very step, else by what the device did. */
function harmedBy(write: LookWrite, state: ExplorerState): readonly Harmed[] {
  const branch = chosenOf(state)?.branch
  const isHere = branch !== undefined && 'seq' in branch.pull && branch.pull.seq === state.cursor.seq
  const ofBranch = isHere ? branch.cause?.writes.find(({ name, disk }) => name === write.name && disk === write.disk)?.state : undefined
  const harm = fateOf(state, write.seq) ?? ofBranch ?? write.state
  return harm === 'torn' || harm === 'lost' ? [{ write, harm }] : []
}

function cellsOf({ cells, blocksPerCell }: LookDisk, harmed: readonly Harmed[]): readonly CellLook[] {
  const looks = cells.slice(0, MAP_CELLS).map((cell) => CELLS[cell])
  const sectorsPerCell = SECTORS_PER_BLOCK * blocksPerCell
  for (const { write: { lba, sectors }, harm } of harmed)
    looks.fill(HARMED[harm], Math.floor(lba / sectorsPerCell), Math.ceil((lba + sectors) / sectorsPerCell))
  return looks
}

function diskRows(of: LookDisk, harmed: readonly Harmed[], columns: number, glyphs: Glyphs): readonly Row[] {
  const { disk, blocks, used, blocksPerCell, replica } = of
  const room = replica ? Math.floor((columns - INDENT.text.length - GAP.text.length) / 2) : columns - INDENT.text.length
  const width = LINE_CELLS.find((each) => each <= room) ?? LINE_CELLS.at(-1)!
  const maps = mapRows(cellsOf(of, harmed), width, glyphs)
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
