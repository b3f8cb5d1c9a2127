/**
 * The data volume: the two checkpoint sectors lie in blocks of their own, so that no device damages both at
 * once. The rest are pages. Each page has two places, written in turn: a page that tears on its way out leaves
 * its predecessor whole.
 */
import { BLOCK_BYTES } from '../../core/block/geometry.ts'
import { PAGE_BYTES } from './page.ts'

/** Where the pages begin. */
export const PAGES_AT = 2 * BLOCK_BYTES
/** Both places of one page, side by side. */
export const PAGE_PLACES_BYTES = 2 * PAGE_BYTES

/** Where a checkpoint sector (0 or 1) lies. */
export function checkpointOffset(copy: number): number {
  return copy * BLOCK_BYTES
}

/** Where one of the two places (0 or 1) of a page lies. */
export function pageOffset(pageId: number, place: number): number {
  return PAGES_AT + pageId * PAGE_PLACES_BYTES + place * PAGE_BYTES
}

/** How many pages a data volume of this size has room for. */
export function pageCapacity(dataBytes: number): number {
  return Math.max(0, Math.floor((dataBytes - PAGES_AT) / PAGE_PLACES_BYTES))
}
