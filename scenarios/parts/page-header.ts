/**
 * The header of a page, 32 bytes: magic u32, CRC-32 u32 (over all that follows it), page id u32, four bytes free, the
 * LSN of the last record applied u48, ten bytes free.
 */
import { crc32 } from 'node:zlib'

export const PAGE_HEADER_BYTES = 32

const CRC_AT = 4
const ID_AT = 8
const LSN_AT = 16

/** Makes a page ready to leave memory: header and checksum. */
export function sealPageHeader(page: Buffer, magic: number, pageId: number, lsn: number): void {
  page.writeUInt32LE(magic, 0)
  page.writeUInt32LE(pageId, ID_AT)
  page.writeUIntLE(lsn, LSN_AT, 6)
  page.writeUInt32LE(crc32(page.subarray(ID_AT)), CRC_AT)
}

/** True if these bytes are the page of this id, whole. */
export function isPageHeaderSound(page: Buffer, magic: number, pageId: number): boolean {
  return (
    page.readUInt32LE(0) === magic &&
    page.readUInt32LE(ID_AT) === pageId &&
    page.readUInt32LE(CRC_AT) === crc32(page.subarray(ID_AT))
  )
}

/** The checksum in the header of a page. */
export function pageChecksum(page: Buffer): number {
  return page.readUInt32LE(CRC_AT)
}

/** The LSN of the last record that the page contains. */
export function pageLsn(page: Buffer): number {
  return page.readUIntLE(LSN_AT, 6)
}
