/** Reporters that people write themselves: `--reporter ./my-reporter.ts`. */
import type { Reporter, ReporterFactory, ReporterOutput } from '../reports/index.ts'
import type { RunEvent } from '../core/drill/events.ts'
import { isFilePattern, loadFiles } from './scenario-files.ts'
import { messageOf, UsageError } from './usage-error.ts'
import { userFrame } from './user-frame.ts'

/** Tells a reporter's file from the name of a reporter. */
export const isReporterFile = isFilePattern

/** By the file as the person named it. */
export type OwnReporters = ReadonlyMap<string, ReporterFactory>

const WHAT = "no reporter; write: import type { ReporterFactory } from 'seeddrill/reporter', and export default ((output) => ({ onEvent(event) { … } })) satisfies ReporterFactory"

/**
 * Loads them into this thread, which is the one that hears the run.
 * @throws UsageError when a file does not load, or exports no function by default
 */
export async function loadOwnReporters(names: readonly string[], cwd: string): Promise<OwnReporters> {
  const files = names.filter(isReporterFile)
  if (files.length > 0) process.setSourceMapsEnabled(true)
  const { files: loaded, close } = await loadFiles(files, cwd, (_, bundle) => factoryIn(bundle, cwd), WHAT)
  close()
  return new Map(loaded.map(({ name, found }) => [name, found]))
}

async function factoryIn(bundle: string, cwd: string): Promise<ReporterFactory | null> {
  try {
    const { default: factory } = (await import(bundle)) as { readonly default?: unknown }
    return typeof factory === 'function' ? (factory as ReporterFactory) : null
  } catch (error) {
    throw new Error(located(error, null, cwd), { cause: error })
  }
}

/** A reporter that fails is told of once and hears no more; the run and the other reporters go on. */
export interface Guarded {
  readonly reporter: Reporter
  /** Waits for what it has begun. Resolves with how it failed so far; null: not at all. */
  settled(): Promise<string | null>
}

/** What an asynchronous reporter has to do after the last event is to write a text. */
const PATIENCE_MS = 10_000

/**
 * @param patienceMs how long what it has begun is waited for, each time. Default 10,000
 * @throws UsageError when the factory throws, or makes nothing that can hear
 */
export function guarded(name: string, factory: ReporterFactory, output: ReporterOutput, cwd: string, patienceMs = PATIENCE_MS): Guarded {
  let problem: string | null = null
  const begun = new Set<Promise<void>>()
  const fail = (error: unknown): void => void (problem ??= `the reporter failed: ${located(error, name, cwd)}`)
  const own = made(name, factory, output, cwd)
  const wait = (answer: Promise<unknown>): void => {
    const ended = answer.then(() => {}, fail).finally(() => begun.delete(ended))
    begun.add(ended)
  }
  return {
    async settled() {
      const inTime = await withinTime([...begun], patienceMs)
      if (!inTime) fail(new Error(`what it does with an event has not ended after ${patienceMs / 1000} s`))
      return problem
    },
    reporter: {
      onEvent(event) {
        if (problem !== null) return
        try {
          // A copy: what one reporter does to it is nobody else's concern.
          const answer: unknown = own.onEvent(structuredClone(event))
          if (answer instanceof Promise) wait(answer)
        } catch (error) {
          fail(error)
        }
      },
    },
  }
}

/** Whether all of them ended. */
async function withinTime(promises: readonly Promise<void>[], limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)))
  try {
    return await Promise.race([Promise.all(promises).then(() => true), tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function made(name: string, factory: ReporterFactory, output: ReporterOutput, cwd: string): { onEvent(event: RunEvent): unknown } {
  let own: Partial<Reporter> | null | undefined
  try {
    own = factory(output)
  } catch (error) {
    throw new UsageError(`${located(error, name, cwd)}`)
  }
  if (typeof own?.onEvent !== 'function') throw new UsageError(`${name}: its default export makes no reporter; return { onEvent(event) { … } }`)
  return own as Reporter
}

/** `my-reporter.ts:3:9: what was thrown` */
function located(error: unknown, name: string | null, cwd: string): string {
  const place = userFrame(error, cwd) ?? name
  return place === null ? messageOf(error) : `${place}: ${messageOf(error)}`
}
