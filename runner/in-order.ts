/** Hands on what finishes in any order in the order in which it was begun. */

export interface InOrder<Value> {
  /** Says how number `index` ended; null: it will never have a value. */
  settle(index: number, value: Value | null): void
  /** Hands on what waits behind something that will not come any more. */
  flush(): void
}

/** `emit` is called once for each value, with rising indexes from 0. */
export function inOrder<Value>(emit: (value: Value) => void): InOrder<Value> {
  const waiting = new Map<number, Value | null>()
  let next = 0

  const take = (index: number): void => {
    const value = waiting.get(index)
    waiting.delete(index)
    next = index + 1
    if (value !== null && value !== undefined) emit(value)
  }
  return {
    settle(index, value) {
      if (index < next || waiting.has(index)) throw new RangeError(`inOrder: ${index} was settled before`)
      waiting.set(index, value)
      while (waiting.has(next)) take(next)
    },
    flush() {
      for (const index of [...waiting.keys()].sort((left, right) => left - right)) take(index)
    },
  }
}
