/** Says how a visit to the zoo goes on: one line that changes for a person, a line a bug for everybody else. */
import { counted, duration, plain } from '../../reports/index.ts'
import { StatusLine } from '../status-line.ts'
import type { StatusOutput } from '../status-line.ts'
import type { Records } from './records.ts'
import { caughtAfter } from './records.ts'
import type { Specimen, ZooOptions } from './specimen.ts'

export interface ZooProgress {
  /** @param name of a bug's or a twin's scenario or estate */
  hear(name: string, records: Records): void
  /** Leaves a clean line behind. */
  close(): void
}

export function zooProgress(
  specimens: readonly Specimen[],
  { catchesWanted, seeds }: ZooOptions,
  output: StatusOutput,
  now: () => number = () => performance.now(),
): ZooProgress {
  const byName = new Map(specimens.map((specimen) => [specimen.bug.name, specimen]))
  const status = new StatusLine(output, now)
  return {
    hear(name, records) {
      const drills = records.of(name)
      const specimen = byName.get(name)
      const catches = specimen ? drills.filter((drill) => caughtAfter(drill, specimen.expected) !== null).length : 0
      const alarms = specimen ? 0 : drills.filter(({ outcome }) => outcome === 'violated').length
      const said = specimen ? `caught ${catches} of ${catchesWanted} times` : counted(alarms, 'false alarm')
      const text = `${plain(name)}: ${said} in ${counted(drills.length, 'drill')}`
      const done = drills.length >= seeds || (specimen !== undefined && catches >= catchesWanted)
      if (output.isTTY) status.draw(`${text}  ${duration(status.tookMs)}`)
      else if (done) status.line(text)
      else status.heartbeat(`… ${text}`)
    },
    close: () => status.close(),
  }
}
