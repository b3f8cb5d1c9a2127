/** A worker of a farm: looks for runs, and does their batches on threads until it is told to stop. */
import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { StopFlag } from '../order.ts'
import { openPool } from '../pool.ts'
import type { BatchEnding, Executor } from '../pool.ts'
import { findOwn } from './about.ts'
import type { AboutRun, OwnScenarios } from './about.ts'
import { doBatch } from './do-batch.ts'
import { every } from './every.ts'
import { aboutOf, leaseOf, PREFIX, queueOf, refusalsOf, removeAbandoned, RUNS } from './keys.ts'
import type { QueuePackages } from './packages.ts'
import type { BatchJob } from './under-way.ts'

export interface ServeOptions {
  readonly redis: Redis
  readonly packages: QueuePackages
  /** Threads, and batches at one time. */
  readonly workers: number
  /** Scenario files are named from here. */
  readonly cwd: string
  /** Of the package. */
  readonly version: string
  /** Hears one line at a time: runs that begin, end or are refused. */
  readonly tell: (line: string) => void
  /** Says when to finish what was begun, and end. */
  readonly signal: AbortSignal
}

/** A run that this worker takes part in. */
interface Attached {
  readonly worker: Worker<BatchJob, BatchEnding>
  readonly pool: Executor
  readonly stop: StopFlag
  readonly own: OwnScenarios
}

const LOOK_EVERY_MS = 250

/**
 * A worker that says nothing for so long is taken for dead, and its batches go to others. Its main thread does nothing but
 * say that it lives.
 */
const LOCK_MS = 5000
/** A batch that takes its worker with it is not tried for ever. */
const DEATHS_OF_A_BATCH = 3

/** Resolves once what was begun is done. */
export async function serveFarm(options: ServeOptions): Promise<void> {
  const { redis, signal } = options
  const attached = new Map<string, Attached>()
  const refused = new Set<string>()
  while (!signal.aborted) {
    await look(options, attached, refused).catch(() => {
      // The server is away: ioredis connects again, and what was begun goes on meanwhile.
    })
    await pause(LOOK_EVERY_MS, signal)
  }
  const watch = every(LOOK_EVERY_MS, () => heedLeases(options, attached))
  await Promise.all([...attached.values()].map(({ worker }) => worker.close()))
  // Not waited for: while the server is away a turn may take for ever.
  void watch.end()
  await Promise.all([...attached.values()].map(release))
  redis.disconnect()
}

async function look(options: ServeOptions, attached: Map<string, Attached>, refused: Set<string>): Promise<void> {
  const { redis, tell, signal } = options
  for (const run of await redis.smembers(RUNS)) {
    if (attached.has(run) || refused.has(run) || signal.aborted) continue
    const about = await redis.get(aboutOf(run))
    if (about === null || (await redis.get(leaseOf(run))) === null) {
      // Its runner was killed, or has slept for so long that it must be taken for that.
      await removeAbandoned(redis, run)
      continue
    }
    const own = await findOwn(JSON.parse(about) as AboutRun, options.version, options.cwd)
    if (typeof own === 'string') {
      refused.add(run)
      tell(`run ${run} is refused: ${own}`)
      await redis.multi().rpush(refusalsOf(run), own).expire(refusalsOf(run), 60).exec()
    } else {
      attached.set(run, attach(run, own, options))
      tell(`run ${run} begins`)
    }
  }
  await heedLeases(options, attached)
}

/** Stops what is to stop, and leaves what has ended. */
async function heedLeases({ redis, tell }: ServeOptions, attached: Map<string, Attached>): Promise<void> {
  for (const [run, mine] of [...attached]) {
    const lease = await redis.get(leaseOf(run))
    if (lease === 'running') continue
    // First of all: a runner that is back by now must not be told what was cut short.
    const closed = lease === null ? mine.worker.close(true) : null
    Atomics.store(mine.stop, 0, 1)
    if (closed === null) continue
    attached.delete(run)
    await closed
    await release(mine)
    // BullMQ leaves a few keys behind where a worker ends after its queue.
    await removeAbandoned(redis, run)
    tell(`run ${run} has ended`)
  }
}

async function release({ pool, own }: Attached): Promise<void> {
  await pool.close()
  own.close()
}

function attach(run: string, own: OwnScenarios, { redis, packages: { bullmq }, workers }: ServeOptions): Attached {
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const pool = openPool({ workers, stop })
  const worker = new bullmq.Worker<BatchJob, BatchEnding>(
    queueOf(run),
    (job) => doBatch(job, job.data.orders.map(own.own), pool, stop),
    {
      connection: redis, prefix: PREFIX, skipVersionCheck: true, concurrency: workers,
      lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 2, maxStalledCount: DEATHS_OF_A_BATCH,
    },
  )
  // Told by the runner, or mended by a new connection.
  worker.on('error', () => {})
  return { worker, pool, stop, own }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
