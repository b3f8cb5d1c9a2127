/**
 * What the blocks of the file system hold, to and from bytes. Everything but file data carries a checksum that covers
 * its place as well, so that a misdirected or stale block is not taken for what should be there.
 */
import { BLOCK_BYTES, SECTOR_BYTES } from '../block/geometry.ts'
import { hashBytes } from '../block/xxhash32.ts'
import type { FileType } from './file-calls.ts'
import { INODE_BYTES, inodeOffsetOf } from './layout.ts'
import type { Layout } from './layout.ts'

/** Metadata that cannot be what it should be. */
export class CorruptMetadata extends Error {
  override readonly name = 'CorruptMetadata'
}

const WORD = 4
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws CorruptMetadata when it is no UTF-8: written again, it would be another text, and longer */
function decodeText(bytes: Uint8Array, where: string): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new CorruptMetadata(`${where} holds what is no text`)
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Puts the checksum over all the rest into the last word. */
export function seal(bytes: Uint8Array, place: number): Uint8Array {
  viewOf(bytes).setUint32(bytes.length - WORD, hashBytes(bytes.subarray(0, -WORD), place) >>> 0, true)
  return bytes
}

export function isSealed(bytes: Uint8Array, place: number): boolean {
  return viewOf(bytes).getUint32(bytes.length - WORD, true) === hashBytes(bytes.subarray(0, -WORD), place) >>> 0
}

const SUPERBLOCK_MAGIC = 0x53444653
const VERSION = 1

/** One sector: it is never torn. Written in full when the file system is made. */
export function encodeSuperblock({ blocks }: Layout): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES)
  const view = viewOf(sector)
  view.setUint32(0, SUPERBLOCK_MAGIC, true)
  view.setUint32(4, VERSION, true)
  view.setUint32(8, blocks, true)
  return seal(sector, 0)
}

/** The number of blocks; null when this is no superblock of ours. */
export function decodeSuperblock(bytes: Uint8Array): number | null {
  const sector = bytes.subarray(0, SECTOR_BYTES)
  const view = viewOf(sector)
  if (view.getUint32(0, true) !== SUPERBLOCK_MAGIC || view.getUint32(4, true) !== VERSION) return null
  return isSealed(sector, 0) ? view.getUint32(8, true) : null
}

/** Blocks `block` … of the volume hold blocks `page` … of the file. */
export interface Extent {
  readonly page: number
  readonly block: number
  readonly count: number
  /** Reserved and not written yet: reads as zeros. */
  readonly unwritten: boolean
}

export interface InodeRecord {
  readonly type: FileType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly links: number
  readonly sizeBytes: number
  readonly modifiedUs: number
  readonly changedUs: number
  readonly createdUs: number
  readonly extents: readonly Extent[]
  /** Where extents go on that do not fit the inode; 0: nowhere. */
  readonly extentBlock: number
  /** Of a symbolic link. */
  readonly target: string
}

const TYPES: readonly (FileType | null)[] = [null, 'file', 'directory', 'symlink']
const EXTENT_WORDS = 3
const EXTENT_BYTES = EXTENT_WORDS * WORD
const EXTENTS_AT = 64
export const INLINE_EXTENTS = Math.floor((INODE_BYTES - EXTENTS_AT - WORD) / EXTENT_BYTES)
/** Longest target of a symbolic link, in bytes. */
export const MOST_TARGET_BYTES = INODE_BYTES - EXTENTS_AT - WORD
const UNWRITTEN = 0x8000_0000
const EXTENT_BLOCK_HEADER = 8
export const EXTENTS_PER_BLOCK = Math.floor((BLOCK_BYTES - EXTENT_BLOCK_HEADER - WORD) / EXTENT_BYTES)

