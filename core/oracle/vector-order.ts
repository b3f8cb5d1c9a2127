import type { Mark } from './history.ts'
import { countUpTo } from './timeline.ts'

/**
 * Marks in some order, searchable by completion vectors. In a truthful history vectors only grow
 * along the sequence and the two bounds meet; where they do not, the gap is to be walked mark by mark.
 */
export class VectorOrder {
  readonly #marks: readonly Mark[]
  readonly #bounds = new Map<number, { readonly highestSoFar: Float64Array; readonly lowestFromHere: Float64Array }>()

  constructor(marks: readonly Mark[]) {
    this.#marks = marks
  }

  /** The first so many marks all lie inside `vector` on each of `disks`. */
  certainlyWithin(vector: readonly number[], disks: readonly number[]): number {
    return Math.min(this.#marks.length, ...disks.map((disk) => countUpTo(this.#of(disk).highestSoFar, vector[disk])))
  }

  /** No mark from this index on lies inside `vector` on each of `disks`. */
  possiblyWithin(vector: readonly number[], disks: readonly number[]): number {
    return Math.min(this.#marks.length, ...disks.map((disk) => countUpTo(this.#of(disk).lowestFromHere, vector[disk])))
  }

  /** No mark from this index on lies before `vector` on any of `disks`. */
  possiblyBefore(vector: readonly number[], disks: readonly number[]): number {
    return Math.max(0, ...disks.map((disk) => countUpTo(this.#of(disk).lowestFromHere, vector[disk] - 1)))
  }

  #of(disk: number): { readonly highestSoFar: Float64Array; readonly lowestFromHere: Float64Array } {
    let bounds = this.#bounds.get(disk)
    if (bounds === undefined) {
      const values = Float64Array.from(this.#marks, (mark) => completedOn(mark, disk))
      bounds = { highestSoFar: values.slice(), lowestFromHere: values.slice() }
      const { highestSoFar, lowestFromHere } = bounds
      for (let index = 1; index < values.length; index += 1) {
        highestSoFar[index] = Math.max(highestSoFar[index], highestSoFar[index - 1])
      }
      for (let index = values.length - 2; index >= 0; index -= 1) {
        lowestFromHere[index] = Math.min(lowestFromHere[index], lowestFromHere[index + 1])
      }
      this.#bounds.set(disk, bounds)
    }
    return bounds
  }
}

/** How many writes of a disk had completed at a mark; none for a disk that the mark does not know yet. */
export function completedOn(mark: Mark, disk: number): number {
  return mark.vector[disk] ?? 0
}
