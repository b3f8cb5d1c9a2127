/** Every key of the live view, and every sign. */
import { keyRow } from '../key-table.ts'
import { EMPTY_ROW, row } from '../row.ts'
import type { Row } from '../row.ts'
import { UNICODE } from '../glyphs.ts'
import type { Glyphs } from '../glyphs.ts'
import { KEYS } from './live-keys.ts'
import type { KeyGroup } from './live-keys.ts'
import type { Seen } from './live-state.ts'
import { STATE_LOOKS } from './scenario-state.ts'

const GROUPS: Readonly<Record<KeyGroup, string>> = { move: 'move', look: 'look', keep: 'keep', leave: 'help and leave' }

/** Their number does not depend on the glyphs. */
export function helpRows(seen: Seen, glyphs: Glyphs = UNICODE): readonly Row[] {
  const below: Seen = { ...seen, state: { ...seen.state, overlay: null } }
  const groups = (Object.keys(GROUPS) as KeyGroup[]).flatMap((group) => [
    row(GROUPS[group], 'accent'),
    ...KEYS.filter((binding) => binding.group === group && binding.in.includes('panels')).map((binding) => keyRow(binding, below)),
    EMPTY_ROW,
  ])
  const signs = Object.entries(STATE_LOOKS).map(([state, { sign }]) => `${sign(glyphs)} ${state}`)
  return [...groups, row('signs', 'accent'), row(`  ${signs.join('   ')}`), row('  states/s: crash states that one worker executes in a second', 'muted')]
}
