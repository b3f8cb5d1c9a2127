/** The drills that run now, the oldest first. */
import { duration, grouped } from '../../../reports/format.ts'
import { tableRows } from '../columns.ts'
import type { Glyphs } from '../glyphs.ts'
import { piece, row } from '../row.ts'
import type { Row } from '../row.ts'
import { selectedOf } from './live-state.ts'
import type { Seen } from './live-state.ts'

const SCENARIO_COLUMNS = 40
const SEED_COLUMNS = 20

export function runningRows(seen: Seen, glyphs: Glyphs): readonly Row[] {
  const { snapshot } = seen
  const running = selectedOf(seen)?.running ?? snapshot.running
  if (running.length === 0) return [row('nothing runs now', 'muted')]
  return tableRows(
    [{ title: '' }, { title: 'scenario', most: SCENARIO_COLUMNS }, { title: 'seed', most: SEED_COLUMNS }, { title: 'stage' }, { title: 'states', side: 'right' }, { title: 'for', side: 'right' }, { title: '' }],
    running.map(({ scenario, seed, stage, checkedStates, startMs }) => [
      piece(glyphs.working, 'strong'), scenario, seed, stage, grouped(checkedStates), duration(snapshot.nowMs - startMs), '',
    ]),
  )
}
