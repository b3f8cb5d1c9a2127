/** What happened in the explorer, for the summary that is printed when it is left. */
import type { Branch } from '../../core/drill/explore/branch.ts'
import { clip, plain } from '../../reports/index.ts'
import { replayCommand } from '../replay-command.ts'

const COLUMNS = 100
/** Of branches the latest are listed. */
const MOST_BRANCHES = 12

export interface Session {
  /** What was opened: scenario and seed, or the file. */
  readonly title: string
  /** The user's scenario file; null: it comes with the package. */
  readonly file: string | null
  readonly branches: readonly Branch[]
  /** What was written where, in one line each. */
  readonly done: readonly string[]
  /** The last lines that the application printed, and how many there were. */
  readonly printed: { readonly lines: readonly string[]; readonly count: number }
}

/** Plain lines, without a line break. */
export function summaryLines({ title, file, branches, done, printed }: Session): readonly string[] {
  const shown = branches.slice(-MOST_BRANCHES)
  const last = branches.findLast(({ token, verdict }) => token !== null && verdict !== 'ok') ?? branches.findLast(({ token }) => token !== null)
  return [
    `explored ${plain(title)}`,
    ...(shown.length < branches.length ? [`  … ${branches.length - shown.length} earlier`] : []),
    ...shown.map(({ title: what, verdict, message }) => clip(`  ${plain(what)} → ${verdict}${message === '' ? '' : `: ${plain(message)}`}`, COLUMNS)),
    ...done.map((line) => `  ${plain(line)}`),
    ...(last ? [`  replay  ${replayCommand(last.token!, file)}`] : []),
    ...(printed.count > 0 ? [`  the application printed ${printed.count === 1 ? 'a line' : `${printed.count} lines, at last`}:`, ...printed.lines.map((line) => clip(`    ${plain(line)}`, COLUMNS))] : []),
  ]
}

const KEPT_LINES = 5

export interface PrintedLines {
  hear(line: string): void
  readonly kept: Session['printed']
}

export function keepPrinted(): PrintedLines {
  let lines: readonly string[] = []
  let count = 0
  return {
    hear(line) {
      count++
      lines = [...lines, line].slice(-KEPT_LINES)
    },
    get kept() {
      return { lines, count }
    },
  }
}
