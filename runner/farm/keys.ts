/** What a run keeps in Redis, and how it goes away: everything carries the run's id. */
import type { Redis } from 'ioredis'

/** Of every key of a farm. */
export const PREFIX = 'seeddrill'

/** A set: the ids of the runs that look for workers. */
export const RUNS = `${PREFIX}:runs`

export const queueOf = (run: string): string => `run-${run}`

/** Says that the runner lives, and what it wants; it expires soon after a runner that was killed. */
export const leaseOf = (run: string): string => `${PREFIX}:${queueOf(run)}:lease`

/** What workers have to know before they take part. */
export const aboutOf = (run: string): string => `${PREFIX}:${queueOf(run)}:about`

/** A list: why workers do not take part, one line each. */
export const refusalsOf = (run: string): string => `${PREFIX}:${queueOf(run)}:refusals`

export const LEASE_SECONDS = 30

export type Lease = 'running' | 'stopping'

const KEYS_A_TURN = 500

/** Removes whatever there is of a run. Once more does no harm. */
export async function removeRun(redis: Redis, run: string): Promise<void> {
  await redis.srem(RUNS, run)
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${PREFIX}:${queueOf(run)}:*`, 'COUNT', KEYS_A_TURN)
    if (keys.length > 0) await redis.del(...keys)
    cursor = next
  } while (cursor !== '0')
}
