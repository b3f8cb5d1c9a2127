/** A sample of a stream of unknown length: every item has the same chance to be in it. */
import type { RandomStream } from '../sim/random.ts'

export class Reservoir<Item> {
  readonly items: Item[] = []
  readonly #size: number
  readonly #stream: RandomStream
  #offered = 0

  constructor(size: number, stream: RandomStream) {
    this.#size = size
    this.#stream = stream
  }

  /** Considers one more item; `make` is called only when it is taken. */
  offer(make: () => Item): void {
    this.#offered++
    const place = this.#offered <= this.#size ? this.items.length : this.#stream.below(this.#offered)
    if (place < this.#size) this.items[place] = make()
  }
}
