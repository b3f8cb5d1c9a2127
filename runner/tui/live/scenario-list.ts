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
import type { ScenarioState } from './scenario-state.ts'

export interface Room {
  readonly rows: number
  readonly columns: number
  readonly glyphs: Glyphs
}

/** A line of the list, before it is known how wide the columns are. */
interface Entry {
  /** Of the selected one it is the key; null: the whole run; undefined: a suite, which cannot be selected. */
  readonly scenario: ShownScenario | null | undefined
  /** How it stands; null: not said. */
  readonly state: ScenarioState | null
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

/** Heading, the whole run, and the suites with their scenarios around the chosen one; where none is, around the first that is running. */
export function scenarioRows(seen: Seen, { rows, columns, glyphs }: Room): readonly Row[] {
  const scenarios = listed(seen)
  const lines = bySuite(scenarios)
  const room = Math.max(0, rows - 2)
  const chosen = lines.findIndex(({ scenario }) => scenario?.tallied.scenario.name === seen.state.selected)
  const around = chosen >= 0 ? chosen : lines.findIndex(({ scenario, state }) => scenario && state === 'running')
  const left = lines.length > room
  const [from, to] = windowAround(lines.length, left ? Math.max(0, room - 1) : room, around)
  const shown = lines.slice(from, to)
  const entries = [wholeRun(seen), ...shown]
  const widths = widthsOf(columns, Math.max('seeds'.length, ...entries.map(({ seeds }) => seeds.length)))
  const draw = (entry: Entry): Row => {
    const here = entry.scenario !== undefined && (entry.scenario?.tallied.scenario.name ?? null) === seen.state.selected
    const pieces = entryRow(entry, here, widths, glyphs)
    return here ? highlighted(pieces, columns) : pieces
  }
  const more = scenarios.length - shown.filter(({ scenario }) => scenario).length
  return [
    heading(widths),
    ...entries.map(draw),
    ...(scenarios.length === 0 && seen.state.filter !== '' ? [row('  no scenario matches', 'warn')] : []),
    ...(left ? [row(`  … ${grouped(more)} more`, 'muted')] : []),
  ]
}

function wholeRun({ snapshot: { finishedCases, cases, checkedStates, elapsedMs, totals } }: Seen): Entry {
  return { scenario: null, state: null, name: 'whole run', seeds: `${finishedCases}/${cases}`, pace: short(perSecond(checkedStates, elapsedMs)), failures: told(totals.violations) }
}

const suiteOf = ({ tallied }: ShownScenario): string => tallied.scenario.name.split('/')[0]!

/** Neighbours of one suite stand below its name; one that is alone keeps its own. */
function bySuite(scenarios: readonly ShownScenario[]): readonly Entry[] {
  const lines: Entry[] = []
  for (let from = 0; from < scenarios.length; ) {
    const suite = suiteOf(scenarios[from]!)
    let to = from + 1
    while (to < scenarios.length && suiteOf(scenarios[to]!) === suite) to++
    const members = scenarios.slice(from, to)
    if (members.length === 1) lines.push(entryOf(members[0]!, ''))
    else lines.push(suiteEntry(suite, members), ...members.map((each) => entryOf(each, suite)))
    from = to
  }
  return lines
}

/** What one has to know first: a suite stands as the first of these does that is among its scenarios. */
const WORST_FIRST: readonly ScenarioState[] = ['failing', 'running', 'inconclusive', 'waiting', 'not found', 'passed', 'found']

function suiteEntry(suite: string, members: readonly ShownScenario[]): Entry {
  const sum = (of: (member: ShownScenario) => number): number => members.reduce((total, member) => total + of(member), 0)
  return {
    scenario: undefined,
    state: WORST_FIRST.find((state) => members.some((member) => member.state === state))!,
    name: plain(suite),
    seeds: `${sum(({ tallied }) => tallied.cases.length)}/${sum(({ tallied }) => tallied.scenario.seeds.length)}`,
    pace: '',
    failures: told(sum(({ tallied: { scenario, failures } }) => (scenario.expects === null ? failures.length : 0))),
  }
}

/** @param suite below whose name it stands; empty: none */
function entryOf(scenario: ShownScenario, suite: string): Entry {
  const { tallied: { scenario: { name, seeds }, cases, failures }, statesPerSecond, state } = scenario
  const own = suite !== '' && name.startsWith(`${suite}/`) ? name.slice(suite.length + 1) : name
  return { scenario, state, name: `${suite === '' ? '' : ' '}${plain(own)}`, seeds: `${cases.length}/${seeds.length}`, pace: short(statesPerSecond), failures: told(failures.length) }
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

function entryRow({ scenario, state, name, seeds, pace, failures }: Entry, here: boolean, widths: Widths, glyphs: Glyphs): Row {
  const { tone, sign } = state ? STATE_LOOKS[state] : WHOLE_RUN
  return [
    piece(here ? `${glyphs.busy} ` : '  ', 'accent'),
    piece(`${sign(glyphs)} `, tone),
    ...fitRow(inMiddle(name, widths.name), widths.name),
    ...(widths.state > 0 ? [piece(` ${(state ?? '').padEnd(widths.state)}`, tone)] : []),
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
