/**
 * The bytes of the log. All integers are little-endian and 32 bits wide.
 *
 * Segment header (one sector): checksum, magic, sequence, first number, generation, durable up to, segment bytes.
 * Frame (begins on a sector): checksum, magic, length, generation, number, durable up to, payload.
 *
 * Every frame begins on a fresh sector. It costs up to 511 bytes a record and buys three things: a sector
 * that holds an acknowledged record is never written again, whatever the device does to sectors in flight;
 * a frame's header is never torn, for a sector is atomic; and behind a bad record the next good one can be
 * found by looking at sector starts. The magics hold the byte 0xFF, which UTF-8 never contains, so that no
 * text can look like a frame.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'

export const FRAME_HEADER_BYTES = 24
const SEGMENT_MAGIC = 0xff474553
const RECORD_MAGIC = 0xff434552
const GENERATION_MAGIC = 0xff4e4547
const SEAL_MAGIC = 0xff4c4145

const MAGICS = { record: RECORD_MAGIC, generation: GENERATION_MAGIC, seal: SEAL_MAGIC } as const
const KINDS = new Map(Object.entries(MAGICS).map(([kind, magic]) => [magic as number, kind as keyof typeof MAGICS]))

/** A run of bytes with a view on them that is made once. */
export interface Bytes {
  readonly array: Uint8Array
  readonly view: DataView
}

export const bytesOf = (array: Uint8Array): Bytes => ({
  array,
  view: new DataView(array.buffer, array.byteOffset, array.byteLength),
})

export const roundUpToSector = (bytes: number): number => Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES

export interface SegmentHeader {
  readonly sequence: number
  /** Number of the first record of this segment. */
  readonly firstNumber: number
  readonly generation: number
  /** Every record up to this number was durable when the header was written. */
  readonly durableUpTo: number
  readonly segmentBytes: number
}

export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  const bytes = bytesOf(new Uint8Array(SECTOR_BYTES))
  const fields = [
    SEGMENT_MAGIC, header.sequence, header.firstNumber, header.generation, header.durableUpTo, header.segmentBytes,
  ]
  fields.forEach((field, index) => bytes.view.setUint32(4 + 4 * index, field, true))
  bytes.view.setUint32(0, crc32(bytes.array.subarray(4)), true)
  return bytes.array
}

/** The header in a sector of the directory: undefined for zeros, `bad` for anything that is neither. */
export function decodeSegmentHeader(directory: Bytes, offset: number): SegmentHeader | 'bad' | undefined {
  const sector = directory.array.subarray(offset, offset + SECTOR_BYTES)
  const field = (index: number) => directory.view.getUint32(offset + 4 * index, true)
  if (isZero(directory, offset)) return undefined
  if (field(1) !== SEGMENT_MAGIC || field(0) !== crc32(sector.subarray(4))) return 'bad'
  return {
    sequence: field(2), firstNumber: field(3), generation: field(4), durableUpTo: field(5), segmentBytes: field(6),
  }
}

function isZero({ view }: Bytes, offset: number): boolean {
  for (let at = offset; at < offset + SECTOR_BYTES; at += 4) if (view.getUint32(at, true) !== 0) return false
  return true
}

/**
 * A frame is a record, the mark with which a process begins a new generation before its first append, or a seal,
 * which holds nothing but the news that all before it is durable.
 */
export interface Frame {
  readonly kind: keyof typeof MAGICS
  readonly offset: number
  /** Bytes of payload. */
  readonly length: number
  readonly generation: number
  /** Number of this record; of a mark or a seal, the number that the next record will have. */
  readonly number: number
  /** Every record up to this number was durable when the frame was written. */
  readonly durableUpTo: number
}

/** Writes a frame into `bytes` at `frame.offset`; `payload` must be `frame.length` long. */
export function encodeFrame(bytes: Bytes, frame: Frame, payload: Uint8Array): void {
  const { view } = bytes
  const { offset } = frame
  view.setUint32(offset + 4, MAGICS[frame.kind], true)
  view.setUint32(offset + 8, frame.length, true)
  view.setUint32(offset + 12, frame.generation, true)
  view.setUint32(offset + 16, frame.number, true)
  view.setUint32(offset + 20, frame.durableUpTo, true)
  bytes.array.set(payload, offset + FRAME_HEADER_BYTES)
  view.setUint32(offset, checksumOf(bytes, frame), true)
}

/** What claims to be a frame at this sector start. Its payload may be torn: ask {@link isIntact}. */
export function frameAt(bytes: Bytes, offset: number): Frame | undefined {
  const { view } = bytes
  const kind = KINDS.get(view.getUint32(offset + 4, true))
  if (kind === undefined) return undefined
  const length = lengthAt(bytes, offset)
  if (length > view.byteLength - offset - FRAME_HEADER_BYTES) return undefined
  return {
    kind,
    offset,
    length,
    generation: view.getUint32(offset + 12, true),
    number: view.getUint32(offset + 16, true),
    durableUpTo: view.getUint32(offset + 20, true),
  }
}

/** The bare length field at a sector start, whatever lies there. */
export const lengthAt = (bytes: Bytes, offset: number): number => bytes.view.getUint32(offset + 8, true)

export const isIntact = (bytes: Bytes, frame: Frame): boolean =>
  bytes.view.getUint32(frame.offset, true) === checksumOf(bytes, frame)

/** Where the frame after this one begins. */
export const endOf = (frame: Frame): number => roundUpToSector(frame.offset + FRAME_HEADER_BYTES + frame.length)

export const payloadOf = (bytes: Bytes, frame: Frame): Uint8Array =>
  bytes.array.subarray(frame.offset + FRAME_HEADER_BYTES, frame.offset + FRAME_HEADER_BYTES + frame.length)

const checksumOf = (bytes: Bytes, frame: Frame): number =>
  crc32(bytes.array.subarray(frame.offset + 4, frame.offset + FRAME_HEADER_BYTES + frame.length))
