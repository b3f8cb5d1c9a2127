export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** Which parts of a disk have changed: one bit for each unit, without contents and without order. */
export class ChangeMap {
  #granularityBytes: number
  #units = new Set<number>()

  constructor(granularityBytes: number) {
    this.#granularityBytes = granularityBytes
  }

  /** Units that have changed. */
  get size(): number {
    return this.#units.size
  }

  add({ offset, length }: ByteRange): void {
    const last = Math.floor((offset + length - 1) / this.#granularityBytes)
    for (let unit = Math.floor(offset / this.#granularityBytes); unit <= last; unit++) this.#units.add(unit)
  }

  /** Goes on with larger units, each changed if any part of it was. */
  coarsen(granularityBytes: number): void {
    const fine = this.ranges(Infinity)
    this.#granularityBytes = granularityBytes
    this.#units = new Set()
    for (const range of fine) this.add(range)
  }

  /** The changed parts in ascending order, neighbours merged, inside a disk of `sizeBytes`. */
  ranges(sizeBytes: number): ByteRange[] {
    const units = [...this.#units].sort((a, b) => a - b)
    const ranges: ByteRange[] = []
    for (let index = 0; index < units.length; ) {
      let end = index + 1
      while (end < units.length && units[end] === units[end - 1]! + 1) end++
      const offset = units[index]! * this.#granularityBytes
      const until = Math.min((units[end - 1]! + 1) * this.#granularityBytes, sizeBytes)
      ranges.push({ offset, length: until - offset })
      index = end
    }
    return ranges
  }
}
