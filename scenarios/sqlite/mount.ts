/**
 * One file system as SQLite sees it, from a boot of a machine to its end: the files that are open on it, who has locked
 * what, and the machine's clock and randomness. All of it is gone with the boot; the files stay.
 */
import { IoError } from '../../core/block/volume.ts'
import type { FileCalls } from '../../core/fs/file-calls.ts'
import { FileError } from '../../core/fs/file-error.ts'
import type { AppClock } from '../../core/machine/app.ts'
import type { RandomStream } from '../../core/sim/random.ts'
import { FULL } from './codes.ts'
import { FileLocks } from './file-locks.ts'
import { SharedMemory } from './shared-memory.ts'

/** What a file system is mounted with. */
export interface Surroundings {
  readonly files: FileCalls
  readonly clock: Pick<AppClock, 'now'>
  readonly random: Pick<RandomStream, 'below'>
  /** The device keeps every byte that a torn write did not aim at. Default true, as the unix VFS has it. */
  readonly powersafeOverwrite?: boolean
}

/** What has memory in the engine. */
export interface Discardable {
  discard(): void
}

export class Mount {
  readonly surroundings: Surroundings
  readonly files: FileCalls
  readonly connections = new Set<Discardable>()
  /** What SQLite has slept and the machine has not yet, in µs: the engine cannot await. */
  sleptUs = 0
  /** Pages and frames that had to be recovered, as SQLite's log tells. */
  recovered = 0
  /** Names of temporary files are counted. */
  temporaryFiles = 0
  readonly #locks = new Map<number, FileLocks>()
  readonly #sharedMemory = new Map<string, SharedMemory>()
  #end: { readonly reason: unknown } | null = null

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings
    this.files = surroundings.files
  }

  /** Why nothing of this mount works any more; null while it does. */
  get end(): { readonly reason: unknown } | null {
    return this.#end
  }

  /** From now on every call fails, and reaches no file. */
  fail(reason: unknown): void {
    this.#end ??= { reason }
  }

  /**
   * Makes a file call for SQLite, which must get a code whatever happens: an exception that leaves through the frames
   * of the engine would leave it in the middle of its work. What is no error of a file ends the mount, and is thrown
   * again when the engine has returned.
   *
   * @param ioError the code of a call that failed
   */
  attempt(ioError: number, call: () => number): number {
    if (this.#end) return ioError
    try {
      return call()
    } catch (error) {
      if (error instanceof FileError) return error.code === 'ENOSPC' ? FULL : ioError
      if (!(error instanceof IoError)) this.fail(error)
      return ioError
    }
  }

  locksOf(ino: number): FileLocks {
    let locks = this.#locks.get(ino)
    if (!locks) this.#locks.set(ino, (locks = new FileLocks()))
    return locks
  }

  sharedMemoryOf(path: string): SharedMemory {
    let memory = this.#sharedMemory.get(path)
    if (!memory) this.#sharedMemory.set(path, (memory = new SharedMemory()))
    return memory
  }

  /** Gives one shared memory back, or all of them. */
  releaseSharedMemory(free: (region: number) => void, path?: string): void {
    for (const [name, memory] of [...this.#sharedMemory]) {
      if (path !== undefined && name !== path) continue
      memory.release(free)
      this.#sharedMemory.delete(name)
    }
  }
}
