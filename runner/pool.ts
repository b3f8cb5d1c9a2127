/** Runs batches of jobs (drills, histories) on worker threads, and survives the death of one. */
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Batch, Numbered } from './batch.ts'
import type { CaseOrder, CaseReport, StopFlag, WorkerNote } from './order.ts'
import { workerScript } from './package-root.ts'
import { messageOf } from './usage-error.ts'

export type BatchEnding<Report = CaseReport> =
  /** Fewer reports than orders when the stop flag was raised. */
  | { readonly ended: 'done'; readonly reports: readonly Report[] }
  /** The thread died, or was ended because it took no turn. Its finished reports are lost with it. */
  | { readonly ended: 'died' | 'stuck'; readonly culprit: number; readonly message: string }

export interface Executor<Order extends Numbered = CaseOrder, Report = CaseReport> {
  run(orders: readonly Order[], onNote: (note: WorkerNote) => void): Promise<BatchEnding<Report>>
  /** Ends all threads at once, whatever they do. */
  close(): Promise<void>
}

export interface PoolOptions {
  readonly workers: number
  readonly stop: StopFlag
  /** What the threads run, by its name in this folder. Default `worker`: drills. */
  readonly script?: string
  /** A thread that does not give the host a turn for this long is ended. Default 60,000. */
  readonly stuckAfterMs?: number
}

const DEFAULT_STUCK_AFTER_MS = 60_000
/** What a drill makes dies within it, but not within the 16 MiB that a thread has by itself: a tenth of a comparison's time was spent on moving it. */
const YOUNG_GENERATION_MB = 96

/**
 * V8 learns from the run of a drill, whose objects last, to put all that are made like them among the old ones. Those of
 * recoveries die at once, and dead old objects keep young ones alive until the next full collection: without this lesson
 * a drill costs a fifth less. From V8 13 on it makes no difference.
 */
const UNLEARNT_BELOW_V8 = 13

/** Threads start when they are needed. */
export function openPool<Order extends Numbered = CaseOrder, Report = CaseReport>(
  { workers, stop, script = 'worker', stuckAfterMs = DEFAULT_STUCK_AFTER_MS }: PoolOptions,
): Executor<Order, Report> {
  if (Number.parseInt(process.versions.v8, 10) < UNLEARNT_BELOW_V8) setFlagsFromString('--no-allocation-site-pretenuring')
  const pool = new Piscina<Batch<Order>, readonly Report[]>({
    filename: fileURLToPath(workerScript(script)),
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: stuckAfterMs,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    // Between batches a thread must be able to see the threads end that it started itself.
    atomics: 'disabled',
  })
  // A thread that dies between batches took nothing with it: the next batch gets a new one.
  pool.on('error', () => {})

  return {
    async run(orders, onNote) {
      const { port1: here, port2: port } = new MessageChannel()
      const watch = watchdog(stuckAfterMs)
      let culprit = orders[0]!.case
      here.on('message', (note: WorkerNote) => {
        watch.heard()
        if (note.type === 'started') culprit = note.case
        onNote(note)
      })
      try {
        return { ended: 'done', reports: await pool.run({ orders, port, stop }, { transferList: [port], signal: watch.signal }) }
      } catch (error) {
        return { ended: watch.signal.aborted ? 'stuck' : 'died', culprit, message: messageOf(error) }
      } finally {
        watch.end()
        here.close()
      }
    },
    close: () => pool.destroy(),
  }
}

function watchdog(afterMs: number) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), afterMs)
  return { signal: controller.signal, heard: () => void timer.refresh(), end: () => clearTimeout(timer) }
}
