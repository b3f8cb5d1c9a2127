/** The open files of one process. */
import type { OpenFlags } from './file-calls.ts'
import { FileError } from './file-error.ts'
import type { Inode } from './inode.ts'
import { Lock } from './task.ts'

export interface Descriptor {
  readonly inode: Inode
  readonly flags: OpenFlags
  /** Of reads and writes without a position of their own. */
  position: number
  readonly lock: Lock
}

/** 0, 1 and 2 are the standard streams. */
const FIRST = 3
const MOST = 1024

export class Descriptors {
  readonly #open: (Descriptor | null)[] = []
  #ended = false

  add(inode: Inode, flags: OpenFlags): number {
    // The process ended while the call went on.
    if (this.#ended) throw new FileError('EBADF', 'open')
    inode.opens++
    const index = this.#free
    this.#open[index] = { inode, flags, position: 0, lock: new Lock() }
    return index + FIRST
  }

  /** @throws FileError EMFILE */
  checkFree(): void {
    if (this.#free >= MOST) throw new FileError('EMFILE', 'open')
  }

  /** Nothing is opened any more. */
  end(): void {
    this.#ended = true
  }

  get #free(): number {
    const free = this.#open.indexOf(null)
    return free < 0 ? this.#open.length : free
  }

  get(descriptor: number, call: string): Descriptor {
    const open = this.#open[descriptor - FIRST]
    if (!open) throw new FileError('EBADF', call)
    return open
  }

  /** @throws FileError EBADF when it was not opened for writing */
  writable(descriptor: number, call: string): Descriptor {
    const open = this.get(descriptor, call)
    if ((open.flags.access ?? 'read') === 'read') throw new FileError(call === 'ftruncate' ? 'EINVAL' : 'EBADF', call)
    return open
  }

  remove(descriptor: number): Inode {
    const { inode } = this.get(descriptor, 'close')
    this.#open[descriptor - FIRST] = null
    inode.opens--
    return inode
  }

  get all(): number[] {
    return this.#open.flatMap((open, index) => (open ? [index + FIRST] : []))
  }
}
