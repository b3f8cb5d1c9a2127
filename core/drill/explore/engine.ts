/** What the explorer asks of a run. The user interface holds one of these; behind it is a thread, or a saved file. */
import type { Plan } from '../plan.ts'
import type { ShrinkReport } from '../result.ts'
import type { Branch, Pull, SweepBar } from './branch.ts'
import type { Look, LookFiles } from './look.ts'
import type { Picture } from './picture.ts'

/** Why something cannot be done here, in one line for the footer; absent: it can. */
export interface Abilities {
  readonly look?: string
  readonly pull?: string
  readonly sweep?: string
  readonly shrink?: string
}

export interface Opened {
  readonly picture: Picture
  readonly abilities: Abilities
  /** The failure with which it was opened, as a branch; null for a run. */
  readonly failure: Branch | null
  /** Step of the write log at which the cursor begins. */
  readonly cursorSeq: number
  /** The user's scenario file, for commands that show the same; added by the runner. Absent: it comes with the package, or nobody knows. */
  readonly file?: string
}

export interface Progress {
  readonly what: string
  readonly done: number
  readonly of: number | null
}

export interface Engine {
  readonly opened: Opened
  look(seq: number): Promise<Look>
  files(seq: number): Promise<readonly LookFiles[]>
  /** @param plan whose run the steps of the pull are of. Default: the run that was opened */
  pull(pull: Pull, plan?: Plan): Promise<Branch>
  /** The crash of a branch in a run that is made anew. Rejects with a RangeError where the branch has no token: there is nothing to show. */
  again(branch: Branch): Promise<Branch>
  sweep(onProgress: (progress: Progress) => void): Promise<SweepBar>
  /** Of a failing branch: the smallest plan that fails alike. */
  shrink(branch: Branch, onProgress: (progress: Progress) => void): Promise<{ readonly branch: Branch; readonly report: ShrinkReport }>
  /** Ends what nobody waits for any more; it is rejected. Absent: it goes on until it has an answer. */
  giveUp?(what: 'pull' | 'sweep' | 'shrink'): void
  /** Gives up what runs. */
  close(): Promise<void>
}
