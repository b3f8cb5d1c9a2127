/**
 * Brings a mounted file system to rest for a snapshot, as the FIFREEZE request of Linux does (ioctl_fsfreeze(2)): calls that
 * would change something wait, those that run come to their end, and everything is brought to its place, so that a mount of
 * the snapshot has no journal to replay.
 */
import type { MountedVolume } from './mounted-volume.ts'
import { Gate } from './task.ts'
import type { Task } from './task.ts'

export class Freezer {
  #frozen = false
  #running = 0
  readonly #thawed = new Gate()
  readonly #rested = new Gate()

  get frozen(): boolean {
    return this.#frozen
  }

  /** A call that changes something: waits while the file system is frozen. */
  *change<Result>(call: Task<Result>): Task<Result> {
    while (this.#frozen) yield { kind: 'wait', gate: this.#thawed }
    this.#running++
    try {
      return yield* call
    } finally {
      if (--this.#running === 0) this.#rested.open()
    }
  }

  /** Ends when nothing is left to write, or at a {@link thaw}. @throws when the device fails */
  *freeze(volume: MountedVolume): Task<void> {
    this.#frozen = true
    while (this.#frozen && this.#running > 0) yield { kind: 'wait', gate: this.#rested }
    if (!this.#frozen) return
    // Also when nothing is dirty: a commit may be on its way, and this waits for it.
    do yield* volume.committer.settleAll()
    while (this.#frozen && volume.isDirty && !volume.readOnly)
  }

  thaw(): void {
    this.#frozen = false
    this.#thawed.open()
    this.#rested.open()
  }
}
