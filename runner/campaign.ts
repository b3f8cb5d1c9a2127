/** A campaign: all cases of a run, and the events by which reporters hear of them. */
import type { CaseFinished, FailureFound, RunEvent, RunScenario } from '../core/drill/events.ts'
import { startCases } from './cases.ts'
import type { Campaign } from './cases.ts'
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from './order.ts'
import type { Executor } from './pool.ts'

export type { Campaign } from './cases.ts'

export interface CampaignOptions {
  readonly orders: readonly CaseOrder[]
  readonly scenarios: readonly RunScenario[]
  readonly workers: number
  /** Stop after this many failing cases; null: never. */
  readonly bail: number | null
  /** A scenario that must fail is drilled until it did so often. Default 1. */
  readonly catches?: number
  readonly stop: StopFlag
  readonly emit: (event: RunEvent) => void
}

/** Begins at once. */
export function startCampaign({ orders, scenarios, workers, bail, catches = 1, stop, emit }: CampaignOptions, executor: Executor): Campaign {
  return startCases<CaseOrder, CaseReport>({
    orders,
    expects: new Map(scenarios.map(({ name, expects }) => [name, expects])),
    workers,
    bail,
    catches,
    stop,
    onReport: (order, report) => {
      for (const event of eventsOf(order, report)) emit(event)
    },
    onNote: (note) => announce(note, orders, emit),
    died: (base) => ({ ...base, result: null }),
  }, executor)
}

function eventsOf({ scenario: { name: scenario }, seed }: CaseOrder, report: CaseReport): readonly RunEvent[] {
  const { outcome, result, messages, durationMs } = report
  const base = { v: 1, case: report.case, scenario, seed } as const
  const failures = report.failures.map((failure): FailureFound => ({ ...base, type: 'failure', failure }))
  const ended: CaseFinished = { ...base, type: 'case-finished', outcome, result, messages, durationMs }
  return [...failures, ended]
}

function announce(note: WorkerNote, orders: readonly CaseOrder[], emit: (event: RunEvent) => void): void {
  if (note.type === 'alive') return
  const { scenario, seed } = orders[note.case]!
  const base = { v: 1, case: note.case, scenario: scenario.name, seed } as const
  if (note.type === 'started') emit({ ...base, type: 'case-started' })
  else emit({ ...base, type: 'case-progress', stage: note.stage, checkedStates: note.checkedStates })
}
