/**
 * The shared memory of a database in WAL mode: regions that all its connections see, and eight slots that each of them
 * may lock, shared or alone. Meaning of the calls: https://www.sqlite.org/walformat.html, section 2, and the comments
 * on `sqlite3_io_methods` in the C interface.
 *
 * The unix VFS maps a file `-shm` for it. There is none here: all connections of a machine are in one process, so the
 * first one after any crash would empty that file, and nothing of it is ever read back from a disk.
 */
import { BUSY, OK, SHM } from './codes.ts'
import type { Holder } from './file-locks.ts'

interface SlotMasks {
  /** A bit for each slot held shared. */
  shared: number
  /** A bit for each slot held alone. */
  alone: number
}

export class SharedMemory {
  /** Where the regions begin in the memory of the engine. */
  readonly #regions: number[] = []
  readonly #users = new Map<Holder, SlotMasks>()

  /** @param allocate zeroed memory of one region @returns where the region begins; 0 when it is not there and not to be made */
  region(holder: Holder, index: number, extend: boolean, allocate: () => number): number {
    this.#masksOf(holder)
    while (extend && this.#regions.length <= index) this.#regions.push(allocate())
    return this.#regions[index] ?? 0
  }

  /** `xShmLock`: all the slots from `first` on, or none of them. */
  lock(holder: Holder, first: number, count: number, flags: number): number {
    const mask = ((1 << count) - 1) << first
    const own = this.#masksOf(holder)
    if (flags & SHM.unlock) {
      own.shared &= ~mask
      own.alone &= ~mask
      return OK
    }
    for (const [other, masks] of this.#users) {
      if (other === holder) continue
      if (masks.alone & mask) return BUSY
      if (flags & SHM.exclusive && masks.shared & mask) return BUSY
    }
    if (flags & SHM.exclusive) own.alone |= mask
    else own.shared |= mask
    return OK
  }

  /** @returns whether `holder` was the last to use the memory */
  leave(holder: Holder): boolean {
    this.#users.delete(holder)
    return this.#users.size === 0
  }

  /** Gives the regions back. Nobody may use them afterwards. */
  release(free: (region: number) => void): void {
    for (const region of this.#regions.splice(0)) free(region)
  }

  #masksOf(holder: Holder): SlotMasks {
    let masks = this.#users.get(holder)
    if (!masks) this.#users.set(holder, (masks = { shared: 0, alone: 0 }))
    return masks
  }
}
