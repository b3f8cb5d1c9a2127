/**
 * Cases on as many threads as asked for: drills of a run, drills and histories of the zoo. What is reported does not depend
 * on the number of threads nor on which was faster: cases are reported in their own order, and what decides about later
 * cases (a failure limit, an expected failure that showed) decides in that order too.
 */
import type { CaseOutcome, EarlyEnd } from '../core/drill/events.ts'
import type { VerdictName } from '../core/index.ts'
import { inOrder } from './in-order.ts'
import type { StopFlag, WorkerNote } from './order.ts'
import type { BatchEnding, Executor } from './pool.ts'
import { createSchedule } from './schedule.ts'
import type { BatchSize } from './schedule.ts'
import { createVerdictKeeper } from './verdict-keeper.ts'

/** What is known of a case before it runs. */
export interface CaseBase {
  /** Its place among all, from 0. */
  readonly case: number
  /** Of what it is a case. */
  readonly scenario: { readonly name: string }
  readonly seed: string
}

/** What has to be known of it afterwards. */
export interface ReportBase {
  readonly case: number
  readonly outcome: CaseOutcome
  readonly failures: readonly { readonly verdict: VerdictName }[]
  readonly messages: readonly string[]
  readonly durationMs: number
}

export interface CasesOptions<Order extends CaseBase, Report extends ReportBase> {
  readonly orders: readonly Order[]
  /** By name: the verdicts of which one must show; null or nothing: it must pass. */
  readonly expects: ReadonlyMap<string, readonly VerdictName[] | null>
  readonly workers: number
  /** Default: for threads of this process. */
  readonly batchSize?: BatchSize
  /** Stop after this many failing cases; null: never. */
  readonly bail: number | null
  /** What must fail is run until it did so often. */
  readonly catches: number
  readonly stop: StopFlag
  /** In the order of the cases. */
  readonly onReport: (order: Order, report: Report) => void
  /** Hears every report after `onReport`; may end the run, whatever is still running. Default: never. */
  readonly enough?: (order: Order, report: Report, isDecided: (scenario: string) => boolean) => EarlyEnd | null
  /** As it happens. */
  readonly onNote: (note: WorkerNote) => void
  /** The report of a case whose thread has died. */
  readonly died: (base: ReportBase & { readonly failures: readonly [] }) => Report
}

export interface Campaign {
  /** Resolves with the reason for an early end, or null when every case was decided. */
  readonly done: Promise<EarlyEnd | null>
  /** Ends the campaign: running cases are told, and after a short grace their threads are ended. The first reason counts; a person may shorten the grace. */
  end(reason: EarlyEnd): void
}

/** How long running cases may take to come to an end of their own; a person at the keyboard waits less gladly. */
const GRACE_MS: Readonly<Record<EarlyEnd, number>> = { SIGINT: 700, SIGTERM: 700, 'time-budget': 10_000, bail: 0, 'max-cases': 0, stable: 0 }

/** A person who does not want to wait, also for what has ended the run already. */
const INTERRUPTIONS: ReadonlySet<EarlyEnd> = new Set(['SIGINT', 'SIGTERM'])

/** Decided by what was reported, in order: what is reported later was not to run. */
const DECIDED: ReadonlySet<EarlyEnd | null> = new Set(['bail', 'max-cases', 'stable'])

/** Begins at once. */
export function startCases<Order extends CaseBase, Report extends ReportBase>(
  options: CasesOptions<Order, Report>,
  executor: Executor<Order, Report>,
): Campaign {
  const { orders, workers, stop, onReport, onNote, died, enough = () => null } = options
  const verdict = createVerdictKeeper(options.expects, options.bail, options.catches)
  const finished = inOrder<Report>((report) => {
    const order = orders[report.case]!
    const { name } = order.scenario
    if (DECIDED.has(endedBy) || verdict.isDecided(name)) return
    onReport(order, report)
    const isLast = order.case === orders.length - 1
    const reason = verdict.hear(name, report) ? 'bail' : enough(order, report, verdict.isDecided)
    if (reason === 'bail' || (reason !== null && !isLast)) end(reason)
  })
  const schedule = createSchedule(
    orders,
    workers,
    (order) => !verdict.isDecided(order.scenario.name),
    (order) => finished.settle(order.case, null),
    options.batchSize,
  )
  let endedBy: EarlyEnd | null = null
  let grace: NodeJS.Timeout | undefined

  function end(reason: EarlyEnd): void {
    if (endedBy && !(endedBy === 'time-budget' && INTERRUPTIONS.has(reason))) return
    endedBy ??= reason
    Atomics.store(stop, 0, 1)
    clearTimeout(grace)
    grace = setTimeout(() => void executor.close(), GRACE_MS[reason])
  }
  function settleBatch(batch: readonly Order[], ending: BatchEnding<Report>): void {
    if (ending.ended === 'done') {
      for (const report of ending.reports) schedule.took(orders[report.case]!.scenario.name, report.durationMs)
      for (const report of ending.reports) finished.settle(report.case, report)
      const done = new Set(ending.reports.map((report) => report.case))
      // Only a run that ends leaves cases out. Whoever comes back with less for another reason did not come to them.
      if (Atomics.load(stop, 0) === 0) schedule.putBack(batch.filter((order) => !done.has(order.case)))
    } else if (!endedBy) {
      schedule.putBack(batch.filter((order) => order.case !== ending.culprit))
      finished.settle(ending.culprit, died(reportOfDeath(ending)))
    }
  }
  async function lane(): Promise<void> {
    for (let batch = schedule.next(); batch.length > 0 && !endedBy; batch = schedule.next())
      settleBatch(batch, await executor.run(batch, onNote))
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

function reportOfDeath({ ended, culprit, message }: Exclude<BatchEnding, { ended: 'done' }>): ReportBase & { readonly failures: readonly [] } {
  const stuck = 'the drill gave the host no turn for a minute: is there an endless loop without `await` in the application?'
  return {
    case: culprit,
    outcome: ended === 'stuck' ? 'misused' : 'internal-error',
    failures: [],
    messages: [ended === 'stuck' ? stuck : `the worker thread ended: ${message}`],
    durationMs: 0,
  }
}
