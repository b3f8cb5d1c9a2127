/** One frame of the view as rows of text: a pure function of the snapshot and the size. */
import type { Colors } from 'picocolors/types.js'
import { clip, counted, duration, grouped, plain } from '../../reports/format.ts'
import type { TalliedScenario } from '../../reports/index.ts'
import type { FrameSize } from './frame-size.ts'
import { UNICODE } from './glyphs.ts'
import { paletteOf } from './palette.ts'
import type { Tone as Token } from './palette.ts'
import type { ViewSnapshot } from './view-store.ts'

const BAR_CELLS = 24
const NAME_COLUMNS = 34
/** Header, coverage title, failure title, hint and the blank rows between them. */
const FIXED_ROWS = 6

/** At most `rows` rows of at most `columns` columns. Fails into fewer rows, never into longer ones. */
export function frame(snapshot: ViewSnapshot, { rows, columns }: FrameSize, colors: Colors): readonly string[] {
  if (snapshot.closed) return []
  const palette = paletteOf(colors)
  const paint = (text: string, token: Token): string => palette[token](clip(text, columns))
  const phases = Object.entries(snapshot.phases)
  const failures = failureRows(snapshot)
  const room = Math.max(3, rows - FIXED_ROWS - phases.length)
  const failureRoom = Math.min(failures.length, Math.max(2, Math.floor(room / 3)))
  const scenarios = visible(snapshot, room - failureRoom)
  return [
    paint(headline(snapshot), 'strong'),
    ...scenarios.map(({ text, tone }) => paint(text, TONES[tone])),
    ...(phases.length === 0 ? [] : ['', paint('crash states by phase', 'muted')]),
    ...coverageRows(phases).map((text) => paint(text, 'plain')),
    ...(failures.length === 0 ? [] : ['', paint(`failures (${failures.length})`, 'muted')]),
    ...failures.slice(-failureRoom).map((text) => paint(text, 'fail')),
    paint(snapshot.stopping ? 'stopping … ctrl-c again aborts at once' : 'ctrl-c stops and reports what ran', 'muted'),
  ].slice(0, rows)
}

type Tone = 'good' | 'bad' | 'busy' | 'quiet'

const TONES: Readonly<Record<Tone, Token>> = { good: 'ok', bad: 'fail', busy: 'strong', quiet: 'muted' }

function headline({ seed, cases, finishedCases, checkedStates, elapsedMs }: ViewSnapshot): string {
  const rate = grouped(Math.round(checkedStates / Math.max(elapsedMs / 1000, 0.001)))
  return `seeddrill · seed ${plain(seed)} · ${finishedCases}/${cases} drills · ${grouped(checkedStates)} states, ${rate}/s · ${duration(elapsedMs)}`
}

interface ScenarioRow {
  readonly text: string
  readonly tone: Tone
}

/** Around the first scenario that is not done, when there are more than fit. */
function visible(snapshot: ViewSnapshot, room: number): readonly ScenarioRow[] {
  const rows = snapshot.scenarios.map((row) => scenarioRow(row, snapshot))
  if (rows.length <= room) return rows
  const current = Math.max(0, rows.findIndex(({ tone }) => tone === 'busy'))
  const from = Math.min(Math.max(0, current - 1), rows.length - room + 1)
  const shown = rows.slice(from, from + room - 1)
  return [...shown, { text: `  … ${counted(rows.length - shown.length, 'more scenario')}`, tone: 'quiet' }]
}

function scenarioRow({ scenario, cases, saved, crashStates }: TalliedScenario, snapshot: ViewSnapshot): ScenarioRow {
  const running = snapshot.running.filter((each) => each.scenario === scenario.name)
  const tone = toneOf(scenario.expects !== null, [...cases, ...saved.filter(({ became }) => became !== 'plan-no-longer-applies')].map(({ outcome }) => outcome), running.length > 0)
  const done = `${cases.length}/${scenario.seeds.length}`.padStart(7)
  const states = counted(crashStates.checked + running.reduce((total, each) => total + each.checkedStates, 0), 'state').padStart(16)
  const now = running.map(({ stage, seed }) => `${stage} ${plain(seed)}`).join(', ')
  const name = clip(plain(scenario.name), NAME_COLUMNS).padEnd(NAME_COLUMNS)
  return { text: `${GLYPHS[tone]} ${name}${done}${states}  ${now}`, tone }
}

const GLYPHS: Readonly<Record<Tone, string>> = { good: UNICODE.ok, bad: UNICODE.bad, busy: UNICODE.busy, quiet: UNICODE.quiet }

function toneOf(expectsDefect: boolean, outcomes: readonly string[], running: boolean): Tone {
  const violated = outcomes.includes('violated')
  const other = outcomes.some((outcome) => outcome !== 'passed' && outcome !== 'violated')
  if (other || (violated && !expectsDefect)) return 'bad'
  if (running) return 'busy'
  if (expectsDefect) return violated ? 'good' : 'quiet'
  return outcomes.length > 0 ? 'good' : 'quiet'
}

function coverageRows(phases: readonly (readonly [string, number])[]): readonly string[] {
  const most = Math.max(1, ...phases.map(([, count]) => count))
  return phases.map(([name, count]) => {
    // Log scale would flatter the rare phases; a bar of one cell says "hit", none says "never".
    const cells = count === 0 ? 0 : Math.max(1, Math.round((count / most) * BAR_CELLS))
    const bar = `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)}`
    return `  ${name.padEnd(24)}${bar} ${grouped(count).padStart(12)}${count === 0 ? ' never' : ''}`
  })
}

function failureRows({ scenarios }: ViewSnapshot): readonly string[] {
  return scenarios
    .filter(({ scenario }) => scenario.expects === null)
    .flatMap(({ scenario, failures }) =>
      failures.map(
        ({ first, seeds }) => `✗ ${plain(scenario.name)} › ${first.verdict} × ${counted(seeds.length, 'seed')}: ${plain(first.message)}`,
      ),
    )
}
