/**
 * Deals out the cases of a run in batches. Handing a task to a thread costs about as much as the
 * smallest drills, so quick ones go out several at a time; the first of each scenario goes alone,
 * to learn how long it takes.
 */

export interface Schedulable {
  readonly case: number
  readonly scenario: { readonly name: string }
}

export interface Schedule<Order extends Schedulable> {
  /** The next batch, all of one scenario; empty when nothing is left. */
  next(): readonly Order[]
  /** Teaches how long a case took. */
  took(scenario: string, durationMs: number): void
  /** Puts cases back at the front: their thread died before it came to them. */
  putBack(orders: readonly Order[]): void
}

const BATCH_MS = 50
const LARGEST_BATCH = 64

/**
 * @param workers near the end, batches shrink so that all of them have something to do
 * @param isWanted asked when a case is about to be dealt out; one that is not wanted goes to `onDropped`
 */
export function createSchedule<Order extends Schedulable>(
  orders: readonly Order[],
  workers: number,
  isWanted: (order: Order) => boolean,
  onDropped: (order: Order) => void,
): Schedule<Order> {
  // Read from a moving head: taking from the front of a long array costs its length each time.
  const pending = [...orders]
  let head = 0
  const meanMs = new Map<string, { total: number; cases: number }>()

  const batchSize = (scenario: string): number => {
    const known = meanMs.get(scenario)
    if (!known) return 1
    const worth = Math.ceil((BATCH_MS * known.cases) / Math.max(known.total, 1))
    return Math.max(1, Math.min(worth, LARGEST_BATCH, Math.ceil((pending.length - head) / workers)))
  }
  const dropUnwanted = (): void => {
    while (head < pending.length && !isWanted(pending[head]!)) onDropped(pending[head++]!)
  }
  return {
    next() {
      dropUnwanted()
      const first = pending[head]
      if (!first) return []
      const size = batchSize(first.scenario.name)
      const from = head++
      while (head - from < size && pending[head]?.scenario.name === first.scenario.name) head++
      return pending.slice(from, head)
    },
    took(scenario, durationMs) {
      const known = meanMs.get(scenario) ?? { total: 0, cases: 0 }
      meanMs.set(scenario, { total: known.total + durationMs, cases: known.cases + 1 })
    },
    putBack(back) {
      pending.splice(head, 0, ...back)
    },
  }
}
