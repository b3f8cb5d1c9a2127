/**
 * Frames of the log: the records that go out with one flush. A frame is valid as a whole or not at all, and
 * begins on a sector of its own. Header, 20 bytes: magic u32, CRC-32 u32 (over all that follows it), LSN u48,
 * count of records u16, four bytes free. The LSN is the position in an endless log; the volume holds it at
 * `lsn mod size`, so a frame of an earlier lap never has the LSN of its place.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { decodeRecord, encodeRecord, RECORD_BYTES } from './record.ts'
import type { LogRecord } from './record.ts'

const MAGIC = 0x474f_4c55
const CRC_AT = 4
const LSN_AT = 8
const COUNT_AT = 14
const HEADER_BYTES = 20

/** The most that one frame takes. */
export const FRAME_LIMIT_BYTES = 8 * SECTOR_BYTES
/** The most records that one frame takes. */
export const FRAME_LIMIT_RECORDS = Math.floor((FRAME_LIMIT_BYTES - HEADER_BYTES) / RECORD_BYTES)

/** Bytes that a frame of so many records takes in the log: whole sectors. */
export function frameBytes(records: number): number {
  return Math.ceil((HEADER_BYTES + records * RECORD_BYTES) / SECTOR_BYTES) * SECTOR_BYTES
}

/** The LSN of a record by its index in a frame. */
export function recordLsn(frameStart: number, index: number): number {
  return frameStart + HEADER_BYTES + index * RECORD_BYTES
}

/** The bytes of a frame. */
export function encodeFrame(start: number, records: readonly LogRecord[]): Buffer {
  const bytes = Buffer.alloc(frameBytes(records.length))
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUIntLE(start, LSN_AT, 6)
  bytes.writeUInt16LE(records.length, COUNT_AT)
  records.forEach((record, index) => encodeRecord(bytes, HEADER_BYTES + index * RECORD_BYTES, record))
  bytes.writeUInt32LE(crc32(bytes.subarray(LSN_AT)), CRC_AT)
  return bytes
}

/** True if a frame that belongs at this LSN begins here, whether or not all of it is there. */
export function isFrameHead(log: Buffer, at: number, start: number): boolean {
  return log.readUInt32LE(at) === MAGIC && log.readUIntLE(at + LSN_AT, 6) === start
}

/** The records of the whole frame that belongs at this LSN; null if there is none. The count is believed only within bounds. */
export function decodeFrame(log: Buffer, at: number, start: number): readonly LogRecord[] | null {
  if (at + SECTOR_BYTES > log.length || !isFrameHead(log, at, start)) return null
  const count = log.readUInt16LE(at + COUNT_AT)
  const end = at + frameBytes(count)
  if (count > FRAME_LIMIT_RECORDS || end > log.length) return null
  if (crc32(log.subarray(at + LSN_AT, end)) !== log.readUInt32LE(at + CRC_AT)) return null
  return Array.from({ length: count }, (_, index) =>
    decodeRecord(log, at + HEADER_BYTES + index * RECORD_BYTES, recordLsn(start, index)),
  )
}
