/** Signals and mutexes on the kernel. */
import type { Kernel } from './kernel.ts'
import type { Deferred } from './process.ts'
import type { Mutex, Signal } from './signal.ts'

export function createSignal<T>(kernel: Kernel): Signal<T> {
  let waiters: Deferred<T>[] = []
  return {
    wait() {
      const deferred = kernel.deferred<T>('signal.wait')
      waiters.push(deferred)
      return deferred.promise
    },
    notify(value) {
      const woken = waiters
      waiters = []
      for (const deferred of woken) kernel.wake(deferred, value)
    },
    get waiting() {
      return waiters.length
    },
  }
}

export function createMutex(kernel: Kernel): Mutex {
  let held = false
  const queue: Deferred<void>[] = []
  return {
    async run(section) {
      if (held) {
        const deferred = kernel.deferred<void>('mutex.run')
        queue.push(deferred)
        await deferred.promise
      }
      held = true
      try {
        return await section()
      } finally {
        const next = queue.shift()
        if (next) kernel.wake(next, undefined)
        else held = false
      }
    },
  }
}
