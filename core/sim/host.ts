/**
 * The few things of the host that the simulation itself needs, captured before any guard
 * replaces them. Nothing here reaches a run's results: the real clock only decides when to
 * let the host breathe.
 */
const realNow = performance.now.bind(performance)
const realSetImmediate = setImmediate
const realNextTick = process.nextTick.bind(process)
const settled = Promise.resolve()

export const hostNow = realNow

/**
 * A function that has `next` called once every microtask that exists then, and every one these create, has run.
 * Node runs all microtasks before it takes the next tick, and a tick queued from a microtask is
 * taken only after all of them: the exact drain boundary, whatever the depth of awaits. A reaction of a
 * settled promise is the same microtask as one of `queueMicrotask`, without its bookkeeping.
 */
export function afterMicrotasks(next: () => void): () => void {
  const queueTick = (): void => realNextTick(next)
  return () => void settled.then(queueTick)
}

/** The same for code that queues ticks and immediates of its own. Slower. */
export function afterImmediate(next: () => void): () => void {
  return () => void realSetImmediate(next)
}
