/** What a reporter is: a function of the event stream, and nothing else. */
import type { Colors } from 'picocolors/types.js'
import type { RunEvent } from '../core/drill/events.ts'

/** Where a reporter writes, decided by the runner: a reporter looks at no stream and no environment. */
export interface ReporterOutput {
  /** Adds text. What goes to a file appears there as a whole, when the run has ended. */
  write(text: string): void
  /** Functions that colour a text, or return it as it is. Colour never carries a meaning alone. */
  readonly colors: Colors
}

export interface Reporter {
  /** Hears every event of the run, in order. After `run-finished` there are no more. */
  onEvent(event: RunEvent): void
}

export type ReporterFactory = (output: ReporterOutput) => Reporter
