/**
 * Data pages: a header, and an array of counters. The LSN in the header is the stamp: it says which changes the
 * page contains. A counter is a float64 that holds an integer.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { isPageHeaderSound, PAGE_HEADER_BYTES, sealPageHeader } from '../parts/page-header.ts'

export { pageLsn as pageStamp } from '../parts/page-header.ts'

/** Bytes of a page: two sectors, so that it can tear. */
export const PAGE_BYTES = 2 * SECTOR_BYTES

const MAGIC = 0x4f44_4e55
const COUNTER_BYTES = 8

/** Counters that one page holds. */
export const COUNTERS_PER_PAGE = (PAGE_BYTES - PAGE_HEADER_BYTES) / COUNTER_BYTES

/** The page that holds a counter. */
export function pageOfCounter(counter: number): number {
  return Math.floor(counter / COUNTERS_PER_PAGE)
}

function counterOffset(counter: number): number {
  return PAGE_HEADER_BYTES + (counter % COUNTERS_PER_PAGE) * COUNTER_BYTES
}

/** Adds to a counter. */
export function addToCounter(page: Buffer, counter: number, amount: number): void {
  const at = counterOffset(counter)
  page.writeDoubleLE(page.readDoubleLE(at) + amount, at)
}

/** Puts every counter of a page that is not zero into `counters`. */
export function readCounters(page: Buffer, pageId: number, counters: Record<number, number>): void {
  for (let counter = pageId * COUNTERS_PER_PAGE; counter < (pageId + 1) * COUNTERS_PER_PAGE; counter++) {
    const value = page.readDoubleLE(counterOffset(counter))
    if (value !== 0) counters[counter] = value
  }
}

/** Makes a page ready to leave memory: header and checksum. */
export const sealPage = (page: Buffer, pageId: number, stamp: number): void => sealPageHeader(page, MAGIC, pageId, stamp)

/** True if these bytes are the page of this id, whole. */
export const isPageWhole = (page: Buffer, pageId: number): boolean => isPageHeaderSound(page, MAGIC, pageId)
