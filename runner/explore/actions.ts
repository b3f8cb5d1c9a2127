/** What can happen to the explorer: a key, or an answer. */
import type { Branch, SweepBar } from '../../core/drill/explore/branch.ts'
import type { Progress } from '../../core/drill/explore/engine.ts'
import type { Look, LookFiles } from '../../core/drill/explore/look.ts'
import type { ShrinkReport } from '../../core/drill/result.ts'

export type Action =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'looked'; readonly look: Look }
  | { readonly type: 'look-failed'; readonly seq: number; readonly why: string }
  | { readonly type: 'files'; readonly seq: number; readonly files: readonly LookFiles[] }
  | { readonly type: 'progress'; readonly job: number; readonly progress: Progress }
  | { readonly type: 'pulled'; readonly job: number; readonly branch: Branch }
  | { readonly type: 'replayed'; readonly job: number; readonly at: number; readonly branch: Branch }
  | { readonly type: 'swept'; readonly job: number; readonly sweep: SweepBar }
  | { readonly type: 'shrunk'; readonly job: number; readonly branch: Branch; readonly report: ShrinkReport }
  | { readonly type: 'deed-done'; readonly job: number; readonly words: string }
  | { readonly type: 'job-failed'; readonly job: number; readonly why: string }
