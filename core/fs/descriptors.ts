/** The open files of one process. */
import type { OpenFlags } from './file-calls.ts'
import { FileError } from './file-error.ts'
import type { Inode } from './inode.ts'

export interface Descriptor {
  readonly inode: Inode
  readonly flags: OpenFlags
  /** Of reads and writes without a position of their own. */
  position: number
}

/** 0, 1 and 2 are the standard streams. */
const FIRST = 3
const MOST = 1024

export class Descriptors {
  readonly #open: (Descriptor | null)[] = []

  add(inode: Inode, flags: OpenFlags): number {
    const free = this.#open.indexOf(null)
    const index = free < 0 ? this.#open.length : free
    if (index >= MOST) throw new FileError('EMFILE', 'open')
    inode.opens++
    this.#open[index] = { inode, flags, position: 0 }
    return index + FIRST
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
