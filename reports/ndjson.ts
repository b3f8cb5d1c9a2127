/** The event stream as it is, one JSON object a line; `docs/schemas/events.schema.json` describes it. */
import type { Reporter, ReporterOutput } from './reporter.ts'

/** Writes each event as it comes, those of progress too. */
export function ndjsonReporter(output: ReporterOutput): Reporter {
  return { onEvent: (event) => output.write(`${oneLine(JSON.stringify(event))}\n`) }
}

/** Some readers end a line at these too, and JSON takes them as they are. */
function oneLine(json: string): string {
  return json.replace(/[\u0085\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
