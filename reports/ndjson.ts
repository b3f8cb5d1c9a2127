/** The event stream as it is, one JSON object a line; `docs/schemas/events.schema.json` describes it. */
import type { Reporter, ReporterOutput } from './reporter.ts'

/** Writes each event as it comes, those of progress too. */
export function ndjsonReporter(output: ReporterOutput): Reporter {
  return { onEvent: (event) => output.write(`${JSON.stringify(event)}\n`) }
}
