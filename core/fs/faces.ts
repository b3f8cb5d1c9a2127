/** The two forms of the calls over one set of tasks: for code that cannot await, and for code that can. */
import type { FileCalls, FilePromises, FileSystem, OpenFlags } from './file-calls.ts'
import { callOrigins } from './call-origins.ts'
import { ProcessCalls } from './call-tasks.ts'
import { asFileError } from './file-error.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { runTask } from './task.ts'
import type { BlockDevice, Lock, Outcome, Task } from './task.ts'
import { never } from '../sim/never.ts'

type Call = keyof FileCalls

/** Calls that change names: one at a time. */
const NAMING: ReadonlySet<Call> = new Set<Call>(['makeDirectory', 'removeDirectory', 'rename', 'link', 'unlink', 'symlink'])

const CALLS = [
  'open', 'close', 'read', 'write', 'fsync', 'fdatasync', 'sync', 'truncate', 'allocate', 'stat', 'lstat', 'readDirectory',
  'makeDirectory', 'removeDirectory', 'rename', 'link', 'unlink', 'symlink', 'readLink', 'realPath', 'setAttributes', 'statFs',
] as const satisfies readonly Call[]

/** Calls that wait while the file system is frozen. The closing of a file may free it. */
const CHANGING: ReadonlySet<Call> = new Set<Call>([...NAMING, 'close', 'write', 'truncate', 'allocate', 'setAttributes'])

/** How callers wait. */
export interface Waiter {
  /** The device in the name of whoever calls now. @param origin where its call was made */
  device(origin: Error | null): BlockDevice
  /** Whether somebody wants to know where calls were made. */
  wantsOrigins(): boolean
  /** Before each call. False: the machine is gone, or will not answer any more. */
  begin(): boolean
  /** Waits until the outcome is there. @throws when it never will be */
  waitFor(isThere: () => boolean): void
  /** A promise that is settled in a turn of the caller. */
  later<Result>(start: (ended: (outcome: Outcome<Result>) => void) => void): Promise<Result>
}

export interface ProcessFileSystem extends FileSystem {
  /** The process is gone: what it had open is closed. */
  closeAll(): void
}

/** The file system as one process sees it. */
export function createFileSystem(name: string, volume: MountedVolume, waiter: Waiter): ProcessFileSystem {
  const origins = callOrigins(waiter.wantsOrigins)
  const calls = new ProcessCalls(volume)
  const taskOf = (call: Call, parameters: readonly unknown[]): Task<unknown> => {
    const task = (calls[call] as (...given: readonly unknown[]) => Task<unknown>).apply(calls, [...parameters])
    const { create = false, truncate = false } = (call === 'open' && (parameters[1] as OpenFlags | undefined)) || {}
    const alone = NAMING.has(call) || create ? oneByOne(volume.namesLock, task) : task
    return CHANGING.has(call) || create || truncate ? volume.freezer.change(alone) : alone
  }
  const start = (call: Call, parameters: readonly unknown[], ended: (outcome: Outcome<unknown>) => void): void => {
    const origin = origins.take()
    origins.within(origin, () => runTask(waiter.device(origin), answered(call, taskOf(call, parameters)), ended))
  }
  const sync: Partial<Record<Call, unknown>> = {}
  const promises: Partial<Record<Call, unknown>> = {}
  for (const call of CALLS) {
    sync[call] = (...parameters: readonly unknown[]) => runNow(waiter, (ended) => start(call, parameters, ended))
    promises[call] = (...parameters: readonly unknown[]) => {
      if (!waiter.begin()) return never()
      return waiter.later((ended) => start(call, parameters, ended))
    }
  }
  const closeAll = (): void => runTask(waiter.device(null), calls.closeAll(), () => {})
  return { name, origins, sync: sync as unknown as FileCalls, promises: promises as unknown as FilePromises, closeAll }
}

function runNow(waiter: Waiter, start: (ended: (outcome: Outcome<unknown>) => void) => void): unknown {
  let outcome: Outcome<unknown> | null = null
  if (!waiter.begin()) waiter.waitFor(() => false)
  start((given) => {
    outcome = given
  })
  if (!outcome) waiter.waitFor(() => outcome !== null)
  const known = outcome! as Outcome<unknown>
  if (!known.ok) throw known.error
  return known.value
}

/** Names of the calls where they are not those of POSIX. */
const SYSTEM_CALLS: Partial<Record<Call, string>> = {
  readDirectory: 'scandir', makeDirectory: 'mkdir', removeDirectory: 'rmdir', readLink: 'readlink', realPath: 'realpath',
  setAttributes: 'chmod', allocate: 'fallocate', statFs: 'statfs',
}

function* answered<Result>(call: Call, task: Task<Result>): Task<Result> {
  try {
    return yield* task
  } catch (error) {
    throw asFileError(error, SYSTEM_CALLS[call] ?? call)
  }
}

function* oneByOne<Result>(lock: Lock, task: Task<Result>): Task<Result> {
  yield* lock.acquire()
  try {
    return yield* task
  } finally {
    lock.release()
  }
}
