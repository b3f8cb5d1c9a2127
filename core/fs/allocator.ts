/** Which blocks are free: the bitmap, what is promised to delayed writes, and what may not be used again yet. */
import { bitmapBlockOf, BITS_PER_BLOCK, isMarked, mark } from './bitmap.ts'
import type { Layout } from './layout.ts'
import type { Metadata, Transaction } from './metadata.ts'
import type { Task } from './task.ts'

export interface Run {
  readonly block: number
  readonly count: number
}

export class Allocator {
  free = 0
  /** Blocks promised to pages without a place. */
  reserved = 0
  readonly #layout: Layout
  readonly #metadata: Metadata
  /** Freed in transactions that are not committed yet. */
  readonly #held = new Set<number>()
  /** No block below it is free. */
  #firstFree: number

  constructor(layout: Layout, metadata: Metadata) {
    this.#layout = layout
    this.#metadata = metadata
    this.#firstFree = layout.dataStart
  }

  *load(): Task<void> {
    const { blocks } = this.#layout
    for (let first = 0; first < blocks; first += BITS_PER_BLOCK) yield* this.#metadata.load(bitmapBlockOf(this.#layout, first))
    for (let block = 0; block < blocks; block++) if (!this.isUsed(block)) this.free++
  }

  /** Blocks that a new write may count on. */
  get available(): number {
    return this.free - this.reserved - this.#held.size
  }

  isUsed(block: number): boolean {
    return isMarked(this.#metadata.peek(bitmapBlockOf(this.#layout, block)), block)
  }

  /** Up to `count` blocks in a row, at `goal` if that is free, else the first that are; null when nothing is. */
  allocate(count: number, goal?: number): Run | null {
    const start = goal !== undefined && goal < this.#layout.superblockCopy && this.#isAvailable(goal) ? goal : this.#findFree()
    if (start === null) return null
    let end = start + 1
    while (end - start < count && end < this.#layout.superblockCopy && this.#isAvailable(end)) end++
    for (let block = start; block < end; block++) this.#set(block, true)
    this.free -= end - start
    return { block: start, count: end - start }
  }

  /** Gives blocks back. They stay out of use until the running transaction is committed. */
  release({ block: first, count }: Run): void {
    for (let block = first; block < first + count; block++) {
      this.#set(block, false)
      this.#held.add(block)
      this.#metadata.running.freed.add(block)
    }
    this.free += count
  }

  /** The transaction that freed them is durable. */
  committed({ freed }: Transaction): void {
    for (const block of freed) {
      this.#held.delete(block)
      if (!this.isUsed(block)) this.#firstFree = Math.min(this.#firstFree, block)
    }
  }

  #findFree(): number | null {
    for (let block = this.#firstFree; block < this.#layout.superblockCopy; block++) {
      if (!this.#isAvailable(block)) continue
      this.#firstFree = block
      return block
    }
    this.#firstFree = this.#layout.superblockCopy
    return null
  }

  #isAvailable(block: number): boolean {
    return !this.isUsed(block) && !this.#held.has(block)
  }

  #set(block: number, used: boolean): void {
    mark(this.#metadata.change(bitmapBlockOf(this.#layout, block)), block, used)
  }
}
