/** What a reporter is: a function of the event stream, and nothing else. */
import type { Colors } from 'picocolors/types.js'
import type { RunEvent } from '../core/drill/events.ts'

/** Where a reporter writes, decided by the runner: a reporter looks at no stream and no environment. */
export interface ReporterOutput {
  /** Adds text. What goes to a file appears there as a whole, when the run has ended. */
  write(text: string): void
  /** Functions that colour a text, or return it as it is. Colour never carries a meaning alone. */
  readonly colors: Colors
  /** Of the terminal that the text goes to; absent: it goes elsewhere, and lines may have any length. */
  readonly columns?: number
}

export interface Reporter {
  /**
   * Hears every event of the run, in order, the next one without waiting. After `run-finished` there are no more. A promise
   * that it returns all the same is waited for at the end, 10 s at most, and what is written later is lost.
   */
  onEvent(event: RunEvent): void
}

/** Makes a reporter for one run. The default export of a file that `--reporter ./file.ts` names. */
export type ReporterFactory = (output: ReporterOutput) => Reporter
