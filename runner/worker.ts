/** The thread of the pool: does a batch of drills and returns their reports. */
import { serveBatch } from './batch.ts'
import type { Batch } from './batch.ts'
import type { CaseOrder, CaseReport } from './order.ts'
import { quietConsole } from './quiet-console.ts'
import { runCase } from './run-case.ts'

process.setSourceMapsEnabled(true)
quietConsole()

/** Called by the pool. */
export default function runBatch(batch: Batch<CaseOrder>): Promise<readonly CaseReport[]> {
  const { stop } = batch
  return serveBatch(batch, (order, note) =>
    runCase(order, { stop, onProgress: (progress) => note({ type: 'progress', ...progress }) }),
  )
}
