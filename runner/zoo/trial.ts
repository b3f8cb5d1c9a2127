/** One trial of the zoo: a drill of a scenario, or a history of an estate. What crosses the border to a thread: plain data. */
import type { CaseOutcome } from '../../core/drill/events.ts'
import type { EstateDisasterKind, Strategy } from '../../core/drill/estate/index.ts'
import type { VerdictName } from '../../core/index.ts'
import type { CaseOrder, ScenarioRef } from '../order.ts'

/** What a history of an estate needs to be told. */
export interface HistoryWork {
  readonly strategy: Strategy
  readonly kinds: readonly EstateDisasterKind[]
  readonly disasters: number
  readonly quietDays: number
}

/** A bug, a twin or the canary: a scenario or, with a history, an estate. */
export interface Subject extends ScenarioRef {
  readonly history?: HistoryWork
}

export interface HistoryTrialOrder extends Pick<CaseOrder, 'case' | 'seed'> {
  readonly scenario: Subject & { readonly history: HistoryWork }
}

export type TrialOrder = CaseOrder | HistoryTrialOrder

export interface TrialFailure {
  readonly verdict: VerdictName
  /** States that had been executed when it was found. */
  readonly foundAfter: number
  /** Of a history: shows the outcome again. */
  readonly token: string | null
}

export interface TrialReport {
  readonly case: number
  readonly outcome: CaseOutcome
  /** Crash states executed; of a history, states that were recovered from. */
  readonly states: number
  readonly failures: readonly TrialFailure[]
  readonly messages: readonly string[]
  readonly durationMs: number
}

export function isHistory(order: TrialOrder): order is HistoryTrialOrder {
  return 'history' in order.scenario
}
