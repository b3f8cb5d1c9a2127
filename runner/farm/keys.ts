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

/**
 * Says, for as long as a lease lasts, that the run is there. All of it each time: a server that was started anew has
 * forgotten everything, and workers take away what a runner left that they had to take for dead.
 * @param about what workers have to know, as text
 */
export async function register(redis: Redis, run: string, about: string, lease: Lease): Promise<void> {
  await redis.multi().set(aboutOf(run), about).set(leaseOf(run), lease, 'EX', LEASE_SECONDS).sadd(RUNS, run).exec()
}

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

/** The same for a run whose lease has expired; one that has come back meanwhile keeps what it has. */
export async function removeAbandoned(redis: Redis, run: string): Promise<void> {
  if ((await redis.exists(leaseOf(run))) === 0) await removeRun(redis, run)
}
