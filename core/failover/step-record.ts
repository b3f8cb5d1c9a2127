/** What a recovery consists of, step by step: the record that every figure of a recovery is computed from. Plain JSON. */
import type { DurationModel, Provenance } from '../sim/duration.ts'
import type { NetworkItem } from './network-items.ts'

/** `failed`: it took its time and came to nothing. `skipped`: it never began. `blocked`: it never ended. */
export type StepOutcome = 'done' | 'failed' | 'skipped' | 'blocked'

/** `script`: automation that somebody wrote beforehand. */
export type StepActor = 'platform' | 'script' | 'person'

export interface StepRecord {
  /** Unique in the recovery: `db/create`, `group-1/before/1`, `by-hand/dns`. */
  readonly id: string
  /** What happens, in words. */
  readonly name: string
  /** Null: of the recovery as a whole. */
  readonly machine: string | null
  /** The item of the network that it sees to; null for most steps. */
  readonly item: NetworkItem | null
  /** Virtual time. A step begins when the last of the steps in `after` has ended, at 0 if there are none. */
  readonly startUs: number
  /** Null: blocked. */
  readonly endUs: number | null
  /** Whether it needs no person. */
  readonly automatic: boolean
  readonly by: StepActor
  readonly provenance: Provenance
  /** Where its duration comes from, in a phrase. */
  readonly source: string
  readonly outcome: StepOutcome
  /** Ids of the steps that it waited for. */
  readonly after: readonly string[]
  /** Why it failed or was skipped, or what is worth knowing. */
  readonly detail?: string
}

/** A duration that is known, or comes out of what was simulated. */
export interface FixedDuration {
  readonly us: number
  readonly provenance: Provenance
  readonly source: string
}

/** Null: it may never end. */
export type StepDuration = DurationModel | FixedDuration | null

/** A step that is about to begin. */
export interface StepSpec {
  readonly id: string
  readonly name: string
  readonly machine?: string | null
  readonly item?: NetworkItem | null
  readonly by: StepActor
  readonly duration: StepDuration
  readonly after: readonly string[]
}

/** Of two ways of knowing the weaker one: what rests on an assumption is assumed. */
export function weaker(one: Provenance, other: Provenance): Provenance {
  if (one === 'assumed' || other === 'assumed') return 'assumed'
  return one === 'documented' || other === 'documented' ? 'documented' : 'measured'
}
