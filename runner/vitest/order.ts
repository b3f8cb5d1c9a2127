/** What crosses the border between a test and the thread that drills for it: plain data. */
import type { CaseReport, StopFlag } from '../order.ts'

/** A scenario to be found in a file, and drilled. */
export interface TestOrder {
  readonly scenario: string
  /** Absolute paths of files that may export it, the likeliest first; none: it comes with the package. */
  readonly files: readonly string[]
  /** Folder that file names are told from. */
  readonly cwd: string
  readonly seeds: readonly string[]
  readonly states: number | null
  readonly stop: StopFlag
}

export type TestAnswer =
  | { readonly ok: true; readonly reports: readonly CaseReport[] }
  /** It cannot be drilled. */
  | { readonly ok: false; readonly message: string }
