/** What happened in the explorer, for the summary that is printed when it is left. */
import type { Branch } from '../../core/drill/explore/branch.ts'
import { clip, plain, shellArgument } from '../../reports/index.ts'
import { openCommand, replayCommand } from '../replay-command.ts'
import { pullText } from './pull-text.ts'

const COLUMNS = 100
/** Of branches the latest are listed. */
const MOST_BRANCHES = 12

/** Of a long run a token would fill the terminal. */
const MOST_TOKEN_CHARACTERS = 400

export interface TriedBranch {
  readonly branch: Branch
  /** That shows it again; null: there is nothing to show. */
  readonly again: string | null
}

export interface Origin {
  readonly scenario: string
  readonly seed: string
  /** Of the user's scenario; null: it comes with the package. */
  readonly file: string | null
  /** Scenario and seed alone make the run. */
  readonly seeded: boolean
}

/** @param pulled by a person, from the run that was opened */
export function againCommand({ token, pull }: Branch, pulled: boolean, { scenario, seed, file, seeded }: Origin): string | null {
  if (token === null) return null
  if (token.length <= MOST_TOKEN_CHARACTERS || !seeded || !pulled) return replayCommand(token, file)
  return `${openCommand(scenario, seed, file)} --pull ${shellArgument(pullText(pull))}`
}

export interface Session {
  /** What was opened: scenario and seed, or the file. */
  readonly title: string
  readonly branches: readonly TriedBranch[]
  /** What was written where, in one line each. */
  readonly done: readonly string[]
  /** The last lines that the application printed, and how many there were. */
  readonly printed: { readonly lines: readonly string[]; readonly count: number }
}

/** Plain lines, without a line break. */
export function summaryLines({ title, branches, done, printed }: Session): readonly string[] {
  const shown = branches.slice(-MOST_BRANCHES)
  const last = branches.findLast(({ again, branch }) => again !== null && branch.verdict !== 'ok') ?? branches.findLast(({ again }) => again !== null)
  return [
    `explored ${plain(title)}`,
    ...(shown.length < branches.length ? [`  … ${branches.length - shown.length} earlier`] : []),
    ...shown.map(({ branch: { title: what, verdict, message } }) => clip(`  ${plain(what)} → ${verdict}${message === '' ? '' : `: ${plain(message)}`}`, COLUMNS)),
    ...done.map((line) => `  ${plain(line)}`),
    ...(last ? [`  again: ${last.again!}`] : []),
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
