/** What crosses the border between the explorer and the thread in which its engine runs: plain data. */
import type { Branch, Pull, SweepBar } from '../../core/drill/explore/branch.ts'
import type { Opened, Progress } from '../../core/drill/explore/engine.ts'
import type { Look, LookFiles } from '../../core/drill/explore/look.ts'
import type { Plan, ShrinkReport, TokenPayload } from '../../core/index.ts'
import type { ScenarioRef } from '../order.ts'

/** Which run is explored. */
export type Subject =
  | { readonly kind: 'seed'; readonly seed: string }
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'failure'; readonly payload: TokenPayload }

/** What the thread is started with. */
export interface EngineOrder {
  readonly scenario: ScenarioRef
  readonly subject: Subject
}

export interface Shrunk {
  readonly branch: Branch
  readonly report: ShrinkReport
}

/** What an engine can be asked, with the answers. */
export interface EngineQuestions {
  open(): Opened
  look(seq: number): Look
  files(seq: number): readonly LookFiles[]
  pull(pull: Pull, plan?: Plan): Branch
  again(branch: Branch): Branch
  sweep(): SweepBar
  shrink(branch: Branch): Shrunk
}

export type EngineQuestion = keyof EngineQuestions

export interface EngineRequest<Name extends EngineQuestion = EngineQuestion> {
  readonly id: number
  readonly question: Name
  readonly args: Parameters<EngineQuestions[Name]>
}

/** `alive` says only that the thread still takes turns. */
export type EngineReply =
  | { readonly says: 'alive' }
  | { readonly says: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly says: 'value'; readonly id: number; readonly value: unknown }
  | { readonly says: 'error'; readonly id: number; readonly name: string; readonly message: string }
