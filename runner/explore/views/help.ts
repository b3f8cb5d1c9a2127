/** Every key, what it does, what does the same from a shell; those that can do nothing now say why. And every sign. */
import { UNICODE } from '../../tui/glyphs.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import { keyRow } from '../../tui/key-table.ts'
import { EMPTY_ROW, row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import { KEYS } from '../keys.ts'
import type { KeyGroup } from '../keys.ts'
import type { ExplorerState } from '../state.ts'
import { fold } from '../../../reports/columns.ts'

export const GROUP_TITLES: Readonly<Record<KeyGroup, string>> = {
  move: 'move', jump: 'jump', look: 'look', try: 'try', keep: 'keep', leave: 'help and leave',
}

export function helpRows(state: ExplorerState, columns: number, glyphs: Glyphs): readonly Row[] {
  const below: ExplorerState = { ...state, overlay: null }
  const groups = (Object.keys(GROUP_TITLES) as KeyGroup[]).flatMap((group) => [
    row(GROUP_TITLES[group], 'accent'),
    ...KEYS.filter((binding) => binding.group === group && !binding.in.every((context) => context === 'confirm')).map((binding) => keyRow(binding, below)),
    EMPTY_ROW,
  ])
  return [...groups, row('signs', 'accent'), ...signRows(columns, glyphs)]
}

function signRows(columns: number, { marks }: Glyphs): readonly Row[] {
  const words = Object.keys(UNICODE.marks).map((kind) => `${marks[kind as keyof Glyphs['marks']]} ${kind.replace('-', '‑')}`)
  const states = ['x failed', '? unknown', '- lost', '% torn', '! lied']
  return fold([...words, ...states].map((each) => each.replace(' ', '\u00a0')).join('   '), columns - 2).map((line) => row(`  ${line}`.replaceAll('\u00a0', ' ').replaceAll('‑', '-')))
}
