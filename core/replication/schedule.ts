import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'

/** Calls back at every whole interval from now on, until stopped. */
export class Schedule {
  readonly #kernel: Kernel
  readonly #intervalUs: number
  readonly #action: () => void
  #next: EventHandle

  constructor(kernel: Kernel, intervalUs: number, action: () => void) {
    this.#kernel = kernel
    this.#intervalUs = intervalUs
    this.#action = action
    this.#next = this.#arm()
  }

  stop(): void {
    this.#kernel.cancel(this.#next)
  }

  #arm(): EventHandle {
    return this.#kernel.after(this.#intervalUs, () => {
      this.#next = this.#arm()
      this.#action()
    })
  }
}
