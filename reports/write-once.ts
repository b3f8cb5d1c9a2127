/** What most reporters have in common: they hear the whole run, and write when it has ended. */
import type { RunFinished, RunStarted } from '../core/drill/events.ts'
import type { Reporter } from './reporter.ts'
import { createTally } from './tally.ts'
import type { TalliedScenario } from './tally.ts'

/** A run that has ended. */
export interface EndedRun {
  readonly started: RunStarted
  readonly finished: RunFinished
  readonly rows: readonly TalliedScenario[]
}

export function writeOnce(write: (run: EndedRun) => void): Reporter {
  const tally = createTally()
  let started: RunStarted | undefined
  return {
    onEvent(event) {
      tally.add(event)
      if (event.type === 'run-started') started = event
      if (event.type === 'run-finished') write({ started: started!, finished: event, rows: tally.scenarios() })
    },
  }
}
