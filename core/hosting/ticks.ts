/** Timers, ticks and microtasks of a realm. */
import { promisify } from 'node:util'
import type { HostedWorld } from './world.ts'

type Callback = (...parameters: unknown[]) => unknown

const realNextTick = process.nextTick.bind(process)
const realQueueMicrotask = queueMicrotask

/** Runs a callback the way Node runs one of its event loop: the ticks that it sets come before its promises. */
export const asTask = (callback: () => void): void => realNextTick(callback)

const LONGEST_MS = 2 ** 31 - 1

/** What `setTimeout` returns. */
class Timer {
  readonly #world: HostedWorld
  readonly #id: number
  readonly #delayUs: number
  readonly #run: () => void
  /** Counts how often the timer was set: what was set before does not fire. */
  #setting = 0
  #referenced = true

  constructor(world: HostedWorld, id: number, delayUs: number, run: () => void) {
    this.#world = world
    this.#id = id
    this.#delayUs = delayUs
    this.#run = run
    this.refresh()
  }

  refresh(): this {
    const setting = ++this.#setting
    this.#world.after(this.#delayUs, () => asTask(() => {
      if (setting === this.#setting) this.#run()
    }))
    return this
  }

  close(): this {
    this.#setting++
    return this
  }

  ref(): this {
    this.#referenced = true
    return this
  }

  unref(): this {
    this.#referenced = false
    return this
  }

  hasRef(): boolean {
    return this.#referenced
  }

  [Symbol.toPrimitive](): number {
    return this.#id
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

export type Ticks = ReturnType<typeof ticksOf>

/** @param call runs a callback of the program, and deals with what it throws */
export function ticksOf(world: HostedWorld, call: (callback: () => unknown) => void) {
  const timers = new Map<number, Timer>()
  let made = 0

  const start = (delayUs: number, again: boolean, callback: Callback, parameters: unknown[]): Timer => {
    const id = ++made
    const timer = new Timer(world, id, delayUs, () => {
      call(() => Reflect.apply(callback, timer, parameters))
      if (again && timers.has(id)) timer.refresh()
      else timers.delete(id)
    })
    timers.set(id, timer)
    return timer
  }
  const clear = (timer: unknown): void => {
    const found = timer instanceof Timer ? timer : timers.get(Number(timer))
    if (!found) return
    found.close()
    timers.delete(Number(found))
  }

  const setTimeout = (callback: Callback, ms?: unknown, ...parameters: unknown[]) =>
    start(microseconds(ms), false, callback, parameters)
  const setInterval = (callback: Callback, ms?: unknown, ...parameters: unknown[]) =>
    start(microseconds(ms), true, callback, parameters)
  const setImmediate = (callback: Callback, ...parameters: unknown[]) => start(0, false, callback, parameters)
  const sleep = (ms?: unknown, value?: unknown, options?: { readonly signal?: AbortSignal }) =>
    cancellable(options?.signal, (done) => setTimeout(() => done(value), ms), clear)
  const immediate = (value?: unknown, options?: { readonly signal?: AbortSignal }) =>
    cancellable(options?.signal, (done) => setImmediate(() => done(value)), clear)
  Object.defineProperty(setTimeout, promisify.custom, { value: sleep })
  Object.defineProperty(setImmediate, promisify.custom, { value: immediate })

  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    queueMicrotask: (callback: Callback) => realQueueMicrotask(() => call(callback)),
    /** The host's own ticks, so that their order among promises and streams is that of Node. */
    nextTick: (callback: Callback, ...parameters: unknown[]) =>
      realNextTick(() => call(() => callback(...parameters))),
    promises: {
      setTimeout: sleep,
      setImmediate: immediate,
      async *setInterval(ms?: unknown, value?: unknown) {
        for (;;) {
          await sleep(ms)
          yield value
        }
      },
      scheduler: { wait: sleep, yield: () => immediate() },
    },
  }
}

/** As Node reads a delay: at least a millisecond, and a millisecond when it makes no sense. */
function microseconds(ms: unknown): number {
  const given = Number(ms)
  return (given >= 1 && given <= LONGEST_MS ? Math.trunc(given) : 1) * 1000
}

function cancellable<T>(
  signal: AbortSignal | undefined,
  begin: (done: (value: T) => void) => Timer,
  clear: (timer: Timer) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      const error = Object.assign(new Error('The operation was aborted', { cause: signal!.reason }), { code: 'ABORT_ERR' })
      error.name = 'AbortError'
      reject(error)
    }
    if (signal?.aborted) return abort()
    const timer = begin(resolve)
    signal?.addEventListener('abort', () => {
      clear(timer)
      abort()
    })
  })
}
