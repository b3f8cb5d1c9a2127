/**
 * The clock of one machine as its filter driver reads it. It may disagree with the others, and be set. When it is set
 * back the driver holds the time it had reached until the clock comes by it again, so that its stamps never go
 * back; their order is kept by a sequence beside them. Source: the open driver of Azure Site Recovery for Linux.
 */
export class MachineClock {
  /** Times it was set, by direction: what the driver counts in its statistics. */
  readonly jumps = { forward: 0, backward: 0 }
  readonly #holds: boolean
  #offsetUs = 0
  #reachedUs = -Infinity

  /** @param holds false: a defect, stamps follow the clock back */
  constructor(holds: boolean) {
    this.#holds = holds
  }

  /** What the clock is ahead of virtual time, in µs. */
  get offsetUs(): number {
    return this.#offsetUs
  }

  /** Sets the clock, at the virtual time `nowUs`, ahead or (negative) back. */
  jump(byUs: number, nowUs: number): void {
    if (byUs < 0) this.#reachedUs = this.stamp(nowUs)
    this.jumps[byUs < 0 ? 'backward' : 'forward']++
    this.#offsetUs += byUs
  }

  /** What the driver writes on what it captures at the virtual time `nowUs`. */
  stamp(nowUs: number): number {
    const readUs = nowUs + this.#offsetUs
    return this.#holds ? Math.max(readUs, this.#reachedUs) : readUs
  }
}
