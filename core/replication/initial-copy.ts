import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'

/**
 * The first full copy of some disks: until it is complete they are not protected. It stands still while its machine is
 * down, and goes on where it was.
 */
export class InitialCopy {
  readonly #kernel: Kernel
  readonly #completed: () => void
  #remainingUs: number
  #since = 0
  #event: EventHandle | null = null

  /** @param durationUs 0: complete at once, without `completed` being called */
  constructor(kernel: Kernel, durationUs: number, completed: () => void) {
    this.#kernel = kernel
    this.#remainingUs = durationUs
    this.#completed = completed
    this.resume()
  }

  get complete(): boolean {
    return this.#remainingUs === 0
  }

  /** The machine is down. */
  suspend(): void {
    if (this.#event === null) return
    this.#kernel.cancel(this.#event)
    this.#event = null
    this.#remainingUs -= this.#kernel.now - this.#since
  }

  /** The machine runs again. */
  resume(): void {
    if (this.complete || this.#event !== null) return
    this.#since = this.#kernel.now
    this.#event = this.#kernel.after(this.#remainingUs, () => {
      this.#event = null
      this.#remainingUs = 0
      this.#completed()
    })
  }
}
