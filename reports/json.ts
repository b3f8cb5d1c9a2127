/** One JSON document about a run, versioned; `docs/schemas/run.schema.json` describes it. */
import type { Reporter, ReporterOutput } from './reporter.ts'
import { runDocument } from './run-document.ts'
import { writeOnce } from './write-once.ts'

/** Writes once, at the end. */
export function jsonReporter(output: ReporterOutput): Reporter {
  return writeOnce(({ started, finished, rows }) => output.write(`${JSON.stringify(runDocument(started, finished, rows), null, 2)}\n`))
}
