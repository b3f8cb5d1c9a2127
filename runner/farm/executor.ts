/** Has batches done by workers on other machines. Stands beside the pool of threads and answers as it does. */
import { randomUUID } from 'node:crypto'
import type { Job, Queue, QueueEvents } from 'bullmq'
import type { Redis } from 'ioredis'
import type { CaseOrder, StopFlag, WorkerNote } from '../order.ts'
import type { BatchEnding, Executor } from '../pool.ts'
import type { AboutRun } from './about.ts'
import { aboutOf, LEASE_SECONDS, leaseOf, PREFIX, queueOf, refusalsOf, removeRun, RUNS } from './keys.ts'
import type { Lease } from './keys.ts'
import { connect } from './packages.ts'
import type { QueuePackages } from './packages.ts'

export interface FarmOptions {
  readonly address: string
  readonly packages: QueuePackages
  readonly about: AboutRun
  readonly stop: StopFlag
  /** Hears, in one line, what keeps workers away. */
  readonly warn: (line: string) => void
}

/** What travels: a batch there, its ending back. */
export interface BatchJob {
  readonly orders: readonly CaseOrder[]
}

interface Pending {
  readonly orders: readonly CaseOrder[]
  readonly onNote: (note: WorkerNote) => void
  readonly settle: (ending: BatchEnding) => void
  culprit: number
}

const LOOK_EVERY_MS = 100
const RENEW_EVERY_MS = 2000
const LONELY_AFTER_MS = 5000
const GOODBYE_MS = 2000
/** A worker that cannot do a batch, for a reason of its own, leaves it to others this often. */
const ATTEMPTS = 3

/** @throws UsageError when nothing answers at the address */
export async function openFarm(options: FarmOptions): Promise<Executor> {
  const { packages: { bullmq }, address, about } = options
  const redis = await connect(address, options.packages)
  const run = randomUUID().slice(0, 8)
  const base = { connection: redis, prefix: PREFIX, skipVersionCheck: true }
  const queue = new bullmq.Queue<BatchJob, BatchEnding>(queueOf(run), base)
  const events = new bullmq.QueueEvents(queueOf(run), base)
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()])
  await redis.multi().set(aboutOf(run), JSON.stringify(about)).set(leaseOf(run), 'running' satisfies Lease, 'EX', LEASE_SECONDS).sadd(RUNS, run).exec()
  return createFarm({ ...options, run, redis, queue, events })
}

interface OpenFarm extends FarmOptions {
  readonly run: string
  readonly redis: Redis
  readonly queue: Queue<BatchJob, BatchEnding>
  readonly events: QueueEvents
}

function createFarm(farm: OpenFarm): Executor {
  const { queue, redis, run, stop } = farm
  const pending = new Map<string, Pending>()
  const settle = (id: string, ending: BatchEnding): void => {
    const known = pending.get(id)
    pending.delete(id)
    known?.settle(ending)
  }
  const heard = listen(farm, pending, settle)
  const keepers = [
    every(RENEW_EVERY_MS, async () => {
      await redis.set(leaseOf(run), (Atomics.load(stop, 0) === 0 ? 'running' : 'stopping') satisfies Lease, 'EX', LEASE_SECONDS)
      await catchUp(queue, pending, settle)
    }),
    every(LOOK_EVERY_MS, async () => {
      if (Atomics.load(stop, 0) !== 0) await recall(farm, pending, settle)
    }),
    watchWorkers(farm, heard),
  ]
  let next = 0
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    for (const keeper of keepers) clearInterval(keeper)
    for (const [id, { culprit }] of [...pending]) settle(id, { ended: 'died', culprit, message: 'the run has ended' })
    await Promise.race([goodbye(farm), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())])
    redis.disconnect()
  }
  return {
    run: (orders, onNote) =>
      new Promise((resolve) => {
        const id = `batch-${next++}`
        const culprit = orders[0]!.case
        pending.set(id, { orders, onNote, settle: resolve, culprit })
        const job = { orders: orders.map((order) => ({ ...order, scenario: { ...order.scenario, bundle: null } })) }
        queue.add('batch', job, { jobId: id, attempts: ATTEMPTS }).catch((error: Error) => settle(id, { ended: 'died', culprit, message: error.message }))
      }),
    close: () => (closing ??= close()),
  }
}

type Settle = (id: string, ending: BatchEnding) => void

/** Trouble with the server is BullMQ's to mend: it connects again and goes on. */
const patience = (): void => {}

const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout => {
  let busy = false
  return setInterval(() => {
    if (busy) return
    busy = true
    void work().catch(patience).finally(() => (busy = false))
  }, ms)
}

/** @returns whether anything was heard of a worker */
function listen({ events, queue }: OpenFarm, pending: ReadonlyMap<string, Pending>, settle: Settle): () => boolean {
  let heard = false
  queue.on('error', patience)
  events.on('error', patience)
  events.on('active', () => (heard = true))
  events.on('progress', ({ jobId, data }) => {
    const note = data as WorkerNote
    const known = pending.get(jobId)
    if (known && note.type === 'started') known.culprit = note.case
    known?.onNote(note)
  })
  events.on('completed', ({ jobId, returnvalue }: { jobId: string; returnvalue: unknown }) => {
    settle(jobId, returnvalue as BatchEnding)
    void queue.remove(jobId).catch(patience)
  })
  events.on('failed', ({ jobId, failedReason }) => {
    const known = pending.get(jobId)
    if (known) settle(jobId, { ended: 'died', culprit: known.culprit, message: failedReason })
  })
  return () => heard
}

/** What ended while nobody listened: the connection was lost, or there were too many events. */
async function catchUp(queue: Queue<BatchJob, BatchEnding>, pending: ReadonlyMap<string, Pending>, settle: Settle): Promise<void> {
  for (const id of [...pending.keys()]) {
    const job = (await queue.getJob(id)) as Job<BatchJob, BatchEnding> | undefined
    if (job?.finishedOn !== undefined && job.returnvalue !== null) settle(id, job.returnvalue)
  }
}

/** The run is to end: nobody begins another batch, and who has one is told to come to an end. */
async function recall({ queue, redis, run }: OpenFarm, pending: ReadonlyMap<string, Pending>, settle: Settle): Promise<void> {
  await redis.set(leaseOf(run), 'stopping' satisfies Lease, 'EX', LEASE_SECONDS)
  await queue.drain()
  for (const id of [...pending.keys()]) if ((await queue.getJob(id)) === undefined) settle(id, { ended: 'done', reports: [] })
}

async function goodbye({ queue, events, redis, run }: OpenFarm): Promise<void> {
  await removeRun(redis, run)
  await Promise.all([queue.close(), events.close()])
}

function watchWorkers({ redis, run, address, warn }: OpenFarm, heard: () => boolean): NodeJS.Timeout {
  const startMs = performance.now()
  let told = 0
  let lonely = false
  return every(LOOK_EVERY_MS * 5, async () => {
    const refusals = await redis.lrange(refusalsOf(run), told, -1)
    told += refusals.length
    for (const refusal of refusals) warn(`a worker does not take part: ${refusal}`)
    if (lonely || heard() || performance.now() - startMs < LONELY_AFTER_MS) return
    lonely = true
    warn(`no worker has come yet; start one with: seeddrill worker --queue ${address.replace(/\/\/[^@/]*@/, '//')}`)
  })
}
