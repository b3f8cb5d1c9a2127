/** The zoo as a person reads it: a table of at most 100 columns, fewer where the terminal has fewer, totals, and what to run next. */
import type { Colors } from 'picocolors/types.js'
import { cut, padLeft, padRight, widthOf } from './columns.ts'
import { counted, duration, grouped, plain } from './format.ts'
import type { ZooBugReport, ZooQuantiles, ZooReport } from './zoo.ts'

const MOST_COLUMNS = 100
/** Of the first column, however narrow the terminal. */
const NARROWEST_ID = 8
/** Median / 95th percentile ≤ the bound of the latter. */
const TITLES = ['', 'verdict', 'seeds ½/95% ≤', 'states ½/95% ≤', 'drills', 'ms', 'alarms']
const WIDEST_VERDICT = 22
/** Columns of words; all others are numbers and go to the right. */
const WORDS = 2
const GAP = '  '
const THOUSAND = 1000
/** Numbers of more digits are told in thousands. */
const LARGEST_IN_FULL = 9999

type Line = readonly string[]

/** @param columns of the terminal; default: it is none */
export function zooTable(report: ZooReport, colors: Colors, columns = MOST_COLUMNS): readonly string[] {
  const lines = report.bugs.map(lineOf)
  const widths = fit([TITLES, ...lines], columns)
  const areas = [...new Set(report.bugs.map(({ area }) => area))]
  const rows = areas.flatMap((area) => [
    colors.bold(area),
    ...report.bugs.flatMap((bug, index) => (bug.area === area ? [paint(bug, colors)(laidOut(lines[index]!, widths))] : [])),
  ])
  return [colors.dim(laidOut(TITLES, widths)), ...rows]
}

function lineOf(bug: ZooBugReport): Line {
  const { seedsToCatch, statesToCatch, drills, ms, falseAlarms, cleanSeeds } = bug
  return [
    `  ${bug.id}`,
    cut(saidOf(bug), WIDEST_VERDICT),
    quantiles(seedsToCatch),
    quantiles(statesToCatch),
    short(drills),
    ms === null ? '–' : short(ms),
    `${falseAlarms}/${short(falseAlarms + cleanSeeds)}`,
  ]
}

/** `lost-ack +2`: drills gave two other verdicts as well, which are not expected. */
function saidOf({ caught, unfinished, verdict, verdicts, expected }: ZooBugReport): string {
  if (!caught) return unfinished ? 'not yet caught' : verdict === null ? 'MISSED' : `WRONG ${verdict}`
  const others = Object.keys(verdicts).filter((name) => !(expected as readonly string[]).includes(name)).length
  return others === 0 ? verdict! : `${verdict!} +${others}`
}

function quantiles(figures: ZooQuantiles | null): string {
  if (figures === null) return '–'
  const { median, p95, upper95 } = figures
  return `${short(median)}/${short(p95)} ≤${short(upper95)}`
}

/** `9999`, `10k`. */
function short(count: number): string {
  const whole = Math.round(count)
  return whole <= LARGEST_IN_FULL ? String(whole) : `${Math.ceil(whole / THOUSAND)}k`
}

/** Widths of the columns; where they are too much together, ids are cut. */
function fit(lines: readonly Line[], columns: number): readonly number[] {
  const widths = TITLES.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column]!))))
  const excess = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1) - Math.min(columns, MOST_COLUMNS)
  return widths.map((width, column) => (column === 0 ? Math.max(NARROWEST_ID, width - Math.max(0, excess)) : width))
}

function laidOut(line: Line, widths: readonly number[]): string {
  return line
    .map((text, column) => (column < WORDS ? padRight(cut(text, widths[column]!), widths[column]!) : padLeft(text, widths[column]!)))
    .join(GAP)
    .trimEnd()
}

function paint({ caught, falseAlarms }: ZooBugReport, colors: Colors): (text: string) => string {
  return caught && falseAlarms === 0 ? (text) => text : colors.red
}

export function zooSummary(report: ZooReport, colors: Colors): readonly string[] {
  const { totals, twins, seed, seeds, states, endedBy, durationMs, messages } = report
  const { falseAlarms, cleanSeeds, unclearSeeds } = totals
  const twinSeeds = falseAlarms + cleanSeeds + unclearSeeds
  const ended = endedBy === null ? '' : ` · ended early by ${endedBy}`
  return [
    `caught        ${totals.caught} of ${counted(totals.bugs, 'bug')}`,
    `false alarms  ${grouped(falseAlarms)} in ${counted(twinSeeds, 'drill')} of ${counted(twins.length, 'correct twin')}` +
      (unclearSeeds > 0 ? `; ${grouped(unclearSeeds)} inconclusive, not counted as silent` : ''),
    colors.dim(
      `${counted(totals.drills, 'drill')}, ${counted(totals.states, 'crash state')} executed, ` +
        `at most ${grouped(states)} a drill · seeds ${plain(seed)}-1 to -${seeds} · ${duration(durationMs)}${ended}`,
    ),
    ...messages.map((message) => colors.red(cut(plain(message), MOST_COLUMNS))),
    ...commands(report),
  ]
}

/** What to run next: one command for every miss, wrong verdict and false alarm. */
function commands({ bugs, twins }: ZooReport): readonly string[] {
  const missed = bugs.filter(({ show }) => show !== null).map(({ id, show }) => [id, show!] as const)
  const alarmed = twins.filter(({ show }) => show !== null).map(({ name, show }) => [name, show!] as const)
  return [...missed, ...alarmed].flatMap(([what, command]) => ['', `${what}:`, `  ${command}`])
}
