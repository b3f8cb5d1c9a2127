/** One JSON document about a run, versioned; `docs/schemas/run.schema.json` describes it. */
import type { RunStarted } from '../core/drill/events.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { runDocument } from './run-document.ts'
import { createTally } from './tally.ts'

/** Writes once, at the end. */
export function jsonReporter(output: ReporterOutput): Reporter {
  const tally = createTally()
  let started: RunStarted | undefined
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') started = event
      if (event.type === 'run-finished')
        output.write(`${JSON.stringify(runDocument(started!, event, tally.scenarios()), null, 2)}\n`)
    },
  }
}
