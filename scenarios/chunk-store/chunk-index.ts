/**
 * The index: where the chunk of each key lies. It is kept in memory and written out whole as one index chunk.
 * An entry: key bytes u8, key, extent u16, generation u32, sector u16, sectors u16.
 */
import type { Locator } from './frame.ts'

export type ChunkIndex = Map<string, Locator>

const LOCATOR_BYTES = 10
export const LONGEST_KEY_BYTES = 255

/** What one entry takes in the index chunk, in bytes. */
export const entryBytes = (key: string): number => 1 + Buffer.byteLength(key) + LOCATOR_BYTES

export function indexBytes(index: ReadonlyMap<string, Locator>): number {
  let bytes = 0
  for (const key of index.keys()) bytes += entryBytes(key)
  return bytes
}

export function encodeIndex(index: ReadonlyMap<string, Locator>): Uint8Array {
  const bytes = Buffer.alloc(indexBytes(index))
  let at = 0
  for (const [key, { extent, generation, sector, sectors }] of index) {
    at = bytes.writeUInt8(Buffer.byteLength(key), at)
    at += bytes.write(key, at)
    at = bytes.writeUInt16LE(extent, at)
    at = bytes.writeUInt32LE(generation, at)
    at = bytes.writeUInt16LE(sector, at)
    at = bytes.writeUInt16LE(sectors, at)
  }
  return bytes
}

export function decodeIndex(content: Uint8Array): ChunkIndex {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const index: ChunkIndex = new Map()
  for (let at = 0; at < bytes.length; at += LOCATOR_BYTES) {
    const keyBytes = bytes.readUInt8(at)
    const key = bytes.toString('utf8', at + 1, at + 1 + keyBytes)
    at += 1 + keyBytes
    index.set(key, {
      extent: bytes.readUInt16LE(at),
      generation: bytes.readUInt32LE(at + 2),
      sector: bytes.readUInt16LE(at + 6),
      sectors: bytes.readUInt16LE(at + 8),
    })
  }
  return index
}
