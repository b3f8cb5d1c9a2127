/** What a worker of a farm does with a batch. */
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from '../order.ts'
import type { BatchEnding, Executor } from '../pool.ts'

/** What is used of BullMQ's jobs. */
export interface WorkedOn {
  /** How often a worker fell silent that had it. */
  readonly stalledCounter: number
  /** Resolves once the server has it. */
  updateProgress(note: WorkerNote): Promise<void>
}

const NOTE_EVERY_MS = 500

/**
 * All at once, at first. A batch that has taken a process with it is done drill by drill, each named to the server before
 * it begins: whichever takes this process with it too is known, and no other is blamed.
 * @param orders as this machine names things
 */
export async function doBatch(job: WorkedOn, orders: readonly CaseOrder[], pool: Executor, stop: StopFlag): Promise<BatchEnding> {
  const tell = seldom((note) => void job.updateProgress(note).catch(() => {}))
  if (job.stalledCounter === 0) return pool.run(orders, tell)
  const reports: CaseReport[] = []
  for (const order of orders) {
    if (Atomics.load(stop, 0) !== 0) break
    await job.updateProgress({ type: 'started', case: order.case })
    const ending = await pool.run([order], (note) => note.type === 'progress' && tell(note))
    if (ending.ended !== 'done') return ending
    reports.push(...ending.reports)
  }
  return { ended: 'done', reports }
}

/** A person reads two lines a second; a network has better things to carry. */
function seldom(send: (note: WorkerNote) => void): (note: WorkerNote) => void {
  let lastMs = -Infinity
  return (note) => {
    if (note.type === 'alive' || performance.now() - lastMs < NOTE_EVERY_MS) return
    lastMs = performance.now()
    send(note)
  }
}
