/** The pages of a file that are in memory. */
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { WriteRequest } from './task.ts'

export interface Page {
  readonly data: Uint8Array
  dirty: boolean
  /** A block is promised to it and not chosen yet. */
  reserved: boolean
  /** Where the program wrote it last; null when nobody wants to know. */
  origin: Error | null
}

/** Pages in one request at most. */
const MOST_PAGES_A_REQUEST = 16

export class PageCache {
  readonly pages = new Map<number, Page>()

  has(page: number): boolean {
    return this.pages.has(page)
  }

  /** The page, of zeros if it was not in memory. */
  obtain(page: number): Page {
    const known = this.pages.get(page)
    if (known) return known
    const fresh: Page = { data: new Uint8Array(BLOCK_BYTES), dirty: false, reserved: false, origin: null }
    this.pages.set(page, fresh)
    return fresh
  }

  /** Keeps what was read, unless somebody was faster. */
  fill(first: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      const page = first + at / BLOCK_BYTES
      if (!this.pages.has(page)) this.pages.set(page, { data: bytes.slice(at, at + BLOCK_BYTES), dirty: false, reserved: false, origin: null })
    }
  }

  get dirtyPages(): number[] {
    const dirty: number[] = []
    for (const [page, { dirty: isDirty }] of this.pages) if (isDirty) dirty.push(page)
    return dirty.sort((one, other) => one - other)
  }

  get isDirty(): boolean {
    for (const { dirty } of this.pages.values()) if (dirty) return true
    return false
  }

  /** The requests that write pages (ascending) to their blocks, neighbours together. */
  requests(pages: readonly number[], blockOf: (page: number) => number, label: string): WriteRequest[] {
    const requests: WriteRequest[] = []
    for (let index = 0; index < pages.length; ) {
      const first = pages[index]!
      let count = 1
      while (
        count < MOST_PAGES_A_REQUEST && pages[index + count] === first + count &&
        blockOf(first + count) === blockOf(first) + count
      ) count++
      const data = new Uint8Array(count * BLOCK_BYTES)
      for (let page = 0; page < count; page++) data.set(this.pages.get(first + page)!.data, page * BLOCK_BYTES)
      const { origin } = this.pages.get(first)!
      requests.push({ kind: 'write', block: blockOf(first), data, label, ...(origin && { origin }) })
      index += count
    }
    return requests
  }
}
