/**
 * Log records. One record is one transaction: it is valid as a whole or not at all. A record
 * begins on a sector of its own, so an append never touches a sector that holds an older
 * record, and the reader finds the next record without any hint.
 *
 * Header, 28 bytes: magic u32, CRC-32 u32 (over all that follows it), LSN u48, two bytes free,
 * batch start u48, two bytes free, payload length u32. The LSN is the record's position in an endless
 * log; the volume holds it at `lsn mod size`, so a record of an earlier lap never has the
 * LSN of its place. The batch start says what was durable when the record was written.
 *
 * Payload: per write key u32, code u16 (0: end, 1: delete, n + 2: n bytes of value), value.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { MAXIMUM_VALUE_BYTES } from './page.ts'

const MAGIC = 0x4c41_5751
const HEADER_BYTES = 28
const CRC_AT = 4
const LSN_AT = 8
const BATCH_START_AT = 16
const LENGTH_AT = 24
const ENTRY_HEADER_BYTES = 6
const CODE_END = 0
const CODE_DELETE = 1
const CODE_EMPTY_VALUE = 2

/** One change of a transaction. `null` deletes. */
export interface KeyWrite {
  readonly key: number
  readonly value: string | null
}

/** A transaction at its place in the log. */
export interface LogRecord {
  readonly lsn: number
  readonly payload: Buffer
}

/** Encodes what a transaction writes. Throws a RangeError on a key or value that no page can hold. */
export function encodePayload(writes: readonly KeyWrite[], keyCount: number): Buffer {
  let length = 0
  for (const { key, value } of writes) {
    if (!Number.isInteger(key) || key < 0 || key >= keyCount)
      throw new RangeError(`WalDb.transact: key must be an integer from 0 to ${keyCount - 1}, got ${key}`)
    const valueBytes = value === null ? 0 : Buffer.byteLength(value)
    if (valueBytes > MAXIMUM_VALUE_BYTES)
      throw new RangeError(`WalDb.transact: a value holds at most ${MAXIMUM_VALUE_BYTES} bytes, got ${valueBytes}`)
    length += ENTRY_HEADER_BYTES + valueBytes
  }
  const payload = Buffer.allocUnsafe(length)
  let at = 0
  for (const { key, value } of writes) {
    payload.writeUInt32LE(key, at)
    const valueBytes = value === null ? 0 : payload.write(value, at + ENTRY_HEADER_BYTES)
    payload.writeUInt16LE(value === null ? CODE_DELETE : CODE_EMPTY_VALUE + valueBytes, at + 4)
    at += ENTRY_HEADER_BYTES + valueBytes
  }
  return payload
}

/** Where one write lies in a payload. `end` is below `start` for a delete. */
export interface PayloadEntry {
  key: number
  start: number
  end: number
}

/** Moves `entry` on to the write at `at`; false at the end of the payload. */
export function readEntry(payload: Buffer, at: number, entry: PayloadEntry): boolean {
  if (at + ENTRY_HEADER_BYTES > payload.length) return false
  const code = payload.readUInt16LE(at + 4)
  if (code === CODE_END) return false
  entry.key = payload.readUInt32LE(at)
  entry.start = at + ENTRY_HEADER_BYTES
  entry.end = code === CODE_DELETE ? -1 : Math.min(entry.start + code - CODE_EMPTY_VALUE, payload.length)
  return true
}

/** Bytes that a record with this payload takes in the log: whole sectors. */
export function recordBytes(payloadBytes: number): number {
  return Math.ceil((HEADER_BYTES + payloadBytes) / SECTOR_BYTES) * SECTOR_BYTES
}

/** Writes a record into a zeroed batch. Returns the bytes it takes. */
export function encodeRecord(target: Buffer, at: number, record: LogRecord, batchStart: number): number {
  const { lsn, payload } = record
  target.writeUInt32LE(MAGIC, at)
  target.writeUIntLE(lsn, at + LSN_AT, 6)
  target.writeUIntLE(batchStart, at + BATCH_START_AT, 6)
  target.writeUInt32LE(payload.length, at + LENGTH_AT)
  payload.copy(target, at + HEADER_BYTES)
  target.writeUInt32LE(crc32(target.subarray(at + LSN_AT, at + HEADER_BYTES + payload.length)), at + CRC_AT)
  return recordBytes(payload.length)
}

/** True if a record that belongs at this LSN begins here, whether or not all of it is there. */
export function isRecordHead(log: Buffer, at: number, lsn: number): boolean {
  return log.readUInt32LE(at) === MAGIC && log.readUIntLE(at + LSN_AT, 6) === lsn
}

/** Bytes that the record takes according to its head; trust it only after {@link isRecordWhole}. */
export function claimedBytes(log: Buffer, at: number): number {
  return recordBytes(log.readUInt32LE(at + LENGTH_AT))
}

/** Verifies the checksum of a record that lies in `log` as a whole. */
export function isRecordWhole(log: Buffer, at: number): boolean {
  const end = at + HEADER_BYTES + log.readUInt32LE(at + LENGTH_AT)
  return crc32(log.subarray(at + LSN_AT, end)) === log.readUInt32LE(at + CRC_AT)
}

/** Everything before this LSN was durable when the record was written. */
export function batchStartOf(log: Buffer, at: number): number {
  return log.readUIntLE(at + BATCH_START_AT, 6)
}

/** The payload of the record, not copied. */
export function payloadOf(log: Buffer, at: number): Buffer {
  const start = at + HEADER_BYTES
  return log.subarray(start, start + log.readUInt32LE(at + LENGTH_AT))
}
