/** What the map of a disk says of writes that are torn or lost, and by whom. */
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { LookWrite } from '../../../core/drill/explore/look.ts'
import { begin, tried } from '../../../runner/explore/state.ts'
import type { ExplorerState } from '../../../runner/explore/state.ts'
import { blocksPane } from '../../../runner/explore/views/blocks.ts'
import { UNICODE } from '../../../runner/tui/glyphs.ts'
import { branchOf, lookOf, openedOf, pictureOf } from './fake-run.ts'
import { pressed } from './pressed.ts'

const LEGEND_OF_HARM = /torn|lost/

/** W72 to W77: of books/wal the blocks 36 to 38 and 41, of books/data the block 40. */
function stateWith(change: (write: LookWrite) => Partial<LookWrite> = () => ({}), more: Partial<ExplorerState> = {}): ExplorerState {
  const state = pressed(begin(openedOf(pictureOf(60)), []), [])
  const { seq } = state.cursor
  const look = lookOf(seq)
  return { ...state, look: { ...look, writes: look.writes.map((write) => ({ ...write, ...change(write) })) }, ...more }
}

function mapOf(state: ExplorerState): { readonly legend: string; readonly text: string } {
  const { head, lines } = blocksPane(state, { columns: 118, rows: 30, glyphs: UNICODE, colors: createColors(false) } as unknown as Parameters<typeof blocksPane>[1])
  const textOf = (row: readonly { readonly text: string }[]): string => row.map(({ text }) => text).join('')
  return { legend: head.map(textOf).join('\n'), text: lines.map(({ row }) => textOf(row)).join('\n') }
}

describe('the map of a disk', () => {
  it('shows no harm where nothing is torn or lost', () => {
    const { legend, text } = mapOf(stateWith())
    expect(legend).not.toMatch(LEGEND_OF_HARM)
    expect(text).not.toMatch(/[/█▒░-][/-]/)
  })

  it('shows what the device tore and lost, in the cells of the write', () => {
    const { legend, text } = mapOf(stateWith(({ lba }) => (lba === 288 ? { state: 'lost' } : lba === 296 ? { state: 'torn' } : {})))
    expect(legend).toMatch(/\/ torn {2}- lost/)
    // 32 cells a row: the blocks 36 and 37 are the fifth and the sixth of the second one.
    expect(text).toMatch(/^ {2}████-\/██/m)
  })

  it('shows what a person has chosen for a write, and not what was chosen at another step', () => {
    const { cursor } = stateWith()
    const { seq } = stateWith().look!.writes[3]!
    const fates = [{ seq, fate: 'torn' }] as const
    expect(mapOf(stateWith(undefined, { fates: { seq: cursor.seq, fates } })).legend).toContain('/ torn')
    expect(mapOf(stateWith(undefined, { fates: { seq: cursor.seq - 1, fates } })).legend).not.toMatch(LEGEND_OF_HARM)
  })

  it('shows what the chosen branch lost, at its own step only', () => {
    const { cursor, look } = stateWith()
    const { name, disk } = look!.writes[0]!
    const at = (seq: number): ExplorerState => {
      const pull = { how: 'power-cut', seq, survivors: 'floors', fates: [] } as const
      const branch = branchOf(pull)
      const cause = { ...branch.cause!, writes: [{ ...branch.cause!.writes[0]!, name, disk, state: 'lost' as const }] }
      return stateWith(undefined, { tried: [tried({ ...branch, cause })], chosen: 0 })
    }
    expect(mapOf(at(cursor.seq)).legend).toContain('- lost')
    expect(mapOf(at(cursor.seq - 1)).legend).not.toMatch(LEGEND_OF_HARM)
  })
})
