/** A report in Markdown, for merge requests. */
import type { RunStarted } from '../core/drill/events.ts'
import { markdownDocument } from './markdown/document.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { createTally } from './tally.ts'

/** A comment on GitHub has at most 65,536 characters. */
const MOST_BYTES = 60_000

/** Writes once, at the end. */
export function markdownReporter(output: ReporterOutput): Reporter {
  const tally = createTally()
  let started: RunStarted | undefined
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') started = event
      if (event.type === 'run-finished') output.write(markdownDocument(started!, event, tally.scenarios(), MOST_BYTES))
    },
  }
}
