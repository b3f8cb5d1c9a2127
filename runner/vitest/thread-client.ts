/** Has a thread of its own drill for a test. */
import { Worker } from 'node:worker_threads'
import { workerScript } from '../package-root.ts'
import type { TestAnswer, TestOrder } from './order.ts'

/** How long a drill that is told to end may take, until its thread is ended: it may still be reading the scenario. */
export const GRACE_MS = 20_000

// Captured before a test puts something in place of them.
const { setTimeout, clearTimeout } = globalThis

export interface TestDrill {
  /** Begins with the first call; every call gets the same answer. */
  answer(): Promise<TestAnswer>
  /** Ends it, whatever it does, and leaves nothing behind. */
  close(): Promise<void>
}

export function createTestDrill(order: Omit<TestOrder, 'stop'>): TestDrill {
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let worker: Worker | undefined
  let answered: Promise<TestAnswer> | undefined
  return {
    answer() {
      if (answered) return answered
      // The flags of a test runner are for its own code.
      worker = new Worker(workerScript('vitest/thread'), { workerData: { ...order, stop } satisfies TestOrder, execArgv: [] })
      answered = answerOf(worker)
      return answered
    },
    async close() {
      if (!worker || !answered) return
      Atomics.store(stop, 0, 1)
      let timer: NodeJS.Timeout | undefined
      const tooLong = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, GRACE_MS)
      })
      await Promise.race([answered, tooLong])
      clearTimeout(timer)
      await worker.terminate()
    },
  }
}

function answerOf(worker: Worker): Promise<TestAnswer> {
  return new Promise((resolve) => {
    worker.once('message', (answer: TestAnswer) => resolve(answer))
    worker.once('error', (error: Error) => resolve({ ok: false, message: `the thread of the drill ended: ${error.message}` }))
    worker.once('exit', (code) => resolve({ ok: false, message: `the thread of the drill ended with code ${code}` }))
  })
}
