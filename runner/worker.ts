/** The thread of the pool: does a batch of drills and returns their reports. */
import type { MessagePort } from 'node:worker_threads'
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from './order.ts'
import { quietConsole } from './quiet-console.ts'
import { runCase } from './run-case.ts'

export interface Batch {
  readonly orders: readonly CaseOrder[]
  readonly port: MessagePort
  readonly stop: StopFlag
}

const ALIVE_EVERY_MS = 1000

process.setSourceMapsEnabled(true)
quietConsole()

/** Called by the pool. */
export default async function runBatch({ orders, port, stop }: Batch): Promise<readonly CaseReport[]> {
  const note = (message: WorkerNote): void => port.postMessage(message)
  const alive = setInterval(() => note({ type: 'alive' }), ALIVE_EVERY_MS)
  const reports: CaseReport[] = []
  try {
    for (const order of orders) {
      if (Atomics.load(stop, 0) !== 0) break
      note({ type: 'started', case: order.case })
      reports.push(await runCase(order, { stop, onProgress: (progress) => note({ type: 'progress', ...progress }) }))
    }
    return reports
  } finally {
    clearInterval(alive)
    port.close()
  }
}
