/**
 * A 4-ary heap in typed arrays, ordered by (time, priority, sequence): stable, with cheap
 * cancelling. Payloads live in slots beside the heap; a handle is a slot and its generation, so
 * that cancelling an event that has already run does nothing.
 */
const INITIAL_CAPACITY = 64
const ARITY = 4
const SLOT_BITS = 26
const SLOT_RANGE = 2 ** SLOT_BITS

/** Identifies a scheduled event; only {@link EventQueue.cancel} reads it. */
export type EventHandle = number

export class EventQueue<Payload> {
  #times = new Float64Array(INITIAL_CAPACITY)
  #priorities = new Int32Array(INITIAL_CAPACITY)
  #sequences = new Float64Array(INITIAL_CAPACITY)
  #heapSlots = new Int32Array(INITIAL_CAPACITY)
  #length = 0

  readonly #payloads: (Payload | null)[] = []
  readonly #generations: number[] = []
  readonly #freeSlots: number[] = []
  #live = 0

  /** Time of the event that {@link pop} returned last. */
  poppedTime = 0
  /** Its sequence number: the order of scheduling. */
  poppedSequence = 0
  poppedPriority = 0

  /** Events that will still run. */
  get size(): number {
    return this.#live
  }

  push(time: number, priority: number, sequence: number, payload: Payload): EventHandle {
    const slot = this.#freeSlots.pop() ?? this.#newSlot()
    this.#payloads[slot] = payload
    this.#live++
    if (this.#length === this.#times.length) this.#grow()
    this.#siftUp(this.#length++, time, priority, sequence, slot)
    return this.#generations[slot]! * SLOT_RANGE + slot
  }

  /** False when the event has run or was cancelled before. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % SLOT_RANGE
    if (this.#generations[slot] !== Math.floor(handle / SLOT_RANGE) || this.#payloads[slot] === null) return false
    this.#payloads[slot] = null
    this.#live--
    return true
  }

  /** Time of the next event, or Infinity. */
  peekTime(): number {
    this.#dropCancelled()
    return this.#length === 0 ? Infinity : this.#times[0]!
  }

  /** Takes the first event out; null when there is none. */
  pop(): Payload | null {
    this.#dropCancelled()
    if (this.#length === 0) return null
    this.poppedTime = this.#times[0]!
    this.poppedPriority = this.#priorities[0]!
    this.poppedSequence = this.#sequences[0]!
    const slot = this.#heapSlots[0]!
    const payload = this.#payloads[slot]!
    this.#removeRoot()
    this.#freeSlot(slot)
    this.#live--
    return payload
  }

  #dropCancelled(): void {
    while (this.#length > 0) {
      const slot = this.#heapSlots[0]!
      if (this.#payloads[slot] !== null) return
      this.#removeRoot()
      this.#freeSlot(slot)
    }
  }

  #newSlot(): number {
    this.#generations.push(0)
    this.#payloads.push(null)
    return this.#generations.length - 1
  }

  #freeSlot(slot: number): void {
    this.#payloads[slot] = null
    this.#generations[slot]!++
    this.#freeSlots.push(slot)
  }

  #siftUp(start: number, time: number, priority: number, sequence: number, slot: number): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 2
      if (!this.#before(time, priority, sequence, parent)) break
      this.#move(parent, index)
      index = parent
    }
    this.#place(index, time, priority, sequence, slot)
  }

  #removeRoot(): void {
    const last = --this.#length
    if (last === 0) return
    const time = this.#times[last]!
    const priority = this.#priorities[last]!
    const sequence = this.#sequences[last]!
    const slot = this.#heapSlots[last]!
    let index = 0
    for (;;) {
      const first = index * ARITY + 1
      if (first >= last) break
      const smallest = this.#smallestChild(first, Math.min(first + ARITY, last))
      if (this.#before(time, priority, sequence, smallest)) break
      this.#move(smallest, index)
      index = smallest
    }
    this.#place(index, time, priority, sequence, slot)
  }

  #smallestChild(first: number, end: number): number {
    let smallest = first
    for (let child = first + 1; child < end; child++) {
      if (this.#before(this.#times[child]!, this.#priorities[child]!, this.#sequences[child]!, smallest)) smallest = child
    }
    return smallest
  }

  #before(time: number, priority: number, sequence: number, other: number): boolean {
    const otherTime = this.#times[other]!
    if (time !== otherTime) return time < otherTime
    const otherPriority = this.#priorities[other]!
    if (priority !== otherPriority) return priority < otherPriority
    return sequence < this.#sequences[other]!
  }

  #move(from: number, to: number): void {
    this.#place(to, this.#times[from]!, this.#priorities[from]!, this.#sequences[from]!, this.#heapSlots[from]!)
  }

  #place(index: number, time: number, priority: number, sequence: number, slot: number): void {
    this.#times[index] = time
    this.#priorities[index] = priority
    this.#sequences[index] = sequence
    this.#heapSlots[index] = slot
  }

  #grow(): void {
    const capacity = this.#times.length * 2
    const grown = <A extends Float64Array | Int32Array>(target: A, source: A): A => (target.set(source), target)
    this.#times = grown(new Float64Array(capacity), this.#times)
    this.#priorities = grown(new Int32Array(capacity), this.#priorities)
    this.#sequences = grown(new Float64Array(capacity), this.#sequences)
    this.#heapSlots = grown(new Int32Array(capacity), this.#heapSlots)
  }
}
