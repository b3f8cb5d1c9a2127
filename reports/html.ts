/** One HTML file about a run, for a browser: opens from a disk or from the artifacts of a CI, without a network. */
import type { RunStarted } from '../core/drill/events.ts'
import { reportPage } from './html/page.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { createTally } from './tally.ts'

/** Writes once, at the end. */
export function htmlReporter(output: ReporterOutput): Reporter {
  const tally = createTally()
  let started: RunStarted | undefined
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') started = event
      if (event.type === 'run-finished') output.write(reportPage(started!, event, tally.scenarios()))
    },
  }
}
