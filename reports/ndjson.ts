/** The event stream as it is: one JSON object a line, for programs, and for `seeddrill report merge`. */
import type { Reporter, ReporterOutput } from './reporter.ts'

/** Writes as the events come. */
export function ndjsonReporter(output: ReporterOutput): Reporter {
  return { onEvent: (event) => output.write(`${JSON.stringify(event)}\n`) }
}
