/** Says how a visit to the zoo goes on: one line that changes for a person, a line a bug for everybody else. */
import type { CaseFinished } from '../../core/drill/events.ts'
import { clip, counted, duration, plain } from '../../reports/index.ts'
import type { Records } from './records.ts'
import { caughtAfter } from './records.ts'
import type { Specimen, ZooOptions } from './specimen.ts'

export interface ZooProgress {
  hear(event: CaseFinished, records: Records): void
  /** Leaves a clean line behind. */
  close(): void
}

export interface ProgressOutput {
  write(text: string): unknown
  /** The last line may be written over. */
  readonly isTTY: boolean
  /** Of the terminal, now; a line that wraps could not be written over. */
  readonly columns?: number | undefined
}

/** What takes less needs no progress. */
const QUIET_MS = 1000
const REDRAW_MS = 100
const HEARTBEAT_MS = 10_000
/** Of a terminal that does not say. */
const DEFAULT_COLUMNS = 80
const CLEAR_LINE = '\r\u001b[K'

export function zooProgress(
  specimens: readonly Specimen[],
  { catchesWanted, seeds }: ZooOptions,
  output: ProgressOutput,
  now: () => number = () => performance.now(),
): ZooProgress {
  const byName = new Map(specimens.map((specimen) => [specimen.bug.name, specimen]))
  const startMs = now()
  let lastMs = startMs
  let drawn = false

  const draw = (text: string): void => {
    if (now() - startMs < QUIET_MS || now() - lastMs < REDRAW_MS) return
    lastMs = now()
    drawn = true
    output.write(`${CLEAR_LINE}${clip(text, (output.columns ?? DEFAULT_COLUMNS) - 1)}`)
  }
  const line = (text: string): void => {
    lastMs = now()
    output.write(`${text}\n`)
  }
  return {
    hear({ scenario }, records) {
      const drills = records.of(scenario)
      const specimen = byName.get(scenario)
      const catches = specimen ? drills.filter((drill) => caughtAfter(drill, specimen.expected) !== null).length : 0
      const alarms = specimen ? 0 : drills.filter(({ outcome }) => outcome === 'violated').length
      const said = specimen ? `caught ${catches} of ${catchesWanted} times` : counted(alarms, 'false alarm')
      const text = `${plain(scenario)}: ${said} in ${counted(drills.length, 'drill')}`
      const done = drills.length >= seeds || (specimen !== undefined && catches >= catchesWanted)
      if (output.isTTY) draw(`${text}  ${duration(now() - startMs)}`)
      else if (done) line(text)
      else if (now() - lastMs >= HEARTBEAT_MS) line(`… ${text}`)
    },
    close() {
      if (drawn) output.write(CLEAR_LINE)
    },
  }
}
