/** What happens to the source in a history, before and when a disaster strikes. */
import type { EstateDisaster } from './disaster.ts'
import type { ProtectedEstate } from './protected-estate.ts'

/** Something that happens to the estate. */
export type Happening = (running: ProtectedEstate, disaster: EstateDisaster) => Promise<void> | void

export interface Course {
  /** Before the disaster, when its cause begins. `loss-of-contact`: what the target has is recorded. */
  readonly cause?: Happening | 'loss-of-contact'
  readonly strike?: Happening
  /** Whether those who come later meet another history than without it. Default: not. */
  readonly changes?: true
  /** From when on copies are wrong. Default: none is. */
  readonly damagedFrom?: 'cause' | 'strike'
}
