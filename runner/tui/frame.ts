/** One frame of the view of a run as rows of text: a pure function of what happened, what a person chose, and the size. */
import { bodyRows, detailRoom, detailRows, listRoom, tabsRow } from './live/details.ts'
import { factRows, headline } from './live/facts.ts'
import { footerRow } from './live/footer.ts'
import { helpRows } from './live/help.ts'
import { PANELS } from './live/live-state.ts'
import type { Panel, Seen } from './live/live-state.ts'
import { scenarioRows } from './live/scenario-list.ts'
import { divided, exactly, isTooSmall, isWide, panelTitle, scrolled } from './panels.ts'
import { drawRow, piece } from './row.ts'
import type { Row, Style } from './row.ts'

/** At most one row less than the terminal has: a frame as high as it makes Ink clear it each time. A closed view is empty. */
export function frame(seen: Seen, style: Style): readonly string[] {
  const { size, snapshot } = seen
  if (snapshot.closed) return []
  const rows = Math.max(0, size.rows - 1)
  const drawn = isTooSmall(size)
    ? factRows(seen, { rows, columns: size.columns }, style.glyphs)
    : [headline(seen, style.glyphs), ...exactly(body(seen, style), bodyRows(size)), footerRow(seen, size.columns)]
  return drawn.slice(0, rows).map((each) => drawRow(each, size.columns, style))
}

function body(seen: Seen, style: Style): readonly Row[] {
  const { size, state: { overlay } } = seen
  if (overlay?.is === 'help') return [panelTitle('help', true, size.columns, style.glyphs), ...scrolled(helpRows(seen, style.glyphs), overlay.scroll, listRoom(size).rows)]
  return isWide(size) ? divided(panel('scenarios', seen, style), exactly(panel('details', seen, style), bodyRows(size)), listRoom(size).columns) : onePanel(seen, style)
}

/** On a small terminal the panels take turns. */
function onePanel(seen: Seen, style: Style): readonly Row[] {
  const { focus, selected } = seen.state
  if (focus === 'scenarios') return panel('scenarios', seen, style)
  const names: Row = PANELS.map((each, at) => (focus === each ? piece(`[${at + 1} ${each}]`, 'strong') : piece(` ${at + 1} ${each} `, 'muted')))
  return [[...names, piece(`  ${selected ?? 'the whole run'}`, 'muted')], ...panel('details', seen, style)]
}

function panel(which: Panel, seen: Seen, { glyphs }: Style): readonly Row[] {
  const { state, size } = seen
  if (which === 'details') {
    const { rows, columns } = detailRoom(size)
    return [tabsRow(seen, columns, glyphs), ...detailRows(seen, { rows, columns, glyphs })]
  }
  const { rows, columns } = listRoom(size)
  const title = state.filter === '' ? '1 scenarios' : `1 scenarios /${state.filter}`
  return [panelTitle(title, state.focus === 'scenarios', columns, glyphs), ...scenarioRows(seen, { rows, columns, glyphs })]
}
