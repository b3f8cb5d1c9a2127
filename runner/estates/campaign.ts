/** All histories of a comparison, on as many threads as asked for. What is reported does not depend on their number. */
import { inOrder } from '../in-order.ts'
import type { Interruption } from '../interruptions.ts'
import type { StopFlag } from '../order.ts'
import type { Executor } from '../pool.ts'
import type { HistoryOrder, HistoryReport } from './order.ts'

export interface HistoryCampaignOptions {
  /** Numbered from 0. */
  readonly orders: readonly HistoryOrder[]
  readonly workers: number
  readonly stop: StopFlag
  /** In the order of the histories. */
  readonly onReport: (report: HistoryReport) => void
  /** As soon as one has ended, in any order. */
  readonly onProgress: () => void
}

export interface HistoryCampaign {
  /** Resolves with the reason for an early end, or null when every history ended by itself. */
  readonly done: Promise<Interruption | null>
  end(reason: Interruption): void
}

/** How long running histories may take to come to an end. */
const GRACE_MS = 700

/** Begins at once. The executor is left open, unless the campaign is ended early. */
export function startHistories(options: HistoryCampaignOptions, executor: Executor<HistoryOrder, HistoryReport>): HistoryCampaign {
  const { orders, workers, stop, onReport, onProgress } = options
  const reports = inOrder<HistoryReport>(onReport)
  let next = 0
  let endedBy: Interruption | null = null
  let grace: NodeJS.Timeout | undefined

  async function lane(): Promise<void> {
    for (let order = orders[next++]; order && !endedBy; order = orders[next++]) {
      const ending = await executor.run([order], () => {})
      if (ending.ended === 'done') for (const report of ending.reports) reports.settle(report.case, report)
      else if (!endedBy) reports.settle(order.case, reportOfDeath(order, ending))
      onProgress()
    }
  }
  async function run(): Promise<Interruption | null> {
    await Promise.all(Array.from({ length: workers }, lane))
    clearTimeout(grace)
    reports.flush()
    return endedBy
  }
  return {
    done: run(),
    end(reason) {
      if (endedBy) return
      endedBy = reason
      Atomics.store(stop, 0, 1)
      grace = setTimeout(() => void executor.close(), GRACE_MS)
    },
  }
}

function reportOfDeath({ case: number, seed }: HistoryOrder, { ended, message }: { readonly ended: 'died' | 'stuck'; readonly message: string }): HistoryReport {
  const stuck = 'gave the host no turn for a minute: is there an endless loop without `await` in an application?'
  return {
    case: number,
    ok: false,
    misused: ended === 'stuck',
    message: `history ${seed}: ${ended === 'stuck' ? stuck : `the worker thread ended: ${message}`}`,
  }
}
