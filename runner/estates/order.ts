/** What crosses the border between the main thread and the threads that run histories of estates: plain data. */
import type { Estate, EstateDisasterKind, EstateMachine, Outcome, Strategy } from '../../core/drill/estate/index.ts'
import type { NetworkItem } from '../../core/failover/network-items.ts'
import type { StepActor } from '../../core/failover/step-record.ts'

/** Where a thread finds an estate. */
export interface EstateRef {
  readonly name: string
  /** Address of the bundled file of a user; null: it comes with the package. */
  readonly bundle: string | null
  /** The file as the person named it; null for one that comes with the package. */
  readonly file: string | null
  readonly codeHash: string
}

/** What is worth knowing of an estate without running it: its data, without its functions. */
export interface EstateFacts
  extends Pick<
    Estate,
    'name' | 'summary' | 'recoveryPlan' | 'dependencies' | 'operators' | 'durations' | 'timing' | 'dnsTtlSeconds' | 'operationsPerHour' | 'capacity' | 'costs' | 'failoverPolicy'
  > {
  readonly machines: Readonly<Record<string, EstateMachine & { readonly application: string }>>
  /** Somebody can delete data by mistake. */
  readonly hasMishap: boolean
  /** Machines whose data can be judged by itself. */
  readonly parts: readonly string[]
  /** Systems outside are told of operations. */
  readonly tellsOutside: boolean
  /** It is a plain scenario, with an estate of defaults around it. */
  readonly ofScenario: boolean
  /** Stands for the programs that its applications host; null when they host none. */
  readonly programs: string | null
}

/** What a file of a user holds. */
export interface EstateFileFacts {
  readonly estates: readonly EstateFacts[]
  /** Scenarios that no estate is made of, each with an estate of defaults around it. */
  readonly scenarios: readonly EstateFacts[]
  readonly strategies: readonly Strategy[]
}

/** One history to be run. */
export interface HistoryOrder {
  readonly case: number
  readonly estate: EstateRef
  /** Judge the data of this machine only; null: all. */
  readonly part: string | null
  readonly strategies: readonly Strategy[]
  readonly seed: string
  readonly kinds: readonly EstateDisasterKind[]
  readonly disasters: number
  /** Days before disasters strike. */
  readonly quietDays: number
  /** Every step and every lost operation is wanted, which is a lot: for single cases. */
  readonly inFull: boolean
}

/** How an item of the network came to the target. */
export interface ItemWork {
  readonly item: NetworkItem
  readonly by: StepActor
  readonly us: number
}

/** An outcome as a thread reports it; `steps` and `lost` are empty unless asked for. */
export interface CaseOutcome extends Outcome {
  /** What was done for the network, by whoever brought it to an end. */
  readonly items: readonly ItemWork[]
  /** Of the whole outcome, its steps included: two that have the same went the same way. */
  readonly digest: string
}

export type HistoryReport =
  | { readonly case: number; readonly ok: true; readonly outcomes: readonly CaseOutcome[] }
  /** `misused`: the person who wrote the estate or the strategy can mend it. */
  | { readonly case: number; readonly ok: false; readonly misused: boolean; readonly message: string }
