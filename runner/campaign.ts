/**
 * A campaign: all cases of a run, on as many threads as asked for. What it reports does not depend
 * on the number of threads nor on which was faster: cases are reported in their own order, and what
 * decides about later cases (a failure limit, an expected failure that showed) decides in that
 * order too.
 */
import type { CaseFinished, EarlyEnd, FailureFound, ReportedFailure, RunEvent, RunScenario } from '../core/drill/events.ts'
import type { VerdictName } from '../core/index.ts'
import { inOrder } from './in-order.ts'
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from './order.ts'
import type { BatchEnding, Executor } from './pool.ts'
import { createSchedule } from './schedule.ts'

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
  /** Keeps the failures of a case for later runs, before they are told. Default: they are told as they are. */
  readonly keep?: (order: CaseOrder, report: CaseReport) => readonly ReportedFailure[]
}

export interface Campaign {
  /** Resolves with the reason for an early end, or null when every case was decided. */
  readonly done: Promise<EarlyEnd | null>
  /** Ends the campaign: running drills are told, and after a short grace their threads are ended. The first reason counts. */
  end(reason: EarlyEnd): void
}

/** How long running drills may take to come to an end of their own; a person at the keyboard waits less gladly. */
const GRACE_MS: Readonly<Record<EarlyEnd, number>> = { SIGINT: 700, SIGTERM: 700, 'time-budget': 10_000, bail: 0 }

/** Begins at once. */
export function startCampaign(options: CampaignOptions, executor: Executor): Campaign {
  const { orders, scenarios, workers, stop, emit, keep = (_, { failures }) => failures } = options
  const expects = new Map(scenarios.map(({ name, expects }) => [name, expects]))
  const verdict = createVerdictKeeper(expects, options.bail, options.catches ?? 1)
  const finished = inOrder<CaseReport>((report) => {
    const order = orders[report.case]!
    if (endedBy === 'bail' || verdict.isDecided(order)) return
    for (const event of eventsOf(order, { ...report, failures: keep(order, report) })) emit(event)
    if (verdict.hear(order, report)) end('bail')
  })
  const schedule = createSchedule(
    orders,
    workers,
    (order) => !verdict.isDecided(order),
    (order) => finished.settle(order.case, null),
  )
  let endedBy: EarlyEnd | null = null
  let grace: NodeJS.Timeout | undefined

  function end(reason: EarlyEnd): void {
    if (endedBy) return
    endedBy = reason
    Atomics.store(stop, 0, 1)
    grace = setTimeout(() => void executor.close(), GRACE_MS[reason])
  }
  function settleBatch(batch: readonly CaseOrder[], ending: BatchEnding): void {
    if (ending.ended === 'done') {
      for (const report of ending.reports) schedule.took(orders[report.case]!.scenario.name, report.durationMs)
      for (const report of ending.reports) finished.settle(report.case, report)
    } else if (!endedBy) {
      schedule.putBack(batch.filter((order) => order.case !== ending.culprit))
      finished.settle(ending.culprit, reportOfDeath(ending))
    }
  }
  async function lane(): Promise<void> {
    for (let batch = schedule.next(); batch.length > 0 && !endedBy; batch = schedule.next())
      settleBatch(batch, await executor.run(batch, (note) => announce(note, orders, emit)))
  }
  async function run(): Promise<EarlyEnd | null> {
    await Promise.all(Array.from({ length: workers }, lane))
    clearTimeout(grace)
    await executor.close()
    finished.flush()
    return endedBy
  }
  return { done: run(), end }
}

/** Knows which scenarios need no more cases, and when there are failures enough. */
function createVerdictKeeper(
  expects: ReadonlyMap<string, readonly VerdictName[] | null>,
  bail: number | null,
  catches: number,
) {
  const decided = new Set<string>()
  const caught = new Map<string, number>()
  let failing = 0
  return {
    isDecided: ({ scenario }: CaseOrder): boolean => decided.has(scenario.name),
    /** Takes in a report, in order. True: the failure limit is reached. */
    hear({ scenario: { name } }: CaseOrder, { outcome, failures }: CaseReport): boolean {
      const expected = expects.get(name) ?? null
      const found = expected !== null && failures.some(({ verdict }) => expected.includes(verdict))
      if (found) caught.set(name, (caught.get(name) ?? 0) + 1)
      // A scenario that cannot be run says the same with every seed.
      if ((caught.get(name) ?? 0) >= catches || outcome === 'misused') decided.add(name)
      if (expected === null && outcome === 'violated') failing++
      return bail !== null && failing >= bail
    },
  }
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

function reportOfDeath({ ended, culprit, message }: Exclude<BatchEnding, { ended: 'done' }>): CaseReport {
  const stuck = 'the drill gave the host no turn for a minute: is there an endless loop without `await` in the application?'
  return {
    case: culprit,
    outcome: ended === 'stuck' ? 'misused' : 'internal-error',
    result: null,
    failures: [],
    messages: [ended === 'stuck' ? stuck : `the worker thread ended: ${message}`],
    durationMs: 0,
  }
}
