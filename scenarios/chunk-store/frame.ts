/**
 * A chunk on its extent. It fills whole sectors: header, body, padding, trailer. All integers are little-endian.
 *
 * Header: checksum u32, magic u32, kind u16, extent u16, generation u32, sector u16, key bytes u16, body bytes u32.
 * The body is the key followed by the content. The trailer is a constant in the last four bytes of the last sector,
 * by which most torn chunks are told without a checksum; like any constant it also occurs elsewhere.
 *
 * The checksum covers the address (extent, generation, sector) as well as the body, so that a chunk is whole in
 * one place only: neither left over from before a reset of its extent, nor written somewhere else. It covers the
 * padding and the trailer too: else a chunk that lost no more than those would become whole again by the trailer of
 * whatever is appended there.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'

const HEADER_BYTES = 24
const TRAILER_BYTES = 4
/** What a chunk takes beside its body, in bytes. */
export const FRAME_OVERHEAD_BYTES = HEADER_BYTES + TRAILER_BYTES

const HEADER_MAGIC = 0x4b4e_4843
const TRAILER_MAGIC = 0x4b4e_4845
/** The trailer as text: user data that looks like it. */
export const TRAILER_TEXT = 'EHNK'

const KINDS = { value: 1, index: 2 } as const
export type ChunkKind = keyof typeof KINDS

/** Where a chunk begins. A generation is how often the extent had been reset. */
export interface Address {
  readonly extent: number
  readonly generation: number
  readonly sector: number
}

/** Where a chunk lies. */
export interface Locator extends Address {
  readonly sectors: number
}

export interface Chunk {
  readonly kind: ChunkKind
  readonly key: string
  readonly content: Uint8Array
}

/** How many sectors a chunk with a body of this size fills. */
export const sectorsFor = (bodyBytes: number): number => Math.ceil((FRAME_OVERHEAD_BYTES + bodyBytes) / SECTOR_BYTES)

export const sameLocator = (a: Locator | undefined, b: Locator): boolean =>
  a !== undefined && a.extent === b.extent && a.generation === b.generation && a.sector === b.sector &&
  a.sectors === b.sectors

export function bodyBytesOf({ key, content }: Chunk): number {
  return Buffer.byteLength(key) + content.length
}

export function encodeFrame(address: Address, chunk: Chunk): Uint8Array {
  const key = Buffer.from(chunk.key)
  const bodyBytes = key.length + chunk.content.length
  const frame = Buffer.alloc(sectorsFor(bodyBytes) * SECTOR_BYTES)
  frame.writeUInt32LE(HEADER_MAGIC, 4)
  frame.writeUInt16LE(KINDS[chunk.kind], 8)
  frame.writeUInt16LE(address.extent, 10)
  frame.writeUInt32LE(address.generation, 12)
  frame.writeUInt16LE(address.sector, 16)
  frame.writeUInt16LE(key.length, 18)
  frame.writeUInt32LE(bodyBytes, 20)
  key.copy(frame, HEADER_BYTES)
  frame.set(chunk.content, HEADER_BYTES + key.length)
  frame.writeUInt32LE(TRAILER_MAGIC, frame.length - TRAILER_BYTES)
  frame.writeUInt32LE(checksumOf(frame), 0)
  return frame
}

/** Whether a header may lie here, whosever it is. */
export const hasHeaderAt = (bytes: Buffer, offset: number): boolean => bytes.readUInt32LE(offset + 4) === HEADER_MAGIC

/**
 * How many sectors the chunk fills whose header lies at the start of `bytes`, or undefined if none of this address
 * does. Its body may be torn: ask {@link hasTrailer} and {@link isIntact}.
 */
export function sectorsClaimed(bytes: Buffer, { extent, generation, sector }: Address): number | undefined {
  if (!hasHeaderAt(bytes, 0) || bytes.readUInt16LE(10) !== extent) return undefined
  if (bytes.readUInt32LE(12) !== generation || bytes.readUInt16LE(16) !== sector) return undefined
  const sectors = sectorsFor(bytes.readUInt32LE(20))
  return sectors * SECTOR_BYTES <= bytes.length ? sectors : undefined
}

export const hasTrailer = (bytes: Buffer, sectors: number): boolean =>
  bytes.readUInt32LE(sectors * SECTOR_BYTES - TRAILER_BYTES) === TRAILER_MAGIC

export const isIntact = (bytes: Buffer, sectors: number): boolean =>
  bytes.readUInt32LE(0) === checksumOf(bytes.subarray(0, sectors * SECTOR_BYTES))

/** The chunk of an intact frame. */
export function decodeFrame(bytes: Buffer): Chunk {
  const contentAt = HEADER_BYTES + bytes.readUInt16LE(18)
  return {
    kind: bytes.readUInt16LE(8) === KINDS.index ? 'index' : 'value',
    key: bytes.toString('utf8', HEADER_BYTES, contentAt),
    content: bytes.subarray(contentAt, HEADER_BYTES + bytes.readUInt32LE(20)),
  }
}

const checksumOf = (frame: Buffer): number => crc32(frame.subarray(4))
