/**
 * Named random streams. Every draw of a run comes from one of these, so that adding a
 * draw in one place never shifts another: a stream is identified by its name alone
 * (`<plan seed>/<label>` or, for a draw that belongs to an operation,
 * `<plan seed>/<label>/<operation id>`). Draws are integers only; floating-point results
 * of `Math.log` and friends may differ between engines.
 */
import seedrandom from 'seedrandom'
import { EXPONENTIAL_TABLE, EXPONENTIAL_TABLE_SCALE } from './exponential-table.ts'
import { hashTextKey } from './hash.ts'

export interface RandomStream {
  /** A uniform integer in 0 … bound − 1. Rejection sampling: no modulo bias. `bound` is 1 … 2³². */
  below(bound: number): number
  /** A uniform integer in minimum … maximum, both included. */
  between(minimum: number, maximum: number): number
  /** True with probability `numerator / denominator`. Draws nothing when the answer is certain. */
  chance(numerator: number, denominator: number): boolean
  /** An exponentially distributed integer with the given mean (integer table, no floats), at most 8 × mean. */
  exponential(mean: number): number
  /** One element of a non-empty array. */
  pick<T>(items: readonly T[]): T
}

export interface Streams {
  readonly seed: string
  /** The stream of this name, created at its first use and kept. */
  named(label: string): RandomStream
  /** A fresh stream for one operation: the same draws whatever other operations exist. */
  ofOperation(label: string, operation: number): RandomStream
}

const UINT32 = 0x1_0000_0000

class SeedrandomStream implements RandomStream {
  readonly #name: string
  /** Made at the first draw: most streams of a boot are there in case, and draw nothing. */
  #generator: seedrandom.PRNG | null = null

  constructor(name: string) {
    this.#name = name
  }

  /**
   * The generator is seeded with a hash of the name. It is linear: seeded with the names themselves, two
   * streams whose names differ in one character would differ by the same bits whatever the seed of the plan.
   */
  #draw(): number {
    this.#generator ??= seedrandom.xor128(hashTextKey(this.#name))
    return this.#generator.int32() >>> 0
  }

  below(bound: number): number {
    if (!(bound >= 1 && bound <= UINT32 && Number.isInteger(bound)))
      throw new RangeError(`RandomStream.below: bound must be an integer from 1 to 2^32, got ${bound}`)
    if (bound === 1) return 0
    const limit = UINT32 - (UINT32 % bound)
    let draw: number
    do draw = this.#draw()
    while (draw >= limit)
    return draw % bound
  }

  between(minimum: number, maximum: number): number {
    return minimum + this.below(maximum - minimum + 1)
  }

  chance(numerator: number, denominator: number): boolean {
    if (numerator <= 0) return false
    if (numerator >= denominator) return true
    return this.below(denominator) < numerator
  }

  exponential(mean: number): number {
    if (mean <= 0) return 0
    const factor = EXPONENTIAL_TABLE[this.below(EXPONENTIAL_TABLE.length)]!
    return Math.floor((mean * factor) / EXPONENTIAL_TABLE_SCALE)
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('RandomStream.pick: the array is empty')
    return items[this.below(items.length)]!
  }
}

/** A stream outside any plan, for tests and tools. Same name, same draws. */
export function randomStream(name: string): RandomStream {
  return new SeedrandomStream(name)
}

/** The streams of one run. */
export function createStreams(seed: string): Streams {
  const streams = new Map<string, RandomStream>()
  return {
    seed,
    named(label) {
      let stream = streams.get(label)
      if (!stream) streams.set(label, (stream = new SeedrandomStream(`${seed}/${label}`)))
      return stream
    },
    ofOperation: (label, operation) => new SeedrandomStream(`${seed}/${label}/${operation}`),
  }
}
