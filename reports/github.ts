/** For GitHub Actions: errors at lines of the pull request, and the whole report as the summary of the step. */
import type { RunStarted } from '../core/drill/events.ts'
import { annotations } from './github/annotations.ts'
import type { PlaceFile } from './github/annotations.ts'
import { errorCommand } from './github/commands.ts'
import { counted } from './format.ts'
import { markdownDocument } from './markdown/document.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { createTally } from './tally.ts'

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
  const tally = createTally()
  let started: RunStarted | undefined
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') started = event
      if (event.type !== 'run-finished') return
      const rows = tally.scenarios()
      const all = annotations(started!, event, rows, placeFile)
      for (const each of all.slice(0, MOST_ERRORS)) output.write(`${errorCommand(each)}\n`)
      const left = all.length - MOST_ERRORS
      if (left > 0) output.write(`${counted(left, 'error')} more${summary ? ' in the summary of the step' : ''}\n`)
      summary?.write(markdownDocument(started!, event, rows, summary.mostBytes))
    },
  }
}
