/** What was covered: crash states by phase, and which recoveries met which fault. */
import { counted, grouped } from '../../../reports/format.ts'
import { faultGrid } from '../../../reports/fault-table.ts'
import type { Counts } from '../../../reports/index.ts'
import { lossText } from '../../../reports/summary.ts'
import { tableRows } from '../columns.ts'
import type { Glyphs } from '../glyphs.ts'
import { EMPTY_ROW, piece, row } from '../row.ts'
import type { Row } from '../row.ts'
import type { Tone } from '../palette.ts'
import { selectedOf } from './live-state.ts'
import type { Seen } from './live-state.ts'
import { perSecond } from './scenario-list.ts'
import { STATE_LOOKS } from './scenario-state.ts'
import { textRows } from './text-rows.ts'

export function overviewRows(seen: Seen, columns: number, glyphs: Glyphs): readonly Row[] {
  const selected = selectedOf(seen)
  const counts: Counts = selected?.tallied ?? seen.snapshot.totals
  const title: Row = selected ? titleRow(selected.tallied.scenario.name, selected.state, STATE_LOOKS[selected.state].tone) : row('the whole run', 'strong')
  const blocks = [
    [title, ...factTexts(seen).flatMap((text) => textRows(text, columns)), ...expectedRows(seen)],
    selected?.tallied.messages.flatMap((message) => textRows(message, columns, 'warn')) ?? [],
    phaseRows(counts, columns, glyphs),
    faultRows(counts),
  ]
  return blocks.filter((rows) => rows.length > 0).flatMap((rows, at) => (at === 0 ? rows : [EMPTY_ROW, ...rows]))
}

const titleRow = (name: string, state: string, tone: Tone): Row => [piece(name, 'strong'), piece(`  ${state}`, tone)]

function factTexts(seen: Seen): readonly string[] {
  const selected = selectedOf(seen)
  const { snapshot } = seen
  const { crashStates, failovers, loss, recoveryCrashes } = selected?.tallied ?? snapshot.totals
  const boots = failovers.crashConsistent + failovers.fileSystemConsistent + failovers.appConsistent + failovers.latest
  const drills = selected ? [selected.tallied.cases.length, selected.tallied.scenario.seeds.length] as const : [snapshot.finishedCases, snapshot.cases] as const
  const states = (selected ?? snapshot).checkedStates
  const pace = selected ? `${grouped(Math.round(selected.statesPerSecond))}/s of one worker` : `${grouped(Math.round(perSecond(states, snapshot.elapsedMs)))}/s`
  return [
    `${grouped(drills[0])} of ${counted(drills[1], 'drill')} · ${counted(states, 'crash state')}, ${pace} · ${counted(crashStates.distinctObservations, 'observation')}`,
    `${counted(boots, 'failover')} · ${counted(recoveryCrashes, 'crash', 'crashes')} in recovery · worst loss ${lossText({ loss })}`,
  ]
}

/** Only of a scenario that must fail. */
function expectedRows(seen: Seen): readonly Row[] {
  const { expects = null, because = null } = selectedOf(seen)?.tallied.scenario ?? {}
  return expects ? [row(`must fail (${because}): ${expects.join(' or ')}`, 'muted')] : []
}

const NAME_COLUMNS = 24
const COUNT_COLUMNS = 12
const MOST_BAR_CELLS = 40
const NEVER = ' never'

function phaseRows({ phases }: Counts, columns: number, { full, faint }: Glyphs): readonly Row[] {
  const rows = Object.entries(phases)
  if (rows.length === 0) return []
  const most = Math.max(1, ...rows.map(([, count]) => count))
  const barCells = Math.max(1, Math.min(MOST_BAR_CELLS, columns - NAME_COLUMNS - COUNT_COLUMNS - NEVER.length))
  return [
    row('crash states by phase', 'muted'),
    ...rows.map(([name, count]): Row => {
      // Log scale would flatter the rare phases; a bar of one cell says "hit", none says "never".
      const cells = count === 0 ? 0 : Math.max(1, Math.round((count / most) * barCells))
      return [
        piece(name.padEnd(NAME_COLUMNS)), piece(full.repeat(cells), 'accent'), piece(faint.repeat(barCells - cells), 'muted'),
        piece(grouped(count).padStart(COUNT_COLUMNS)), piece(count === 0 ? NEVER : '', 'warn'),
      ]
    }),
  ]
}

/** Headings and gaps leave the kinds so much of the narrowest panel. */
const KIND_COLUMNS = 20

function faultRows({ coverage }: Counts): readonly Row[] {
  const grid = faultGrid(coverage.faultsByRecovery)
  if (!grid) return []
  return [
    row('faults by the recovery that met them', 'muted'),
    ...tableRows(
      [{ title: '', most: KIND_COLUMNS }, ...grid.headings.map((title) => ({ title, side: 'right' }) as const), { title: '' }],
      grid.rows.map(([kind, cells]) => [kind, ...cells, '']),
    ),
  ]
}
