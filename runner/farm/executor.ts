/** Has batches done by workers on other machines. Stands beside the pool of threads and answers as it does. */
import { randomUUID } from 'node:crypto'
import type { Queue, QueueEvents } from 'bullmq'
import type { Redis } from 'ioredis'
import type { StopFlag, WorkerNote } from '../order.ts'
import type { BatchEnding, Executor } from '../pool.ts'
import { publicAddress } from '../values.ts'
import type { AboutRun } from './about.ts'
import { every, patience } from './every.ts'
import type { Repeated } from './every.ts'
import { LEASE_SECONDS, leaseOf, PREFIX, queueOf, refusalsOf, register, removeRun } from './keys.ts'
import type { Lease } from './keys.ts'
import { connect } from './packages.ts'
import type { QueuePackages } from './packages.ts'
import { createUnderWay } from './under-way.ts'
import type { BatchJob, UnderWay } from './under-way.ts'

export interface FarmOptions {
  readonly address: string
  readonly packages: QueuePackages
  readonly about: AboutRun
  readonly stop: StopFlag
  /** Hears, in one line, what keeps workers away. */
  readonly warn: (line: string) => void
}

const LOOK_EVERY_MS = 100
const RENEW_EVERY_MS = 2000
const LONELY_AFTER_MS = 5000
const GOODBYE_MS = 2000
/** @throws UsageError when nothing answers at the address */
export async function openFarm(options: FarmOptions): Promise<Executor> {
  const { packages: { bullmq }, address, about } = options
  const redis = await connect(address, options.packages)
  const run = randomUUID().slice(0, 8)
  const base = { connection: redis, prefix: PREFIX, skipVersionCheck: true }
  const queue = new bullmq.Queue<BatchJob, BatchEnding>(queueOf(run), base)
  const events = new bullmq.QueueEvents(queueOf(run), base)
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()])
  await register(redis, run, JSON.stringify(about), 'running')
  return createFarm({ ...options, run, redis, queue, events })
}

interface OpenFarm extends FarmOptions {
  readonly run: string
  readonly redis: Redis
  readonly queue: Queue<BatchJob, BatchEnding>
  readonly events: QueueEvents
}

function createFarm(farm: OpenFarm): Executor {
  const { queue, redis, run, stop, warn } = farm
  const about = JSON.stringify(farm.about)
  const underWay = createUnderWay(queue, stop, warn)
  const heard = listen(farm, underWay)
  const keepers = [
    every(RENEW_EVERY_MS, async () => {
      await register(redis, run, about, Atomics.load(stop, 0) === 0 ? 'running' : 'stopping')
      await underWay.catchUp()
    }),
    every(LOOK_EVERY_MS, async () => {
      if (Atomics.load(stop, 0) !== 0) await recall(farm, underWay)
    }),
    watchWorkers(farm, heard),
  ]
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    const quiet = Promise.all(keepers.map((keeper) => keeper.end()))
    for (const id of underWay.ids()) underWay.died(id, 'the run has ended')
    await Promise.race([quiet.then(() => goodbye(farm)), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())])
    redis.disconnect()
  }
  return { run: underWay.give, close: () => (closing ??= close()) }
}

/** @returns whether anything was heard of a worker */
function listen({ events, queue }: OpenFarm, underWay: UnderWay): () => boolean {
  let heard = false
  queue.on('error', patience)
  events.on('error', patience)
  events.on('active', () => (heard = true))
  events.on('progress', ({ jobId, data }) => underWay.hear(jobId, data as WorkerNote))
  events.on('completed', ({ jobId, returnvalue }: { jobId: string; returnvalue: unknown }) => {
    underWay.settle(jobId, returnvalue as BatchEnding)
    void queue.remove(jobId).catch(patience)
  })
  events.on('failed', ({ jobId, failedReason }) => underWay.died(jobId, failedReason))
  return () => heard
}

/** The run is to end: nobody begins another batch, and who has one is told to come to an end. */
async function recall({ queue, redis, run }: OpenFarm, underWay: UnderWay): Promise<void> {
  await redis.set(leaseOf(run), 'stopping' satisfies Lease, 'EX', LEASE_SECONDS)
  await queue.drain()
  for (const id of underWay.ids()) if ((await queue.getJob(id)) === undefined) underWay.settle(id, { ended: 'done', reports: [] })
}

async function goodbye({ queue, events, redis, run }: OpenFarm): Promise<void> {
  await removeRun(redis, run)
  await Promise.all([queue.close(), events.close()])
}

export const lonelyText = (address: string): string => `no worker has come yet; start one with: seeddrill worker --queue ${publicAddress(address)}`

function watchWorkers({ redis, run, address, warn }: OpenFarm, heard: () => boolean): Repeated {
  const startMs = performance.now()
  let told = 0
  let lonely = false
  return every(LOOK_EVERY_MS * 5, async () => {
    const refusals = await redis.lrange(refusalsOf(run), told, -1)
    told += refusals.length
    for (const refusal of refusals) warn(`a worker does not take part: ${refusal}`)
    if (lonely || heard() || performance.now() - startMs < LONELY_AFTER_MS) return
    lonely = true
    warn(lonelyText(address))
  })
}
