/** Runs the histories of a command on worker threads, with progress and an orderly end. */
import type { Strategy } from '../../core/drill/estate/index.ts'
import { COMPARE_TEXTS } from '../../reports/index.ts'
import type { ExitName } from '../exit-codes.ts'
import { exitCode } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import type { Interruption } from '../interruptions.ts'
import type { StopFlag } from '../order.ts'
import { openPool } from '../pool.ts'
import type { Executor } from '../pool.ts'
import { startHistories } from './campaign.ts'
import type { HistoryCampaign } from './campaign.ts'
import type { EstateOptions } from './options.ts'
import { historyProgress } from './progress.ts'
import type { CaseOutcome, HistoryOrder, HistoryReport } from './order.ts'

export interface Conducted {
  /** By the names of the parts that were asked for; null: the whole estate. In the order of the histories. */
  readonly outcomesOf: (part: string | null) => readonly CaseOutcome[]
  /** Histories that came to their end, of each part. */
  readonly histories: number
  readonly messages: readonly string[]
  readonly endedBy: Interruption | null
  readonly exit: ExitName
  /** Runs single histories again, with every step; null when the command was ended early. */
  readonly again: ((orders: readonly HistoryOrder[]) => Promise<readonly CaseOutcome[]>) | null
}

export type Histories = Executor<HistoryOrder, HistoryReport>

/**
 * @param parts of the estate that are judged by themselves; null: all of it
 * @param use what is done with the result, while the threads are still there
 */
export async function conduct<Result>(
  options: EstateOptions,
  parts: readonly (string | null)[],
  host: Host,
  use: (conducted: Conducted) => Promise<Result>,
): Promise<Result> {
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const { workers } = options
  let campaign: HistoryCampaign | undefined
  const interruptions = listenForInterruptions((signal) => {
    if (campaign) campaign.end(signal)
    else process.exit(exitCode(signal))
  })
  const executor: Histories = openPool({ workers, stop, script: 'estates/history-worker' })
  const orders = ordersOf(options, parts)
  const progress = historyProgress(orders.length, host, COMPARE_TEXTS[options.language].progress)
  const reports: HistoryReport[] = []
  try {
    campaign = startHistories({ orders, workers, stop, onReport: (report) => reports.push(report), onProgress: progress.step }, executor)
    const endedBy = await campaign.done
    progress.close()
    return await use(resultOf(orders, parts, reports, endedBy, stop, executor, workers))
  } finally {
    progress.close()
    await executor.close()
    interruptions.dispose()
  }
}

/** `stem-1`, `stem-2` …, each for every part before the next. */
function ordersOf({ histories, seed, ...comparison }: EstateOptions, parts: readonly (string | null)[]): readonly HistoryOrder[] {
  return Array.from({ length: histories * parts.length }, (_, index) =>
    orderOf(comparison, index, `${seed}-${Math.floor(index / parts.length) + 1}`, comparison.strategies, parts[index % parts.length]!, false),
  )
}

export function orderOf(
  { estate, kinds, disasters, quietDays }: Pick<EstateOptions, 'estate' | 'kinds' | 'disasters' | 'quietDays'>,
  number: number,
  seed: string,
  strategies: readonly Strategy[],
  part: string | null,
  inFull: boolean,
): HistoryOrder {
  return { case: number, estate, part, strategies, seed, kinds, disasters, quietDays, inFull }
}

function resultOf(
  orders: readonly HistoryOrder[],
  parts: readonly (string | null)[],
  reports: readonly HistoryReport[],
  endedBy: Interruption | null,
  stop: StopFlag,
  executor: Histories,
  workers: number,
): Conducted {
  const failed = reports.flatMap((report) => (report.ok ? [] : [report]))
  const ended = failed.some(({ misused }) => !misused) ? 'internal-error' : failed.length > 0 ? 'usage' : 'passed'
  return {
    outcomesOf: (part) => reports.flatMap((report) => (report.ok && orders[report.case]!.part === part ? report.outcomes : [])),
    histories: Math.floor(reports.filter(({ ok }) => ok).length / parts.length),
    messages: [...new Set(failed.map(({ message }) => message))],
    endedBy,
    exit: endedBy ?? ended,
    again: endedBy === null ? (wanted) => runAgain(wanted, executor, workers, stop) : null,
  }
}

async function runAgain(orders: readonly HistoryOrder[], executor: Histories, workers: number, stop: StopFlag): Promise<readonly CaseOutcome[]> {
  const outcomes: CaseOutcome[] = []
  const onReport = (report: HistoryReport): void => void (report.ok && outcomes.push(...report.outcomes))
  await startHistories({ orders, workers, stop, onReport, onProgress: () => {} }, executor).done
  return outcomes
}
