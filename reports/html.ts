/** One HTML file about a run, for a browser: opens from a disk or from the artifacts of a CI, without a network. */
import { reportPage } from './html/page.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { writeOnce } from './write-once.ts'

/** Writes once, at the end. */
export function htmlReporter(output: ReporterOutput): Reporter {
  return writeOnce(({ started, finished, rows }) => output.write(reportPage(started, finished, rows)))
}
