/**
 * The few things of the host that the simulation itself needs, captured before any guard
 * replaces them. Nothing here reaches a run's results: the real clock only decides when to
 * let the host breathe.
 */
const realNow = performance.now.bind(performance)
const realSetImmediate = setImmediate
const realNextTick = process.nextTick.bind(process)
const realQueueMicrotask = queueMicrotask

export const hostNow = realNow

/**
 * Calls `next` once every microtask that exists now, and every one these create, has run.
 * Node runs all microtasks before it takes the next tick, and a tick queued from a microtask is
 * taken only after all of them: the exact drain boundary, whatever the depth of awaits.
 */
export function afterMicrotasks(next: () => void): void {
  realQueueMicrotask(() => realNextTick(next))
}

/** The same for code that queues ticks and immediates of its own. Slower. */
export function afterImmediate(next: () => void): void {
  realSetImmediate(next)
}
