/**
 * Data pages: a header, and an array of slots of one size. A key is a record number; page and slot follow
 * from it. A slot: code u16 (0: no value, n + 1: n bytes), value.
 */
import { BLOCK_BYTES } from '../../core/block/geometry.ts'
import { isPageHeaderSound, PAGE_HEADER_BYTES, sealPageHeader } from '../parts/page-header.ts'
import type { PayloadEntry } from './record.ts'

export { pageChecksum, pageLsn } from '../parts/page-header.ts'

/** Bytes of a page. */
export const PAGE_BYTES = BLOCK_BYTES
/** Keys that one page holds. */
export const KEYS_PER_PAGE = 16

const MAGIC = 0x4547_4150
const SLOT_BYTES = (PAGE_BYTES - PAGE_HEADER_BYTES) / KEYS_PER_PAGE
const SLOT_HEADER_BYTES = 2

/** The longest value, in bytes of UTF-8. */
export const MAXIMUM_VALUE_BYTES = SLOT_BYTES - SLOT_HEADER_BYTES

/** The page that holds a key. */
export function pageOfKey(key: number): number {
  return Math.floor(key / KEYS_PER_PAGE)
}

function slotOffset(key: number): number {
  return PAGE_HEADER_BYTES + (key % KEYS_PER_PAGE) * SLOT_BYTES
}

/** Puts a value of a log payload into its slot, or clears the slot. */
export function applyEntry(page: Buffer, payload: Buffer, entry: PayloadEntry): void {
  const slot = slotOffset(entry.key)
  const valueBytes = entry.end - entry.start
  page.writeUInt16LE(entry.end < 0 ? 0 : valueBytes + 1, slot)
  if (entry.end >= 0) payload.copy(page, slot + SLOT_HEADER_BYTES, entry.start, entry.end)
}

/** The value of a key, or undefined. */
export function readSlot(page: Buffer, key: number): string | undefined {
  const slot = slotOffset(key)
  const code = page.readUInt16LE(slot)
  if (code === 0) return undefined
  return page.toString('utf8', slot + SLOT_HEADER_BYTES, slot + SLOT_HEADER_BYTES + code - 1)
}

/** Adds every value of a page to `values`, by key. */
export function readSlots(page: Buffer, pageId: number, values: Record<number, string>): void {
  for (let key = pageId * KEYS_PER_PAGE; key < (pageId + 1) * KEYS_PER_PAGE; key++) {
    const value = readSlot(page, key)
    if (value !== undefined) values[key] = value
  }
}

/** Makes a page ready to leave memory: header and checksum. */
export const sealPage = (page: Buffer, pageId: number, lsn: number): void => sealPageHeader(page, MAGIC, pageId, lsn)

/** True if these bytes are the page of this id, whole. */
export const isPageWhole = (page: Buffer, pageId: number): boolean => isPageHeaderSound(page, MAGIC, pageId)
