/** What a thread of the pool does with a batch: one job after the other, saying that it is alive. */
import type { MessagePort } from 'node:worker_threads'
import type { StopFlag, WorkerNote } from './order.ts'

/** Something to be done, with its place among all that is to be done. */
export interface Numbered {
  readonly case: number
}

export interface Batch<Order extends Numbered> {
  readonly orders: readonly Order[]
  readonly port: MessagePort
  readonly stop: StopFlag
}

const ALIVE_EVERY_MS = 1000

/** @returns the reports of the jobs that were begun before the stop flag was raised */
export async function serveBatch<Order extends Numbered, Report>(
  { orders, port, stop }: Batch<Order>,
  work: (order: Order, note: (message: WorkerNote) => void) => Promise<Report>,
): Promise<readonly Report[]> {
  const note = (message: WorkerNote): void => port.postMessage(message)
  const alive = setInterval(() => note({ type: 'alive' }), ALIVE_EVERY_MS)
  const reports: Report[] = []
  try {
    for (const order of orders) {
      if (Atomics.load(stop, 0) !== 0) break
      note({ type: 'started', case: order.case })
      reports.push(await work(order, note))
    }
    return reports
  } finally {
    clearInterval(alive)
    port.close()
  }
}
