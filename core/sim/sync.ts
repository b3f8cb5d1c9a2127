/** Signals and mutexes on the kernel. */
import type { Kernel } from './kernel.ts'
import type { Deferred } from './process.ts'
import type { Mutex, Signal } from './signal.ts'

export function createSignal<T>(kernel: Kernel): Signal<T> {
  return new KernelSignal<T>(kernel)
}

export function createMutex(kernel: Kernel): Mutex {
  return new KernelMutex(kernel)
}

// Classes: an application makes them by the thousand, and closures and getters of their own would cost each time.

class KernelSignal<T> implements Signal<T> {
  readonly #kernel: Kernel
  #waiters: Deferred<T>[] = []

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  wait(): Promise<T> {
    const deferred = this.#kernel.deferred<T>('signal.wait')
    this.#waiters.push(deferred)
    return deferred.promise
  }

  notify(value: T): void {
    if (this.#waiters.length === 0) return
    const woken = this.#waiters
    this.#waiters = []
    for (const deferred of woken) this.#kernel.wake(deferred, value)
  }

  get waiting(): number {
    return this.#waiters.length
  }
}

class KernelMutex implements Mutex {
  readonly #kernel: Kernel
  readonly #queue: Deferred<void>[] = []
  #held = false

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  async run<T>(section: () => Promise<T>): Promise<T> {
    if (this.#held) {
      const deferred = this.#kernel.deferred<void>('mutex.run')
      this.#queue.push(deferred)
      await deferred.promise
    }
    this.#held = true
    try {
      return await section()
    } finally {
      const next = this.#queue.shift()
      if (next) this.#kernel.wake(next, undefined)
      else this.#held = false
    }
  }
}
