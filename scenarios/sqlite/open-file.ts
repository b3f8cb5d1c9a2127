/** A file that SQLite has open, and the calls on it: what the unix VFS does, in terms of file calls. */
import {
  IOERR_CLOSE, IOERR_FSTAT, IOERR_FSYNC, IOERR_READ, IOERR_SHORT_READ, IOERR_TRUNCATE, IOERR_WRITE, OK, SYNC_DATA_ONLY,
} from './codes.ts'
import { FileLocks } from './file-locks.ts'
import type { Mount } from './mount.ts'
import type { SharedMemory } from './shared-memory.ts'

export interface OpenFileOptions {
  readonly mount: Mount
  readonly path: string
  readonly descriptor: number
  /** The name may not be durable yet: the folder is synced together with the file the first time. */
  readonly syncsFolder: boolean
  /** Only the database itself is ever locked. */
  readonly lockable: boolean
}

export class OpenFile {
  readonly mount: Mount
  readonly path: string
  readonly locks: FileLocks
  sharedMemory: SharedMemory | null = null
  readonly #descriptor: number
  #folderSyncDue: boolean

  constructor({ mount, path, descriptor, syncsFolder, lockable }: OpenFileOptions) {
    this.mount = mount
    this.path = path
    this.#descriptor = descriptor
    this.#folderSyncDue = syncsFolder
    this.locks = lockable ? mount.locksOf(mount.files.stat(descriptor).ino) : new FileLocks()
  }

  close(): number {
    this.locks.unlock(this, 0)
    return this.#attempt(IOERR_CLOSE, () => this.mount.files.close(this.#descriptor))
  }

  /** @param target filled with zeros beyond the end of the file */
  read(position: number, length: number, target: (bytes: Uint8Array) => void): number {
    return this.mount.attempt(IOERR_READ, () => {
      const bytes = this.mount.files.read(this.#descriptor, length, position)
      target(bytes)
      return bytes.length < length ? IOERR_SHORT_READ : OK
    })
  }

  write(position: number, bytes: Uint8Array): number {
    return this.#attempt(IOERR_WRITE, () => this.mount.files.write(this.#descriptor, bytes, position))
  }

  truncate(sizeBytes: number): number {
    return this.#attempt(IOERR_TRUNCATE, () => this.mount.files.truncate(this.#descriptor, sizeBytes))
  }

  /**
   * As `unixSync` of os_unix.c: first the file, then, the first time only, the folder of a journal or a WAL that may be
   * new. An error of the second is ignored there, and so it is here. (That file calls `fdatasync` whatever is asked, where
   * the system has it; here it is called where it is asked for.)
   */
  sync(flags: number): number {
    const { files } = this.mount
    const code = this.#attempt(IOERR_FSYNC, () =>
      flags & SYNC_DATA_ONLY ? files.fdatasync(this.#descriptor) : files.fsync(this.#descriptor))
    if (code !== OK || !this.#folderSyncDue) return code
    this.#folderSyncDue = false
    syncFolder(this.mount, this.path, IOERR_FSYNC)
    return OK
  }

  /** @param target gets the size in bytes */
  size(target: (sizeBytes: number) => void): number {
    return this.#attempt(IOERR_FSTAT, () => target(this.mount.files.stat(this.#descriptor).sizeBytes))
  }

  #attempt(ioError: number, call: () => unknown): number {
    return this.mount.attempt(ioError, () => {
      call()
      return OK
    })
  }
}

/** Makes the names in the folder of a file durable. */
export function syncFolder(mount: Mount, path: string, ioError: number): number {
  return mount.attempt(ioError, () => {
    const folder = mount.files.open(path.slice(0, path.lastIndexOf('/')) || '/', { directory: true })
    try {
      mount.files.fsync(folder)
    } finally {
      mount.files.close(folder)
    }
    return OK
  })
}
