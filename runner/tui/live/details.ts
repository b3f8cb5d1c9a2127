/** The main panel: what is known of the chosen scenario, or of the whole run, in tabs. */
import type { FrameSize } from '../frame-size.ts'
import { UNICODE } from '../glyphs.ts'
import type { Glyphs } from '../glyphs.ts'
import { isWide, leftColumnsOf, scrolled } from '../panels.ts'
import { clipRow, piece } from '../row.ts'
import type { Row } from '../row.ts'
import { failureList, failureText } from './failure-rows.ts'
import { failuresOf, selectedOf, TABS } from './live-state.ts'
import type { Seen, Tab } from './live-state.ts'
import { overviewRows } from './overview.ts'
import { runningRows } from './running.ts'
import type { Room } from './scenario-list.ts'

/** Header, footer, and the row below that stays free. */
const AROUND_ROWS = 3

export const bodyRows = ({ rows }: FrameSize): number => rows - AROUND_ROWS

/** Of the list of scenarios, or of what lies over the panels, without the title. */
export const listRoom = (size: FrameSize): FrameSize =>
  isWide(size) ? { rows: bodyRows(size) - 1, columns: leftColumnsOf(size.columns) } : { rows: bodyRows(size) - 1, columns: size.columns }

/** Of what a tab shows, without the names of the tabs. */
export const detailRoom = (size: FrameSize): FrameSize =>
  isWide(size) ? { rows: bodyRows(size) - 1, columns: size.columns - leftColumnsOf(size.columns) - 1 } : { rows: bodyRows(size) - 2, columns: size.columns }

/** What scrolls in the chosen tab; in the list of failures nothing does. */
function contentRows(seen: Seen, columns: number, glyphs: Glyphs): readonly Row[] {
  switch (seen.state.tab) {
    case 'overview':
      return overviewRows(seen, columns, glyphs)
    case 'failures':
      return failureText(seen, columns)
    case 'running':
      return runningRows(seen, glyphs)
  }
}

/** How far the chosen tab scrolls: the last row stays the last. */
export function rowsToScroll(seen: Seen): number {
  const { rows, columns } = detailRoom(seen.size)
  return Math.max(0, contentRows(seen, columns, UNICODE).length - rows)
}

export function detailRows(seen: Seen, { rows, columns, glyphs }: Room): readonly Row[] {
  const { tab, reading, scroll } = seen.state
  if (tab === 'failures' && !reading) return failureList(seen, { rows, columns, glyphs })
  return scrolled(contentRows(seen, columns, glyphs), scroll, rows)
}

/** Of whom, and the tabs with how much is in them. */
export function tabsRow(seen: Seen, columns: number, { span }: Glyphs): Row {
  const focused = seen.state.focus === 'details'
  const counts: Readonly<Record<Tab, number | null>> = { overview: null, failures: failuresOf(seen).length, running: runningOf(seen) }
  const names = TABS.map((tab) => {
    const text = counts[tab] === null ? tab : `${tab} ${counts[tab]}`
    return tab === seen.state.tab ? piece(`[${text}]`, 'strong') : piece(` ${text} `, 'muted')
  })
  return clipRow([focused ? piece(`${span}${span} 2 `, 'accent') : piece('   2 ', 'muted'), ...names], columns)
}

const runningOf = (seen: Seen): number => (selectedOf(seen)?.running ?? seen.snapshot.running).length
