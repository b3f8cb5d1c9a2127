/** JUnit XML, for the test pages of a CI. */
import { junitDocument } from './junit/document.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import { writeOnce } from './write-once.ts'

/** Writes once, at the end. */
export function junitReporter(output: ReporterOutput): Reporter {
  const drilledMs = new Map<string, number>()
  const atTheEnd = writeOnce((run) => output.write(junitDocument({ ...run, drilledMs })))
  return {
    onEvent(event) {
      if (event.type === 'case-finished') drilledMs.set(event.scenario, (drilledMs.get(event.scenario) ?? 0) + event.durationMs)
      atTheEnd.onEvent(event)
    },
  }
}
