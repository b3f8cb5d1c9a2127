/**
 * Deals out the cases of a run in batches. Handing a task to a thread costs about as much as the
 * smallest drills, so quick ones go out several at a time; to threads the first of each scenario goes alone,
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

/**
 * How many cases of one scenario go out together.
 * @param known left: of all scenarios; meanMs: how long one takes, null while nobody knows
 */
export type BatchSize = (known: { readonly left: number; readonly workers: number; readonly meanMs: number | null }) => number

const BATCH_MS = 50
const LARGEST_BATCH = 64

/** For threads of this process. */
const threadBatchSize: BatchSize = ({ left, workers, meanMs }) =>
  meanMs === null ? 1 : Math.max(1, Math.min(Math.ceil(BATCH_MS / meanMs), LARGEST_BATCH, Math.ceil(left / workers)))

/**
 * @param workers near the end, batches shrink so that all of them have something to do
 * @param sizeOf default: for threads of this process
 * @param isWanted asked when a case is about to be dealt out; one that is not wanted goes to `onDropped`
 */
export function createSchedule<Order extends Schedulable>(
  orders: readonly Order[],
  workers: number,
  isWanted: (order: Order) => boolean,
  onDropped: (order: Order) => void,
  sizeOf: BatchSize = threadBatchSize,
): Schedule<Order> {
  // Read from a moving head: taking from the front of a long array costs its length each time.
  const pending = [...orders]
  let head = 0
  const meanMs = new Map<string, { total: number; cases: number }>()

  const batchSize = (scenario: string): number => {
    const known = meanMs.get(scenario)
    return sizeOf({ left: pending.length - head, workers, meanMs: known ? Math.max(known.total, 1) / known.cases : null })
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
