/** Lists of extents: where a page is, and how the lists change. Pure; the lists are in the order of the pages. */
import { isDataBlock } from './layout.ts'
import type { Layout } from './layout.ts'
import type { Extent } from './records.ts'

/** Whether it lies where files can have their blocks. */
export function isOnData(layout: Layout, { block, count }: Extent): boolean {
  return count > 0 && isDataBlock(layout, block) && isDataBlock(layout, block + count - 1)
}

/** The blocks of an extent, one by one, as far as files can have them. */
export function dataBlocksOf({ dataStart, superblockCopy }: Layout, { block, count }: Extent): readonly number[] {
  const first = Math.max(block, dataStart)
  return Array.from({ length: Math.max(0, Math.min(block + count, superblockCopy) - first) }, (_, index) => first + index)
}

/** Where a page is, and how many pages after it follow on the device; null for a hole. */
export function placeOf(extents: readonly Extent[], page: number): { readonly block: number; readonly count: number; readonly unwritten: boolean } | null {
  for (const extent of extents) {
    if (page < extent.page) return null
    const within = page - extent.page
    if (within < extent.count) return { block: extent.block + within, count: extent.count - within, unwritten: extent.unwritten }
  }
  return null
}

/** Adds an extent where there was a hole, and joins it to its neighbours. */
export function withExtent(extents: readonly Extent[], added: Extent): Extent[] {
  const sorted = [...extents, added].sort((one, other) => one.page - other.page)
  return sorted.reduce<Extent[]>((joined, extent) => {
    const last = joined.at(-1)
    const follows = last && last.page + last.count === extent.page && last.block + last.count === extent.block && last.unwritten === extent.unwritten
    if (follows) joined[joined.length - 1] = { ...last, count: last.count + extent.count }
    else joined.push(extent)
    return joined
  }, [])
}

/** Takes pages `from` … `to` − 1 out. @returns what is left, and what was taken */
export function withoutPages(extents: readonly Extent[], from: number, to: number): { readonly left: Extent[]; readonly taken: readonly Extent[] } {
  const left: Extent[] = []
  const taken: Extent[] = []
  for (const extent of extents) {
    const start = Math.max(from, extent.page)
    const end = Math.min(to, extent.page + extent.count)
    if (start >= end) {
      left.push(extent)
      continue
    }
    const part = (first: number, last: number): Extent => ({ ...extent, page: first, block: extent.block + first - extent.page, count: last - first })
    if (extent.page < start) left.push(part(extent.page, start))
    taken.push(part(start, end))
    if (end < extent.page + extent.count) left.push(part(end, extent.page + extent.count))
  }
  return { left, taken }
}

/** Marks reserved pages as written. */
export function withWritten(extents: readonly Extent[], from: number, to: number): Extent[] {
  const { left, taken } = withoutPages(extents, from, to)
  return taken.reduce((list, extent) => withExtent(list, { ...extent, unwritten: false }), left)
}
