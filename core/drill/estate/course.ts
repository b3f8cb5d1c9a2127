/** What happens to the source in a history, before and when a disaster strikes. */
import type { EstateDisaster } from './disaster.ts'
import type { ProtectedEstate } from './protected-estate.ts'

/** Something that happens to the estate. */
export type Happening = (running: ProtectedEstate, disaster: EstateDisaster) => Promise<void> | void

export interface Course {
  /** Before the disaster, when its cause begins. */
  readonly cause?: Happening
  readonly strike?: Happening
  /**
   * Whether those who come later meet another history than without it. Default: not. `from-the-start`: it needs one of its
   * own, in which first copies and comparisons take their time.
   */
  readonly changes?: 'for-a-while' | 'for-ever' | 'from-the-start'
  /** From when on copies are wrong. Default: none is. */
  readonly damagedFrom?: 'cause' | 'strike'
  readonly after?: Happening
}
