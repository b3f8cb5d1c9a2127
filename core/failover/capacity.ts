/** How much of a target region there is for those who fail over to it, and who else asks for it at that moment. */
import type { EventHandle } from '../sim/event-queue.ts'
import type { Kernel } from '../sim/kernel.ts'

/** Plain JSON. */
export interface Capacity {
  readonly name: string
  /** So many machines are created at a time; at least 1. */
  readonly concurrentCreations: number
  /** The control plane takes one creation in this time. 0: it never throttles. */
  readonly throttleEveryUs: number
  /** So many machines the subscription may have there. Null: enough. */
  readonly quotaMachines: number | null
  /** One creation in this many finds no capacity. 0: none. */
  readonly failOneIn: number
  /** One machine in this many finds its private address taken. 0: none. */
  readonly privateAddressTakenOneIn: number
  /** So often a person tries again with what could not be created, in another size or after a raise of the quota. */
  readonly retriesByHand: number
  /** Everything in here is assumed: no provider publishes it. */
  readonly provenance: 'assumed'
  readonly source: string
}

/**
 * On an ordinary day, and when everybody leaves the same region at once: then the control plane throttles, and what
 * is not reserved beforehand may be gone.
 */
export const CAPACITIES = {
  normal: {
    name: 'normal',
    concurrentCreations: 20,
    throttleEveryUs: 0,
    quotaMachines: null,
    failOneIn: 0,
    privateAddressTakenOneIn: 0,
    retriesByHand: 2,
    provenance: 'assumed',
    source: 'a region in which nothing unusual happens',
  },
  regionWide: {
    name: 'regionWide',
    concurrentCreations: 5,
    throttleEveryUs: 20_000_000,
    quotaMachines: null,
    failOneIn: 50,
    privateAddressTakenOneIn: 0,
    retriesByHand: 2,
    provenance: 'assumed',
    source: 'a region to which everybody comes at once',
  },
} as const satisfies Record<string, Capacity>

/**
 * Refuses what no region can be.
 * @throws RangeError naming the field and its value
 */
export function checkCapacity(capacity: Capacity): void {
  const whole = (field: keyof Capacity, minimum: number): void => {
    const value = capacity[field]
    if (!(Number.isSafeInteger(value) && (value as number) >= minimum))
      throw new RangeError(`Capacity.${field}: must be a whole number ≥ ${minimum}, got ${value}`)
  }
  whole('concurrentCreations', 1)
  for (const field of ['throttleEveryUs', 'failOneIn', 'privateAddressTakenOneIn', 'retriesByHand'] as const) whole(field, 0)
  if (capacity.quotaMachines !== null) whole('quotaMachines', 0)
}

/** Lets creations begin, a few at a time and not too often, in the order in which they were asked for. */
export class ControlPlane {
  readonly #kernel: Kernel
  readonly #capacity: Capacity
  readonly #queue: (() => void)[] = []
  #active = 0
  #nextAtUs = 0
  #armed: EventHandle | null = null
  #machines = 0
  #quota: number

  constructor(kernel: Kernel, capacity: Capacity) {
    checkCapacity(capacity)
    this.#kernel = kernel
    this.#capacity = capacity
    this.#quota = capacity.quotaMachines ?? Infinity
  }

  /** `begin` is called when a creation may begin: within this call if nothing stands in its way. */
  request(begin: () => void): void {
    this.#queue.push(begin)
    this.#grant()
  }

  /** A creation has ended. */
  release(): void {
    this.#active--
    this.#grant()
  }

  /** Counts a machine against the quota; false when that is used up. */
  admit(): boolean {
    if (this.#machines >= this.#quota) return false
    this.#machines++
    return true
  }

  /** A machine that was admitted and does not exist after all. */
  dismiss(): void {
    this.#machines--
  }

  /** The quota is no longer in the way. */
  raiseQuota(): void {
    this.#quota = Infinity
  }

  #grant(): void {
    const { now } = this.#kernel
    if (this.#armed !== null || this.#queue.length === 0 || this.#active >= this.#capacity.concurrentCreations) return
    if (this.#nextAtUs > now) {
      this.#armed = this.#kernel.at(this.#nextAtUs, () => {
        this.#armed = null
        this.#grant()
      })
      return
    }
    this.#nextAtUs = now + this.#capacity.throttleEveryUs
    this.#active++
    this.#queue.shift()!()
    this.#grant()
  }
}
