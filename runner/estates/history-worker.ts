/** The thread of the pool that runs histories of estates. */
import { serveBatch } from '../batch.ts'
import type { Batch } from '../batch.ts'
import { quietConsole } from '../quiet-console.ts'
import type { HistoryOrder, HistoryReport } from './order.ts'
import { runHistoryOrder } from './run-history.ts'

process.setSourceMapsEnabled(true)
quietConsole()

/** Called by the pool. */
export default function runHistories(batch: Batch<HistoryOrder>): Promise<readonly HistoryReport[]> {
  return serveBatch(batch, runHistoryOrder)
}
