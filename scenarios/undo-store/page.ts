/**
 * Data pages: an array of counters. Header, 32 bytes: magic u32, CRC-32 u32 (over all that follows it), page
 * id u32, four bytes free, stamp u48, ten bytes free. The stamp is the LSN of the last record applied: it says
 * which changes the page contains. A counter is a float64 that holds an integer.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'

/** Bytes of a page: two sectors, so that it can tear. */
export const PAGE_BYTES = 2 * SECTOR_BYTES

const MAGIC = 0x4f44_4e55
const CRC_AT = 4
const ID_AT = 8
const STAMP_AT = 16
const HEADER_BYTES = 32
const COUNTER_BYTES = 8

/** Counters that one page holds. */
export const COUNTERS_PER_PAGE = (PAGE_BYTES - HEADER_BYTES) / COUNTER_BYTES

/** The page that holds a counter. */
export function pageOfCounter(counter: number): number {
  return Math.floor(counter / COUNTERS_PER_PAGE)
}

function counterOffset(counter: number): number {
  return HEADER_BYTES + (counter % COUNTERS_PER_PAGE) * COUNTER_BYTES
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
export function sealPage(page: Buffer, pageId: number, stamp: number): void {
  page.writeUInt32LE(MAGIC, 0)
  page.writeUInt32LE(pageId, ID_AT)
  page.writeUIntLE(stamp, STAMP_AT, 6)
  page.writeUInt32LE(crc32(page.subarray(ID_AT)), CRC_AT)
}

/** True if these bytes are the page of this id, whole. */
export function isPageWhole(page: Buffer, pageId: number): boolean {
  return (
    page.readUInt32LE(0) === MAGIC &&
    page.readUInt32LE(ID_AT) === pageId &&
    page.readUInt32LE(CRC_AT) === crc32(page.subarray(ID_AT))
  )
}

/** The LSN of the last record that the page contains. */
export function pageStamp(page: Buffer): number {
  return page.readUIntLE(STAMP_AT, 6)
}
