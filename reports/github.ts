/** For GitHub Actions: errors at lines of the pull request, and the whole report as the summary of the step. */
import { annotations } from './github/annotations.ts'
import type { PlaceFile } from './github/annotations.ts'
import { errorCommand } from './github/commands.ts'
import { counted } from './format.ts'
import { markdownDocument } from './markdown/document.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { writeOnce } from './write-once.ts'

/** Errors that GitHub shows of one step; what is above it is dropped there. */
const MOST_ERRORS = 10

/** The summary of a step, which the surroundings keep. */
export interface StepSummary {
  write(text: string): void
  /** Bytes; of what is longer GitHub would show nothing. */
  readonly mostBytes: number
}

export interface GithubOptions {
  /** Default: there is no summary. */
  readonly summary?: StepSummary
  /** Default: no file is known, so no error stands at a line. */
  readonly placeFile?: PlaceFile
}

/** Writes once, at the end. */
export function githubReporter(output: ReporterOutput, { summary, placeFile = () => null }: GithubOptions = {}): Reporter {
  return writeOnce(({ started, finished, rows }) => {
    const all = annotations(started, finished, rows, placeFile)
    for (const each of all.slice(0, MOST_ERRORS)) output.write(`${errorCommand(each)}\n`)
    const left = all.length - MOST_ERRORS
    if (left > 0) output.write(`${counted(left, 'error')} more${summary ? ' in the summary of the step' : ''}\n`)
    summary?.write(markdownDocument(started, finished, rows, summary.mostBytes))
  })
}
