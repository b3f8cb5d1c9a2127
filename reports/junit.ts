/** JUnit XML, for the test pages of a CI. */
import type { RunStarted } from '../core/drill/events.ts'
import { junitDocument } from './junit/document.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { createTally } from './tally.ts'

/** Writes once, at the end. */
export function junitReporter(output: ReporterOutput): Reporter {
  const tally = createTally()
  const drilledMs = new Map<string, number>()
  let started: RunStarted | undefined
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') started = event
      if (event.type === 'case-finished') drilledMs.set(event.scenario, (drilledMs.get(event.scenario) ?? 0) + event.durationMs)
      if (event.type === 'run-finished') output.write(junitDocument({ started: started!, finished: event, rows: tally.scenarios(), drilledMs }))
    },
  }
}