export function encodeInode(table: Uint8Array, ino: number, inode: InodeRecord | null): void {
  const bytes = table.subarray(inodeOffsetOf(ino), inodeOffsetOf(ino) + INODE_BYTES)
  bytes.fill(0)
  if (inode) {
    const view = viewOf(bytes)
    view.setUint8(0, TYPES.indexOf(inode.type))
    view.setUint16(2, inode.mode, true)
    view.setUint32(4, inode.uid, true)
    view.setUint32(8, inode.gid, true)
    view.setUint32(12, inode.links, true)
    view.setFloat64(16, inode.sizeBytes, true)
    view.setFloat64(24, inode.modifiedUs, true)
    view.setFloat64(32, inode.changedUs, true)
    view.setFloat64(40, inode.createdUs, true)
    view.setUint32(48, inode.extentBlock, true)
    const target = encoder.encode(inode.target)
    view.setUint16(52, inode.type === 'symlink' ? target.length : Math.min(INLINE_EXTENTS, inode.extents.length), true)
    if (inode.type === 'symlink') bytes.set(target, EXTENTS_AT)
    else encodeExtents(view, EXTENTS_AT, inode.extents.slice(0, INLINE_EXTENTS))
  }
  seal(bytes, ino)
}

/** Null for a free inode. @throws CorruptMetadata */
export function decodeInode(table: Uint8Array, ino: number): InodeRecord | null {
  const bytes = table.subarray(inodeOffsetOf(ino), inodeOffsetOf(ino) + INODE_BYTES)
  const view = viewOf(bytes)
  // What was never written is free.
  if (view.getUint8(0) === 0 && view.getUint32(INODE_BYTES - WORD, true) === 0) return null
  const type = TYPES[view.getUint8(0)]
  if (!isSealed(bytes, ino) || type === undefined) throw new CorruptMetadata(`inode ${ino} has a wrong checksum`)
  if (type === null) return null
  const count = view.getUint16(52, true)
  const isLink = type === 'symlink'
  if (count > (isLink ? MOST_TARGET_BYTES : INLINE_EXTENTS)) throw new CorruptMetadata(`inode ${ino} claims to hold more than it has room for`)
  return {
    type,
    mode: view.getUint16(2, true),
    uid: view.getUint32(4, true),
    gid: view.getUint32(8, true),
    links: view.getUint32(12, true),
    sizeBytes: view.getFloat64(16, true),
    modifiedUs: view.getFloat64(24, true),
    changedUs: view.getFloat64(32, true),
    createdUs: view.getFloat64(40, true),
    extentBlock: view.getUint32(48, true),
    extents: isLink ? [] : decodeExtents(view, EXTENTS_AT, count),
    target: isLink ? decodeText(bytes.subarray(EXTENTS_AT, EXTENTS_AT + count), `inode ${ino}`) : '',
  }
}

function encodeExtents(view: DataView, at: number, extents: readonly Extent[]): void {
  extents.forEach(({ page, block, count, unwritten }, index) => {
    view.setUint32(at + index * EXTENT_BYTES, page, true)
    view.setUint32(at + index * EXTENT_BYTES + WORD, block, true)
    view.setUint32(at + index * EXTENT_BYTES + 2 * WORD, (count | (unwritten ? UNWRITTEN : 0)) >>> 0, true)
  })
}

function decodeExtents(view: DataView, at: number, count: number): Extent[] {
  return Array.from({ length: count }, (_, index) => {
    const length = view.getUint32(at + index * EXTENT_BYTES + 2 * WORD, true)
    return {
      page: view.getUint32(at + index * EXTENT_BYTES, true),
      block: view.getUint32(at + index * EXTENT_BYTES + WORD, true),
      count: (length & ~UNWRITTEN) >>> 0,
      unwritten: (length & UNWRITTEN) !== 0,
    }
  })
}

/** How many blocks a list of so many extents needs beside the inode. */
export function extentBlocksFor(extents: number): number {
  return Math.ceil(Math.max(0, extents - INLINE_EXTENTS) / EXTENTS_PER_BLOCK)
}

/**
 * The extents for which the inode has no room, in a chain of blocks.
 * @param put gives the bytes of each block to be written over
 */
