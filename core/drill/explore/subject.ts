/** What a branch is made of. */
import type { CrashSpec } from '../../crash/crash-spec.ts'
import type { VerdictName } from '../../oracle/verdict.ts'
import type { Plan } from '../plan.ts'
import type { Pull } from './branch.ts'

/** A crash to be shown. */
export interface Subject {
  readonly plan: Plan
  readonly crash: CrashSpec
  readonly pull: Pull
  readonly beyond: string | null
  /** Of several findings of one crash this verdict is told. Default: the first. */
  readonly wanted?: VerdictName | 'ok'
}
