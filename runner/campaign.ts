/** A campaign: all cases of a run, and the events by which reporters hear of them. */
import type { CaseFinished, FailureFound, ReportedFailure, RunEvent, RunScenario } from '../core/drill/events.ts'
import { startCases } from './cases.ts'
import type { Campaign } from './cases.ts'
import type { Enough } from './enough.ts'
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from './order.ts'
import type { Executor } from './pool.ts'
import type { BatchSize } from './schedule.ts'

export type { Campaign } from './cases.ts'

export interface CampaignOptions {
  readonly orders: readonly CaseOrder[]
  readonly scenarios: readonly RunScenario[]
  readonly workers: number
  /** Default: for threads of this process. */
  readonly batchSize?: BatchSize
  /** Stop after this many failing cases; null: never. */
  readonly bail: number | null
  /** A scenario that must fail is drilled until it did so often. Default 1. */
  readonly catches?: number
  readonly stop: StopFlag
  readonly emit: (event: RunEvent) => void
  /** Whether the run has come to its end before its last case. Default: it never does. */
  readonly enough?: Enough
  /** Keeps the failures of a case for later runs, before they are told. Default: they are told as they are. */
  readonly keep?: (order: CaseOrder, report: CaseReport) => readonly ReportedFailure[]
}

/** Begins at once. */
export function startCampaign({ orders, scenarios, workers, batchSize, bail, catches = 1, stop, emit, enough, keep = (_, { failures }) => failures }: CampaignOptions, executor: Executor): Campaign {
  return startCases<CaseOrder, CaseReport>({
    orders,
    expects: new Map(scenarios.map(({ name, expects }) => [name, expects])),
    workers,
    ...(batchSize && { batchSize }),
    bail,
    catches,
    stop,
    ...(enough && { enough }),
    onReport: (order, report) => {
      for (const event of eventsOf(order, { ...report, failures: keep(order, report) })) emit(event)
    },
    onNote: (note) => announce(note, orders, emit),
    died: (base) => ({ ...base, result: null }),
  }, executor)
}

function eventsOf(order: CaseOrder, report: CaseReport): readonly RunEvent[] {
  const { outcome, result, messages, durationMs, savedOutcome } = report
  const base = baseOf(order)
  const failures = report.failures.map((failure): FailureFound => ({ ...base, type: 'failure', failure }))
  const ended: CaseFinished = { ...base, type: 'case-finished', outcome, result, messages, durationMs, ...(savedOutcome && { savedOutcome }) }
  return [...failures, ended]
}

function baseOf({ case: index, scenario, seed, saved }: CaseOrder) {
  return { v: 1, case: index, scenario: scenario.name, seed, ...(saved && { corpus: saved.id }) } as const
}

function announce(note: WorkerNote, orders: readonly CaseOrder[], emit: (event: RunEvent) => void): void {
  if (note.type === 'alive') return
  const base = baseOf(orders[note.case]!)
  if (note.type === 'started') emit({ ...base, type: 'case-started' })
  else emit({ ...base, type: 'case-progress', stage: note.stage, checkedStates: note.checkedStates })
}
