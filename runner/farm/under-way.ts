/** The batches that a run has given away and waits for. */
import type { CaseOrder, StopFlag, WorkerNote } from '../order.ts'
import type { BatchEnding } from '../pool.ts'

/** What travels: a batch there, its ending back. */
export interface BatchJob {
  readonly orders: readonly CaseOrder[]
}

/** What is used of BullMQ's queue. */
export interface BatchQueue {
  add(name: 'batch', job: BatchJob, options: { readonly jobId: string; readonly attempts: number }): Promise<unknown>
  getJob(id: string): Promise<GivenJob | undefined>
}

/** What a server knows of a batch. */
export interface GivenJob {
  /** Only once it has ended, in whichever way. */
  readonly finishedOn?: number | undefined
  /** Null where it has failed. */
  readonly returnvalue: BatchEnding | null
  readonly failedReason: string
  /** The last note that came to the server. */
  readonly progress: unknown
}

interface Pending {
  readonly orders: readonly CaseOrder[]
  readonly onNote: (note: WorkerNote) => void
  readonly settle: (ending: BatchEnding) => void
  culprit: number
  /** False while it is on its way to the server. */
  isThere: boolean
}

export interface UnderWay {
  /** Gives a batch away; resolves with how it ended. */
  give(orders: readonly CaseOrder[], onNote: (note: WorkerNote) => void): Promise<BatchEnding>
  hear(id: string, note: WorkerNote): void
  settle(id: string, ending: BatchEnding): void
  /** What it was doing when it was last heard of is to blame. */
  died(id: string, message: string): void
  ids(): readonly string[]
  /**
   * Finds what ended while nobody listened (the connection was lost, or there were too many events), and gives again what
   * is gone: the server was started anew, or workers took a runner that slept for dead.
   */
  catchUp(): Promise<void>
}

/** A worker that cannot do a batch, for a reason of its own, leaves it to others this often. */
const ATTEMPTS = 3

/** @param warn hears once when something was gone */
export function createUnderWay(queue: BatchQueue, stop: StopFlag, warn: (line: string) => void): UnderWay {
  const pending = new Map<string, Pending>()
  let next = 0
  let told = false

  function settle(id: string, ending: BatchEnding): void {
    const batch = pending.get(id)
    pending.delete(id)
    batch?.settle(ending)
  }
  function died(id: string, message: string): void {
    const batch = pending.get(id)
    if (batch) settle(id, { ended: 'died', culprit: batch.culprit, message })
  }
  /** Always under its one name: should the first one turn up after all, the second is none. */
  function send(id: string, batch: Pending): void {
    batch.isThere = false
    const orders = batch.orders.map((order) => ({ ...order, scenario: { ...order.scenario, bundle: null } }))
    queue.add('batch', { orders }, { jobId: id, attempts: ATTEMPTS }).then(
      () => (batch.isThere = true),
      (error: Error) => died(id, error.message),
    )
  }
  function sendAgain(id: string): void {
    const batch = pending.get(id)
    if (!batch?.isThere || Atomics.load(stop, 0) !== 0) return
    if (!told) warn('the server has lost work that was given to it, as when it is started anew; it is given again')
    told = true
    send(id, batch)
  }
  function blame(id: string, note: unknown): void {
    const batch = pending.get(id)
    const number = (note as { readonly case?: number } | null)?.case
    if (batch && number !== undefined) batch.culprit = number
  }
  function end(id: string, { returnvalue, failedReason, progress }: GivenJob): void {
    blame(id, progress)
    if (returnvalue !== null) settle(id, returnvalue)
    else died(id, failedReason)
  }
  return {
    give: (orders, onNote) =>
      new Promise((resolve) => {
        const id = `batch-${next++}`
        const batch: Pending = { orders, onNote, settle: resolve, culprit: orders[0]!.case, isThere: false }
        pending.set(id, batch)
        send(id, batch)
      }),
    hear(id, note) {
      blame(id, note)
      pending.get(id)?.onNote(note)
    },
    settle,
    died,
    ids: () => [...pending.keys()],
    async catchUp() {
      for (const id of [...pending.keys()]) {
        const job = await queue.getJob(id)
        if (job === undefined) sendAgain(id)
        else if (job.finishedOn !== undefined) end(id, job)
      }
    },
  }
}
