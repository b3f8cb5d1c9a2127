/**
 * The lock of one database file, shared by every connection of the machine that has it open.
 *
 * Levels and transitions are those of https://www.sqlite.org/lockingv3.html, as the unix VFS takes them with advisory
 * locks on three ranges of bytes. An inode has one, whatever the name it was opened by.
 */
import { BUSY, LOCK, OK } from './codes.ts'

/** One open file that may hold a lock. */
export type Holder = object

export class FileLocks {
  readonly #levels = new Map<Holder, number>()

  levelOf(holder: Holder): number {
    return this.#levels.get(holder) ?? LOCK.none
  }

  /** Raises the lock of `holder` to a level. @returns OK or BUSY; after a refused EXCLUSIVE it may stand at PENDING */
  lock(holder: Holder, level: number): number {
    const own = this.levelOf(holder)
    if (own >= level) return OK
    const strongest = this.#strongestOfOthers(holder)
    // A file that is to be written soon lets no new reader in, so that its readers run out.
    if (level === LOCK.shared) return strongest >= LOCK.pending ? BUSY : this.#set(holder, level)
    if (strongest >= LOCK.reserved) return BUSY
    if (level === LOCK.reserved) return this.#set(holder, level)
    if (strongest >= LOCK.shared) {
      this.#set(holder, LOCK.pending)
      return BUSY
    }
    return this.#set(holder, level)
  }

  /** Lowers the lock of `holder` to SHARED or to nothing. */
  unlock(holder: Holder, level: number): void {
    if (level === LOCK.none) this.#levels.delete(holder)
    else if (this.levelOf(holder) > level) this.#levels.set(holder, level)
  }

  /** Whether anybody means to write: a lock of RESERVED or more. */
  get reserved(): boolean {
    return [...this.#levels.values()].some((level) => level >= LOCK.reserved)
  }

  #set(holder: Holder, level: number): number {
    this.#levels.set(holder, level)
    return OK
  }

  #strongestOfOthers(holder: Holder): number {
    let strongest: number = LOCK.none
    for (const [other, level] of this.#levels) if (other !== holder) strongest = Math.max(strongest, level)
    return strongest
  }
}
