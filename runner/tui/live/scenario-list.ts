/** The list of scenarios: how each stands, seeds done, pace, failures. Only what is to be seen is made. */
import { grouped, plain } from '../../../reports/format.ts'
import type { Glyphs } from '../glyphs.ts'
import { columnsOf } from '../harmless.ts'
import { clipRow, fitRow, highlighted, piece, row, windowAround } from '../row.ts'
import type { Row } from '../row.ts'
import type { ShownScenario } from '../view-store.ts'
import { listed } from './live-state.ts'
import type { Seen } from './live-state.ts'
import { STATE_LOOKS } from './scenario-state.ts'

export interface Room {
  readonly rows: number
  readonly columns: number
  readonly glyphs: Glyphs
}

/** A line of the list, before it is known how wide the columns are. */
interface Entry {
  /** Null: the whole run. */
  readonly scenario: ShownScenario | null
  readonly name: string
  readonly seeds: string
  readonly pace: string
  readonly failures: string
}

/** From here on the state is told in words too. */
const WORDY_COLUMNS = 60
const STATE_COLUMNS = 'inconclusive'.length
const PACE_COLUMNS = 5
const FAILURE_COLUMNS = 4

/** Heading, the whole run, and the scenarios around the chosen one; where none is, around the first that is running. */
export function scenarioRows(seen: Seen, { rows, columns, glyphs }: Room): readonly Row[] {
  const scenarios = listed(seen)
  const room = Math.max(0, rows - 2)
  const chosen = scenarios.findIndex(({ tallied }) => tallied.scenario.name === seen.state.selected)
  const around = chosen >= 0 ? chosen : scenarios.findIndex(({ state }) => state === 'running')
  const left = scenarios.length > room
  const [from, to] = windowAround(scenarios.length, left ? Math.max(0, room - 1) : room, around)
  const entries = [wholeRun(seen), ...scenarios.slice(from, to).map(entryOf)]
  const widths = widthsOf(columns, Math.max('seeds'.length, ...entries.map(({ seeds }) => seeds.length)))
  const draw = (entry: Entry): Row => {
    const here = (entry.scenario?.tallied.scenario.name ?? null) === seen.state.selected
    const pieces = entryRow(entry, here, widths, glyphs)
    return here ? highlighted(pieces, columns) : pieces
  }
  return [
    heading(widths),
    ...entries.map(draw),
    ...(scenarios.length === 0 && seen.state.filter !== '' ? [row('  no scenario matches', 'warn')] : []),
    ...(left ? [row(`  … ${grouped(scenarios.length - (to - from))} more`, 'muted')] : []),
  ]
}

function wholeRun({ snapshot: { finishedCases, cases, checkedStates, elapsedMs, totals } }: Seen): Entry {
  return { scenario: null, name: 'whole run', seeds: `${finishedCases}/${cases}`, pace: short(perSecond(checkedStates, elapsedMs)), failures: told(totals.violations) }
}

function entryOf(scenario: ShownScenario): Entry {
  const { tallied: { scenario: { name, seeds }, cases, failures }, statesPerSecond } = scenario
  return { scenario, name: plain(name), seeds: `${cases.length}/${seeds.length}`, pace: short(statesPerSecond), failures: told(failures.length) }
}

export const perSecond = (count: number, ms: number): number => count / Math.max(ms / 1000, 0.001)
const told = (failures: number): string => (failures === 0 ? '' : grouped(failures))

/** `950`, `12k`, `3m`: what it is, not what it is exactly; nothing for none. */
function short(pace: number): string {
  const rounded = Math.round(pace)
  if (rounded < 10_000) return rounded === 0 ? '' : String(rounded)
  return rounded < 1_000_000 ? `${Math.round(rounded / 1000)}k` : `${Math.round(rounded / 1_000_000)}m`
}

interface Widths {
  readonly name: number
  /** Of the state in words; 0: its sign must do. */
  readonly state: number
  readonly seeds: number
  readonly pace: number
}

/** Cursor and sign, and a blank before each column of numbers. */
const BESIDE_COLUMNS = 4 + 3

function widthsOf(columns: number, seeds: number): Widths {
  const state = columns >= WORDY_COLUMNS ? STATE_COLUMNS : 0
  const pace = state > 0 ? 'states/s'.length : PACE_COLUMNS
  return { name: Math.max(1, columns - BESIDE_COLUMNS - seeds - pace - FAILURE_COLUMNS - (state > 0 ? state + 1 : 0)), state, seeds, pace }
}

function heading({ name, state, seeds, pace }: Widths): Row {
  const numbers = ` ${'seeds'.padStart(seeds)} ${(state > 0 ? 'states/s' : 'st/s').padStart(pace)} ${'fail'.padStart(FAILURE_COLUMNS)}`
  return row(`    ${'scenario'.padEnd(name)}${state > 0 ? ` ${'state'.padEnd(state)}` : ''}${numbers}`, 'muted')
}

function entryRow({ scenario, name, seeds, pace, failures }: Entry, here: boolean, widths: Widths, glyphs: Glyphs): Row {
  const { tone, sign } = scenario ? STATE_LOOKS[scenario.state] : WHOLE_RUN
  return [
    piece(here ? `${glyphs.busy} ` : '  ', 'accent'),
    piece(`${sign(glyphs)} `, tone),
    ...fitRow(inMiddle(name, widths.name), widths.name),
    ...(widths.state > 0 ? [piece(` ${(scenario?.state ?? '').padEnd(widths.state)}`, tone)] : []),
    piece(` ${seeds.padStart(widths.seeds)} ${pace.padStart(widths.pace)} `),
    piece(failures.padStart(FAILURE_COLUMNS), scenario?.tallied.scenario.expects ? 'ok' : 'fail'),
  ]
}

const WHOLE_RUN = { tone: 'plain', sign: () => ' ' } as const

/** The ends of a name tell it from others: what begins alike is mostly one suite. */
function inMiddle(name: string, columns: number): Row {
  const shown = piece(name)
  const letters = [...shown.text]
  if (columnsOf(shown.text) <= columns || columnsOf(shown.text) !== letters.length || columns < 5) return clipRow([shown], columns)
  const tail = Math.ceil((columns - 1) / 2)
  return [piece(`${letters.slice(0, columns - 1 - tail).join('')}…${letters.slice(-tail).join('')}`)]
}
