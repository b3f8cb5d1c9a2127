/**
 * A thread that answers questions about one run, by id. It starts with the first question. When it dies or hangs, what was
 * asked is rejected in one line, and the next question starts another one: what was shown before can be had again.
 */
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import type { Progress } from '../../core/drill/explore/engine.ts'
import { workerScript } from '../package-root.ts'
import { messageOf, oneLine } from '../usage-error.ts'
import type { EngineOrder, EngineQuestion, EngineQuestions, EngineReply, EngineRequest } from './engine-order.ts'

export interface ThreadOptions {
  /** What the thread runs. Default: the engine. */
  readonly script?: URL
  /** A thread that is asked something and takes no turn for this long is ended. Default 30,000. */
  readonly stuckAfterMs?: number
  /** Hears each line that the application prints: it must not reach a screen that somebody else draws. Default: it is dropped. */
  readonly onPrinted?: (line: string) => void
}

export interface EngineThread {
  /** Rejects with {@link EngineError} when the engine refuses, or the thread could not answer. */
  ask<Name extends EngineQuestion>(question: Name, args: Parameters<EngineQuestions[Name]>, onProgress?: (progress: Progress) => void): Promise<ReturnType<EngineQuestions[Name]>>
  /** Gives up what is being answered, with the thread that does it. */
  giveUp(): void
  /** Ends the thread, whatever it does. What was asked is rejected. */
  close(): Promise<void>
}

export class EngineError extends Error {
  /** Name of the error inside the thread; `Exit`: it ended; `Stuck`: it took no turn; `GivenUp`; `Closed`. */
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

const DEFAULT_STUCK_AFTER_MS = 30_000
/** What a run makes dies within it: see `pool.ts`. */
const YOUNG_GENERATION_MB = 96

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: EngineError) => void
  readonly onProgress: (progress: Progress) => void
}

interface Running {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
  /** Runs while something is asked. */
  watch: NodeJS.Timeout | undefined
}

export function openEngineThread(order: EngineOrder, options: ThreadOptions = {}): EngineThread {
  const { stuckAfterMs = DEFAULT_STUCK_AFTER_MS } = options
  let running: Running | null = null
  let lastId = 0
  let closed = false

  const end = (which: Running, error: EngineError): void => {
    if (running === which) running = null
    clearTimeout(which.watch)
    for (const { reject } of which.waiting.values()) reject(error)
    which.waiting.clear()
    void which.worker.terminate()
  }
  const watch = (which: Running): void => {
    clearTimeout(which.watch)
    if (which.waiting.size === 0) return
    const message = `the thread of the application took no turn for ${stuckAfterMs / 1000} s and was ended`
    which.watch = setTimeout(() => end(which, new EngineError('Stuck', message)), stuckAfterMs)
  }
  const start = (): Running => {
    const which: Running = { worker: startWorker(order, options), waiting: new Map(), watch: undefined }
    which.worker.on('message', (reply: EngineReply) => {
      settle(which, reply)
      watch(which)
    })
    which.worker.on('error', (error: unknown) => end(which, new EngineError('Exit', `the thread of the application died: ${messageOf(error)}`)))
    which.worker.on('exit', (code) => end(which, new EngineError('Exit', `the thread of the application ended with code ${code}`)))
    return which
  }
  return {
    ask(question, args, onProgress = () => {}) {
      if (closed) return Promise.reject(new EngineError('Closed', 'the explorer is closed'))
      const which = (running ??= start())
      const id = ++lastId
      return new Promise((resolve, reject) => {
        which.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, onProgress })
        which.worker.postMessage({ id, question, args } satisfies EngineRequest)
        if (which.waiting.size === 1) watch(which)
      })
    },
    giveUp() {
      if (running && running.waiting.size > 0) end(running, new EngineError('GivenUp', 'given up'))
    },
    async close() {
      closed = true
      const which = running
      if (!which) return
      end(which, new EngineError('Closed', 'the explorer is closed'))
      await which.worker.terminate()
    },
  }
}

function settle({ waiting }: Running, reply: EngineReply): void {
  if (reply.says === 'alive') return
  const asked = waiting.get(reply.id)
  if (reply.says === 'progress') return asked?.onProgress(reply.progress)
  waiting.delete(reply.id)
  if (reply.says === 'value') asked?.resolve(reply.value)
  else asked?.reject(new EngineError(reply.name, oneLine(reply.message)))
}

function startWorker(order: EngineOrder, { script = workerScript('explore/engine-worker'), onPrinted = () => {} }: ThreadOptions): Worker {
  const worker = new Worker(script, {
    workerData: order, stdout: true, stderr: true, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
  for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', onPrinted)
  return worker
}
