/**
 * A durability cursor that goes back as well: on its way it leaves forks of itself behind. A step costs what it moves over;
 * a step back at most the way from the fork before it.
 */
import type { DurabilityCursor } from '../../block/durability.ts'

/** Forks share all content that did not change between them. */
const MOST_FORKS = 128
const LEAST_DISTANCE = 256

export class CursorShelf {
  readonly #forks: DurabilityCursor[] = []
  readonly #base: number
  readonly #distance: number
  #current: DurabilityCursor

  /**
   * @param cursor at the base of the log, owned by the shelf from now on
   * @param steps of the log
   */
  constructor(cursor: DurabilityCursor, steps: number) {
    this.#current = cursor
    this.#base = cursor.seq + 1
    this.#distance = Math.max(LEAST_DISTANCE, Math.ceil(steps / MOST_FORKS))
    this.#forks.push(cursor.fork())
  }

  /** The cursor at this step. It stays the shelf's: whoever keeps it, or moves it on, forks it. */
  at(seq: number): DurabilityCursor {
    const fork = this.#nearest(seq)
    if (this.#current.seq > seq || this.#current.seq < fork.seq) {
      this.#current.release()
      this.#current = fork.fork()
    }
    while (this.#nextFork <= seq) {
      this.#current.advanceTo(this.#nextFork)
      this.#forks.push(this.#current.fork())
    }
    this.#current.advanceTo(seq)
    return this.#current
  }

  /** A cursor at this step that is the caller's own; the shelf's stays where it is. */
  forkAt(seq: number): DurabilityCursor {
    const fork = this.#nearest(seq).fork()
    fork.advanceTo(seq)
    return fork
  }

  release(): void {
    for (const fork of this.#forks.splice(0)) fork.release()
    this.#current.release()
  }

  #nearest(seq: number): DurabilityCursor {
    return this.#forks[Math.min(Math.floor((seq + 1 - this.#base) / this.#distance), this.#forks.length - 1)]!
  }

  /** The step at which the next fork is left. */
  get #nextFork(): number {
    return this.#base + this.#forks.length * this.#distance - 1
  }
}
