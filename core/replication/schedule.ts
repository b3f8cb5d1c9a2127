import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'

/** Calls back at every whole interval from now on (or from later on), until stopped. */
export class Schedule {
  readonly #kernel: Kernel
  readonly #intervalUs: number
  readonly #action: () => void
  #next: EventHandle

  constructor(kernel: Kernel, intervalUs: number, action: () => void, phaseUs = 0) {
    this.#kernel = kernel
    this.#intervalUs = intervalUs
    this.#action = action
    this.#next = this.#arm(intervalUs + phaseUs)
  }

  stop(): void {
    this.#kernel.cancel(this.#next)
  }

  #arm(delayUs: number): EventHandle {
    return this.#kernel.after(delayUs, () => {
      this.#next = this.#arm(this.#intervalUs)
      this.#action()
    })
  }
}
