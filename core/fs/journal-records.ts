/** The blocks of the journal, to and from bytes. */
import { BLOCK_BYTES, SECTOR_BYTES } from '../block/geometry.ts'
import { hashBytes } from '../block/xxhash32.ts'
import { isSealed, seal, viewOf } from './records.ts'

const HEADER_MAGIC = 0x4a484452
const DESCRIPTOR_MAGIC = 0x4a445343
const COMMIT_MAGIC = 0x4a434d54
const WORD = 4
const DESCRIPTOR_HEADER = 16
/** Blocks and revocations that one transaction can name. */
export const MOST_TAGS = Math.floor((BLOCK_BYTES - DESCRIPTOR_HEADER) / WORD) - 1

/** Where recovery begins: the oldest transaction that may not be in place yet. One sector, never torn. */
export interface JournalHeader {
  readonly sequence: number
  /** Block of the journal, 1 … . */
  readonly position: number
}

export interface Descriptor {
  readonly sequence: number
  /** Home of each block that follows, in order. */
  readonly blocks: readonly number[]
  /** Blocks of which older copies must not be replayed. */
  readonly revoked: readonly number[]
}

export function encodeJournalHeader({ sequence, position }: JournalHeader): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES)
  const view = viewOf(sector)
  view.setUint32(0, HEADER_MAGIC, true)
  view.setUint32(WORD, sequence, true)
  view.setUint32(2 * WORD, position, true)
  return seal(sector, HEADER_MAGIC | 0)
}

export function decodeJournalHeader(bytes: Uint8Array): JournalHeader | null {
  const sector = bytes.subarray(0, SECTOR_BYTES)
  const view = viewOf(sector)
  if (view.getUint32(0, true) !== HEADER_MAGIC || !isSealed(sector, HEADER_MAGIC | 0)) return null
  return { sequence: view.getUint32(WORD, true), position: view.getUint32(2 * WORD, true) }
}

export function encodeDescriptor({ sequence, blocks, revoked }: Descriptor): Uint8Array {
  const bytes = new Uint8Array(BLOCK_BYTES)
  const view = viewOf(bytes)
  view.setUint32(0, DESCRIPTOR_MAGIC, true)
  view.setUint32(WORD, sequence, true)
  view.setUint32(2 * WORD, blocks.length, true)
  view.setUint32(3 * WORD, revoked.length, true)
  blocks.concat(revoked).forEach((block, index) => view.setUint32(DESCRIPTOR_HEADER + index * WORD, block, true))
  return bytes
}

/** Of which transaction this is the descriptor, if it is one. */
export function descriptorSequence(bytes: Uint8Array): number | null {
  const view = viewOf(bytes)
  return view.getUint32(0, true) === DESCRIPTOR_MAGIC ? view.getUint32(WORD, true) : null
}

/** Null when this is not the descriptor of this transaction. */
export function decodeDescriptor(bytes: Uint8Array, sequence: number): Descriptor | null {
  if (descriptorSequence(bytes) !== sequence) return null
  const view = viewOf(bytes)
  const count = view.getUint32(2 * WORD, true)
  const revokedCount = view.getUint32(3 * WORD, true)
  if (count + revokedCount > MOST_TAGS) return null
  const tag = (index: number): number => view.getUint32(DESCRIPTOR_HEADER + index * WORD, true)
  const blocks = Array.from({ length: count }, (_, index) => tag(index))
  return { sequence, blocks, revoked: Array.from({ length: revokedCount }, (_, index) => tag(count + index)) }
}

/** One sector. @param checksum over the descriptor and all blocks, see {@link checksumOf} */
export function encodeCommit(sequence: number, checksum: number): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES)
  const view = viewOf(sector)
  view.setUint32(0, COMMIT_MAGIC, true)
  view.setUint32(WORD, sequence, true)
  view.setUint32(2 * WORD, checksum, true)
  return seal(sector, COMMIT_MAGIC | 0)
}

/** The checksum that the commit record states; null when this is not the commit record of this transaction. */
export function decodeCommit(bytes: Uint8Array, sequence: number): number | null {
  const sector = bytes.subarray(0, SECTOR_BYTES)
  const view = viewOf(sector)
  if (view.getUint32(0, true) !== COMMIT_MAGIC || view.getUint32(WORD, true) !== sequence) return null
  return isSealed(sector, COMMIT_MAGIC | 0) ? view.getUint32(2 * WORD, true) : null
}

export function checksumOf(descriptor: Uint8Array, contents: readonly Uint8Array[]): number {
  return contents.reduce((hash, content) => hashBytes(content, hash), hashBytes(descriptor)) >>> 0
}
