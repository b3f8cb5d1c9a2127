/**
 * A 4-ary heap in typed arrays, ordered by (time, priority, sequence): stable, with cheap
 * cancelling. Payloads live in slots beside the heap; a handle is a slot and its generation, so
 * that cancelling an event that has already run does nothing.
 */
/** Small: a sweep makes thousands of queues that hold a handful of events each. */
const INITIAL_CAPACITY = 8
const ARITY = 4
const SLOT_BITS = 26
const SLOT_RANGE = 2 ** SLOT_BITS
/** Priority and sequence share one number, so that a tie in time costs one comparison. */
const SEQUENCE_RANGE = 2 ** 48

/** Identifies a scheduled event; only {@link EventQueue.cancel} reads it. */
export type EventHandle = number

export class EventQueue<Payload> {
  #times = new Float64Array(INITIAL_CAPACITY)
  #keys = new Float64Array(INITIAL_CAPACITY)
  #heapSlots = new Int32Array(INITIAL_CAPACITY)
  #length = 0

  readonly #payloads: (Payload | null)[] = []
  readonly #generations: number[] = []
  readonly #freeSlots: number[] = []
  #live = 0

  /** Time of the event that {@link pop} returned last. */
  poppedTime = 0
  #poppedKey = 0

  /** Its sequence number: the order of scheduling. */
  get poppedSequence(): number {
    return this.#poppedKey % SEQUENCE_RANGE
  }

  get poppedPriority(): number {
    return Math.floor(this.#poppedKey / SEQUENCE_RANGE)
  }

  /** Events that will still run. */
  get size(): number {
    return this.#live
  }

  /** `priority` is 0 … 15 and `sequence` below 2⁴⁸, both whole. */
  push(time: number, priority: number, sequence: number, payload: Payload): EventHandle {
    const slot = this.#freeSlots.pop() ?? this.#newSlot()
    this.#payloads[slot] = payload
    this.#live++
    if (this.#length === this.#times.length) this.#grow()
    this.#siftUp(this.#length++, time, priority * SEQUENCE_RANGE + sequence, slot)
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
    this.#poppedKey = this.#keys[0]!
    const slot = this.#heapSlots[0]!
    const payload = this.#payloads[slot]!
    this.#removeRoot()
    this.#freeSlot(slot)
    this.#live--
    return payload
  }

  #dropCancelled(): void {
    while (this.#length > this.#live) {
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

  #siftUp(start: number, time: number, key: number, slot: number): void {
    const times = this.#times
    const keys = this.#keys
    const slots = this.#heapSlots
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 2
      const parentTime = times[parent]!
      if (time > parentTime || (time === parentTime && key > keys[parent]!)) break
      times[index] = parentTime
      keys[index] = keys[parent]!
      slots[index] = slots[parent]!
      index = parent
    }
    times[index] = time
    keys[index] = key
    slots[index] = slot
  }

  /** Moves the last item down from the root. The arrays are locals, and the comparisons are written out: this is the hot loop. */
  #removeRoot(): void {
    const last = --this.#length
    if (last === 0) return
    const times = this.#times
    const keys = this.#keys
    const slots = this.#heapSlots
    const time = times[last]!
    const key = keys[last]!
    let index = 0
    for (let child = 1; child < last; child = index * ARITY + 1) {
      const end = Math.min(child + ARITY, last)
      let first = child
      let firstTime = times[child]!
      while (++child < end) {
        const childTime = times[child]!
        if (childTime > firstTime || (childTime === firstTime && keys[child]! > keys[first]!)) continue
        first = child
        firstTime = childTime
      }
      if (time < firstTime || (time === firstTime && key < keys[first]!)) break
      times[index] = firstTime
      keys[index] = keys[first]!
      slots[index] = slots[first]!
      index = first
    }
    times[index] = time
    keys[index] = key
    slots[index] = slots[last]!
  }

  #grow(): void {
    const capacity = this.#times.length * 2
    const grown = <A extends Float64Array | Int32Array>(target: A, source: A): A => (target.set(source), target)
    this.#times = grown(new Float64Array(capacity), this.#times)
    this.#keys = grown(new Float64Array(capacity), this.#keys)
    this.#heapSlots = grown(new Int32Array(capacity), this.#heapSlots)
  }
}
