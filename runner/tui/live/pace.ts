/** How many crash states of each scenario are executed in a second of one worker. */
import type { RunEvent } from '../../../core/drill/events.ts'

/** Drills that have ended. */
interface Done {
  readonly states: number
  readonly ms: number
}

export interface Pace {
  hear(event: RunEvent): void
  /** @param underWay states and milliseconds of the drills that run; they count only until the first has ended */
  statesPerSecond(scenario: string, underWay: Done): number
}

/** Starts at nothing. */
export function keepPace(): Pace {
  const done = new Map<string, Done>()
  return {
    hear(event) {
      if (event.type !== 'case-finished' || event.corpus !== undefined || !event.result) return
      const { states, ms } = done.get(event.scenario) ?? { states: 0, ms: 0 }
      done.set(event.scenario, { states: states + event.result.crashStates.checked, ms: ms + event.durationMs })
    },
    statesPerSecond(scenario, underWay) {
      const { states, ms } = done.get(scenario) ?? underWay
      return ms > 0 ? (states / ms) * 1000 : 0
    },
  }
}
