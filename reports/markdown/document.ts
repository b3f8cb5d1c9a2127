/** A run in Markdown, for a merge request or the summary of a CI step: never longer than it may be, and the end is always there. */
import type { RunFinished, RunStarted } from '../../core/drill/events.ts'
import { counted } from '../format.ts'
import type { TalliedScenario } from '../tally.ts'
import { coverageSection, failureSections, headline, messageSection, reproduceSection, scenarioTable } from './sections.ts'

const BETWEEN = '\n\n'
/** For the sentence that says how much was left out. */
const RESERVED_BYTES = 200

/** @param most bytes; failures are left out from the last on, then whole sections from the longest on */
export function markdownDocument(started: RunStarted, finished: RunFinished, rows: readonly TalliedScenario[], most: number): string {
  const before = [headline(started, finished), scenarioTable(rows)]
  const messages = messageSection(rows)
  const after = [...(messages === null ? [] : [messages]), coverageSection(finished), reproduceSection(started, rows)]
  const frame = fitting([...before, ...after], most - RESERVED_BYTES)
  const failures = failureSections(rows)
  let room = most - RESERVED_BYTES - bytes(frame)
  const told = failures.filter((section) => (room -= bytes([section])) >= 0)
  const left = failures.length - told.length
  const rest = left === 0 ? [] : [`${counted(left, 'failure')} more; the JSON report has them all.`]
  const isIn = (section: string): boolean => frame.includes(section)
  return `${[...before.filter(isIn), ...told, ...rest, ...after.filter(isIn)].join(BETWEEN)}\n`
}

const bytes = (sections: readonly string[]): number => sections.reduce((total, section) => total + Buffer.byteLength(section) + BETWEEN.length, 0)

/** The headline stays whatever happens. */
function fitting(sections: readonly string[], most: number): readonly string[] {
  if (sections.length <= 1 || bytes(sections) <= most) return sections
  const longest = sections.slice(1).reduce((one, other) => (bytes([other]) > bytes([one]) ? other : one))
  return fitting(sections.filter((section) => section !== longest), most)
}
