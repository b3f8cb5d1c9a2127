/**
 * Changes of names that everyone sees and the journal does not hold yet. Under `fsync: 'journal'` there is nothing to
 * wait for; under `fsync: 'file'` they wait for an fsync of a directory, a sync, or the operating system's own time, and
 * are recorded in their order.
 */
import type { MountedVolume } from './mounted-volume.ts'
import type { Task } from './task.ts'

export class NameQueue {
  readonly #volume: MountedVolume
  #waiting: (() => void)[] = []

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** @param record changes metadata that is loaded, without waiting */
  add(record: () => void): void {
    if (this.#volume.options.fsync === 'journal') return record()
    this.#waiting.push(record)
    this.#volume.onDirty?.()
  }

  /** Records the first `count` of them in the running transaction, or in several. Default: all. */
  *record(count = Infinity): Task<void> {
    for (let left = Math.min(count, this.#waiting.length); left > 0 && !this.isEmpty; left--) {
      yield* this.#volume.committer.commitIfLarge()
      const [record] = this.#waiting
      record?.()
      this.#waiting.shift()
    }
  }

  get size(): number {
    return this.#waiting.length
  }
}
