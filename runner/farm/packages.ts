/** The packages that a farm stands on. They are optional: who has no farm need not install them. */
import type * as BullMq from 'bullmq'
import type * as IoRedis from 'ioredis'
import { manifest } from '../package-root.ts'
import { messageOf, UsageError } from '../usage-error.ts'
import { publicAddress } from '../values.ts'

export interface QueuePackages {
  readonly bullmq: typeof BullMq
  readonly ioredis: typeof IoRedis
}

const NEEDED = ['bullmq', 'ioredis'] as const

/** @throws UsageError that says what to install */
export async function loadQueuePackages(load: (name: string) => Promise<unknown> = (name) => import(name)): Promise<QueuePackages> {
  try {
    const [bullmq, ioredis] = await Promise.all(NEEDED.map(load))
    return { bullmq, ioredis } as QueuePackages
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const wanted = NEEDED.map((name) => `${name}@${manifest.peerDependencies[name]}`).join(' ')
    throw new UsageError(`--queue needs two packages that are not installed: npm install --save-dev ${wanted}`)
  }
}

/** @throws UsageError when nothing answers there */
export async function connect(address: string, { ioredis }: QueuePackages): Promise<IoRedis.Redis> {
  let answered = false
  // A farm outlives a restart of its server, but a wrong address should be told at once.
  const retryStrategy = (times: number): number | null => (answered ? Math.min(times * 100, 2000) : null)
  const redis = new ioredis.Redis(address, { lazyConnect: true, maxRetriesPerRequest: null, connectTimeout: 5000, retryStrategy })
  let problem = ''
  redis.on('error', (error: Error) => (problem = messageOf(error)))
  try {
    await redis.connect()
    await redis.ping()
    answered = true
    return redis
  } catch (error) {
    redis.disconnect()
    throw new UsageError(`--queue: ${publicAddress(address)} does not answer: ${problem || messageOf(error)}`)
  }
}
