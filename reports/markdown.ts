/** A report in Markdown, for merge requests. */
import { markdownDocument } from './markdown/document.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { writeOnce } from './write-once.ts'

/** A comment on GitHub has at most 65,536 characters. */
const MOST_BYTES = 60_000

/** Writes once, at the end. */
export function markdownReporter(output: ReporterOutput): Reporter {
  return writeOnce(({ started, finished, rows }) => output.write(markdownDocument(started, finished, rows, MOST_BYTES)))
}
