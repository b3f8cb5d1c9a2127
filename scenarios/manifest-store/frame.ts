/**
 * What lies in a log segment: one header, then payload records and commit records. Each begins on a sector of
 * its own, so an append never touches a sector that holds something older.
 *
 * Head, 24 bytes: CRC-32 u32 (over all that follows it), kind u32, epoch u32, segment u32, number u32, length of the
 * body u32. A payload record holds one write. A commit record ends the transaction of its number: its body says how
 * many bytes of log the payload takes, and their CRC-32. A header has the number of the first transaction in its
 * segment, and no body.
 *
 * The epoch is raised, durably, by every recovery before the first append. A place in the log is written once in an
 * epoch; so what an earlier life left there is never taken for a part of this one.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { encodeEntry, entryBytes, type KeyWrite } from './entry.ts'

const HEAD_BYTES = 24
const CRC_AT = 0
const KIND_AT = 4
const EPOCH_AT = 8
const SEGMENT_AT = 12
const NUMBER_AT = 16
const LENGTH_AT = 20

/** The byte 0xff is never found in UTF-8, so that no text looks like a record. */
const MAGIC = { header: 0xff48_4453, payload: 0xff4c_5953, commit: 0xff4d_4353 } as const

export type FrameKind = keyof typeof MAGIC
const KIND_OF = new Map(Object.entries(MAGIC).map(([kind, magic]): [number, FrameKind] => [magic, kind as FrameKind]))

/** Where a frame belongs. */
export interface FramePlace {
  readonly epoch: number
  readonly segment: number
}

/** Bytes that a frame takes: whole sectors. */
function frameBytes(bodyBytes: number): number {
  return Math.ceil((HEAD_BYTES + bodyBytes) / SECTOR_BYTES) * SECTOR_BYTES
}

export const COMMIT_BYTES = frameBytes(8)

/** Bytes of log that a transaction takes, its commit record included. */
export function transactionBytes(writes: readonly KeyWrite[]): number {
  return writes.reduce((sum, write) => sum + frameBytes(entryBytes(write)), COMMIT_BYTES)
}

function seal(target: Buffer, at: number, kind: FrameKind, place: FramePlace, number: number, length: number): number {
  target.writeUInt32LE(MAGIC[kind], at + KIND_AT)
  target.writeUInt32LE(place.epoch, at + EPOCH_AT)
  target.writeUInt32LE(place.segment, at + SEGMENT_AT)
  target.writeUInt32LE(number, at + NUMBER_AT)
  target.writeUInt32LE(length, at + LENGTH_AT)
  target.writeUInt32LE(crc32(target.subarray(at + KIND_AT, at + HEAD_BYTES + length)), at + CRC_AT)
  return at + frameBytes(length)
}

/** Writes the header of a segment into zeroed bytes. */
export function encodeHeader(target: Buffer, place: FramePlace, firstNumber: number): number {
  return seal(target, 0, 'header', place, firstNumber, 0)
}

/** Writes a transaction into zeroed bytes: its payload, then its commit record. Returns the place behind it. */
export function encodeTransaction(
  target: Buffer,
  start: number,
  place: FramePlace,
  number: number,
  writes: readonly KeyWrite[],
): number {
  let at = start
  for (const write of writes) {
    encodeEntry(target, at + HEAD_BYTES, write)
    at = seal(target, at, 'payload', place, number, entryBytes(write))
  }
  target.writeUInt32LE(at - start, at + HEAD_BYTES)
  target.writeUInt32LE(crc32(target.subarray(start, at)), at + HEAD_BYTES + 4)
  return seal(target, at, 'commit', place, number, 8)
}

/** A frame that is whole and lies where it belongs. */
export interface Frame {
  readonly kind: FrameKind
  readonly number: number
  readonly body: Buffer
  /** The place behind it. */
  readonly end: number
}

/** The frame at a sector of a segment; undefined if there is none, or a torn one, or one from elsewhere. */
export function frameAt(bytes: Buffer, at: number, place: FramePlace): Frame | undefined {
  const kind = KIND_OF.get(bytes.readUInt32LE(at + KIND_AT))
  if (kind === undefined) return undefined
  if (bytes.readUInt32LE(at + EPOCH_AT) !== place.epoch || bytes.readUInt32LE(at + SEGMENT_AT) !== place.segment)
    return undefined
  const bodyEnd = at + HEAD_BYTES + bytes.readUInt32LE(at + LENGTH_AT)
  if (bodyEnd > bytes.length) return undefined
  if (crc32(bytes.subarray(at + KIND_AT, bodyEnd)) !== bytes.readUInt32LE(at + CRC_AT)) return undefined
  const body = bytes.subarray(at + HEAD_BYTES, bodyEnd)
  return { kind, number: bytes.readUInt32LE(at + NUMBER_AT), body, end: at + frameBytes(body.length) }
}

/** Whether the bytes between `start` and a commit record at `end` are those with which it was written. */
export function vouchesFor(commit: Frame, bytes: Buffer, start: number, end: number): boolean {
  return commit.body.readUInt32LE(0) === end - start && commit.body.readUInt32LE(4) === crc32(bytes.subarray(start, end))
}
