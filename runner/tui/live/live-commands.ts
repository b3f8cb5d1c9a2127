/** What each command does, by its name. A command is only called when its key is not refused. */
import type { CommandName } from './live-keys.ts'
import { chosenAt, chosenFailure, failuresOf, listed, PANELS, TABS } from './live-state.ts'
import type { LiveState, Panel, Seen } from './live-state.ts'
import type { Pressed } from './press.ts'
import { detailRoom, listRoom, rowsToScroll } from './details.ts'
import { helpRows } from './help.ts'
import { clamp, cycled } from '../steps.ts'

type Command = (seen: Seen) => Pressed

const settled = (state: LiveState): Pressed => ({ state, effect: null })

const selecting = (state: LiveState, selected: string | null): LiveState =>
  selected === state.selected ? state : { ...state, selected, scroll: 0, failure: null, reading: false }

const moveBy = (rows: (seen: Seen) => number): Command => (seen) => settled(moved(seen, rows(seen)))

function moved(seen: Seen, rows: number): LiveState {
  const { state } = seen
  if (state.overlay?.is === 'help') return { ...state, overlay: { is: 'help', scroll: clamp(state.overlay.scroll + rows, 0, Math.max(0, helpRows(seen).length - listRoom(seen.size).rows)) } }
  if (state.focus === 'scenarios') {
    // Above all scenarios stands the whole run.
    const names = [null, ...listed(seen).map(({ tallied }) => tallied.scenario.name)]
    return selecting(state, names[clamp(names.indexOf(state.selected) + rows, 0, names.length - 1)]!)
  }
  if (state.tab !== 'failures' || state.reading) return { ...state, scroll: clamp(state.scroll + rows, 0, rowsToScroll(seen)) }
  const failures = failuresOf(seen)
  return { ...state, failure: failures[clamp(chosenAt(seen, failures) + rows, 0, failures.length - 1)]?.key ?? null }
}

const pageOf = ({ size, state }: Seen): number => (state.focus === 'scenarios' || state.overlay ? listRoom(size) : detailRoom(size)).rows

/** From where one stands, also in the midst of the details. */
const matchBy = (by: 1 | -1): Command => (seen) => {
  const names = listed(seen).map(({ tallied }) => tallied.scenario.name)
  const at = seen.state.selected === null ? -1 : names.indexOf(seen.state.selected)
  const next = names[at + by]
  if (next !== undefined) return settled(selecting(seen.state, next))
  return settled({ ...seen.state, message: { text: `no scenario ${by === 1 ? 'after' : 'before'} this one matches`, tone: 'warn' } })
}

const focusOn = (focus: Panel): Command => ({ state }) => settled({ ...state, focus })

/** Where the panels take turns, the tabs would not be seen else. */
const tabBy = (by: 1 | -1): Command => ({ state }) => settled({ ...state, focus: 'details', tab: cycled(TABS, state.tab, by), scroll: 0, reading: false })

/** What is read stays the same, whatever is found before it meanwhile. */
function enter(seen: Seen): Pressed {
  const { state } = seen
  return settled(state.focus === 'scenarios' ? { ...state, focus: 'details' } : { ...state, reading: true, scroll: 0, failure: chosenFailure(seen)?.key ?? null })
}

/** One thing at a time: what lies above, the text, the panel, the filter. */
function back({ state }: Seen): Pressed {
  if (state.overlay) return settled({ ...state, overlay: null })
  if (state.reading) return settled({ ...state, reading: false, scroll: 0 })
  return settled(state.focus === 'details' ? { ...state, focus: 'scenarios' } : { ...state, filter: '' })
}

function copy(seen: Seen): Pressed {
  const { first } = chosenFailure(seen)!.failure
  return { state: seen.state, effect: { effect: 'copy', text: first.saved?.replay ?? first.replay } }
}

export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  down: moveBy(() => 1),
  up: moveBy(() => -1),
  'page-down': moveBy(pageOf),
  'page-up': moveBy((seen) => -pageOf(seen)),
  first: moveBy(() => -Infinity),
  last: moveBy(() => Infinity),
  'next-match': matchBy(1),
  'previous-match': matchBy(-1),
  filter: ({ state }) => settled({ ...state, focus: 'scenarios', overlay: { is: 'filter' } }),
  'next-tab': tabBy(1),
  'previous-tab': tabBy(-1),
  scenarios: focusOn('scenarios'),
  details: focusOn('details'),
  'next-panel': ({ state }) => settled({ ...state, focus: cycled(PANELS, state.focus, 1) }),
  enter,
  back,
  copy,
  help: ({ state }) => settled({ ...state, overlay: { is: 'help', scroll: 0 } }),
  suspend: ({ state }) => ({ state, effect: { effect: 'suspend' } }),
  stop: ({ state }) => ({ state, effect: { effect: 'stop' } }),
}