export function encodeExtentChain(
  extents: readonly Extent[], blocks: readonly number[], put: (block: number, encode: (bytes: Uint8Array) => void) => void,
): void {
  blocks.forEach((block, index) => {
    const first = INLINE_EXTENTS + index * EXTENTS_PER_BLOCK
    const part = extents.slice(first, first + EXTENTS_PER_BLOCK)
    put(block, (bytes) => encodeExtentBlock(bytes, block, part, blocks[index + 1] ?? 0))
  })
}

export function encodeExtentBlock(bytes: Uint8Array, block: number, extents: readonly Extent[], next: number): void {
  bytes.fill(0)
  const view = viewOf(bytes)
  view.setUint32(0, extents.length, true)
  view.setUint32(WORD, next, true)
  encodeExtents(view, EXTENT_BLOCK_HEADER, extents)
  seal(bytes, block)
}

/** @throws CorruptMetadata */
export function decodeExtentBlock(bytes: Uint8Array, block: number): { readonly extents: readonly Extent[]; readonly next: number } {
  const view = viewOf(bytes)
  const count = view.getUint32(0, true)
  if (!isSealed(bytes, block) || count > EXTENTS_PER_BLOCK) throw new CorruptMetadata(`extent block ${block} has a wrong checksum`)
  return { extents: decodeExtents(view, EXTENT_BLOCK_HEADER, count), next: view.getUint32(WORD, true) }
}

export interface NameRecord {
  readonly ino: number
  readonly type: FileType
}

const ENTRY_HEADER = 6
/** Bytes of a directory block that names may take. */
export const NAME_SPACE = BLOCK_BYTES - WORD

export function nameBytes(name: string): number {
  return ENTRY_HEADER + encoder.encode(name).length
}

export function encodeDirectoryBlock(bytes: Uint8Array, block: number, entries: ReadonlyMap<string, NameRecord>): void {
  bytes.fill(0)
  const view = viewOf(bytes)
  let at = 0
  for (const [name, { ino, type }] of entries) {
    const text = encoder.encode(name)
    view.setUint32(at, ino, true)
    view.setUint8(at + 4, TYPES.indexOf(type))
    view.setUint8(at + 5, text.length)
    bytes.set(text, at + ENTRY_HEADER)
    at += ENTRY_HEADER + text.length
  }
  seal(bytes, block)
}

/** @throws CorruptMetadata */
export function decodeDirectoryBlock(bytes: Uint8Array, block: number): Map<string, NameRecord> {
  if (!isSealed(bytes, block)) throw new CorruptMetadata(`directory block ${block} has a wrong checksum`)
  const view = viewOf(bytes)
  const entries = new Map<string, NameRecord>()
  for (let at = 0; at + ENTRY_HEADER <= NAME_SPACE && view.getUint32(at, true) !== 0; ) {
    const end = at + ENTRY_HEADER + view.getUint8(at + 5)
    const name = decodeText(bytes.subarray(at + ENTRY_HEADER, end), `directory block ${block}`)
    const type = TYPES[view.getUint8(at + 4)]
    if (!type || end > NAME_SPACE || !isName(name) || entries.has(name)) throw new CorruptMetadata(`directory block ${block} holds what is no name`)
    entries.set(name, { ino: view.getUint32(at, true), type })
    at = end
  }
  return entries
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0')
}

/** Inode numbers, at most {@link MOST_ORPHANS}. */
export function encodeOrphans(bytes: Uint8Array, block: number, orphans: Iterable<number>): void {
  bytes.fill(0)
  const view = viewOf(bytes)
  let at = WORD
  for (const ino of orphans) {
    view.setUint32(at, ino, true)
    at += WORD
  }
  view.setUint32(0, at / WORD - 1, true)
  seal(bytes, block)
}

export const MOST_ORPHANS = BLOCK_BYTES / WORD - 2

/** @throws CorruptMetadata */
export function decodeOrphans(bytes: Uint8Array, block: number): number[] {
  const view = viewOf(bytes)
  const count = view.getUint32(0, true)
  if (!isSealed(bytes, block) || count > MOST_ORPHANS) throw new CorruptMetadata('the list of orphans has a wrong checksum')
  return Array.from({ length: count }, (_, index) => view.getUint32((index + 1) * WORD, true))
}
