/** Which recoveries met which fault, as a table of at most 84 columns: only rows and columns that have something. */
import { grouped } from './format.ts'

type Counts = Readonly<Record<string, number>>

/** Kinds of recovery in the order of the columns, with a short heading each. */
const HEADINGS: Readonly<Record<string, string>> = {
  'power-cut': 'power cut',
  'process-kill': 'kill',
  'os-reset': 'OS reset',
  'crash-consistent': 'crash pt',
  'file-system-consistent': 'fs pt',
  'app-consistent': 'app pt',
  latest: 'latest',
}
const OTHER = 'other'
const NAME_COLUMNS = 20
const NONE = '·'

export interface FaultGrid {
  readonly headings: readonly string[]
  /** A fault kind, and a cell for each heading. */
  readonly rows: readonly (readonly [kind: string, cells: readonly string[]])[]
}

/** Null when no fault met a recovery. */
export function faultGrid(faultsByRecovery: Readonly<Record<string, Counts>>): FaultGrid | null {
  const rows = Object.entries(faultsByRecovery).map(([kind, counts]) => [kind, byHeading(counts)] as const)
  const headings = [...Object.values(HEADINGS), OTHER].filter((heading) => rows.some(([, counts]) => counts.has(heading)))
  if (headings.length === 0) return null
  return { headings, rows: rows.map(([kind, counts]) => [kind, headings.map((heading) => cellOf(counts.get(heading)))]) }
}

/** Lines without line breaks; none when no fault met a recovery. */
export function faultTable(faultsByRecovery: Readonly<Record<string, Counts>>): readonly string[] {
  const grid = faultGrid(faultsByRecovery)
  if (!grid) return []
  const { headings, rows } = grid
  const line = (name: string, cells: readonly string[]): string =>
    name.padEnd(NAME_COLUMNS) + cells.map((cell, column) => cell.padStart(Math.max(7, headings[column]!.length))).join(' ')
  return [
    line('', headings),
    ...rows.map(([kind, cells]) => line(kind, cells)),
  ]
}

function cellOf(count: number | undefined): string {
  return count === undefined ? NONE : grouped(count)
}

function byHeading(counts: Counts): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [kind, count] of Object.entries(counts)) {
    const heading = HEADINGS[kind] ?? OTHER
    sums.set(heading, (sums.get(heading) ?? 0) + count)
  }
  return sums
}
