import { ZERO_SLOT } from './arena.ts'
import type { Arena } from './arena.ts'
import { BLOCK_BYTES, SECTOR_BYTES, SECTORS_PER_BLOCK } from './geometry.ts'
import { differingRanges, equalTrees } from './image-difference.ts'
import type { SectorRange } from './image-difference.ts'
import { imageHashKey, ZERO_HASH } from './image-hash.ts'
import type { ImageHash } from './image-hash.ts'
import {
  changeableSlot, clearBlocks, collectHeldBlocks, countOwnedBlocks, hashNode, ownLeaf, ownNode, releaseNode,
  replaceableSlot, rootLevelFor, slotOf,
} from './image-tree.ts'
import type { TreeNode } from './image-tree.ts'

/** The largest image, 2 TiB: sector numbers fit 32 bits. */
export const MAXIMUM_IMAGE_BYTES = 2 ** 41

/**
 * The content of a disk at one instant. Forking is free, and every cost follows what was
 * written since, never the size. What was never written reads as zeros and takes no memory.
 *
 * Offsets and lengths are bytes and multiples of the sector (512 B). A violation, or a range
 * outside the image, throws a RangeError; a call after {@link release} throws a TypeError.
 */
export class BlockImage {
  readonly sizeBytes: number
  readonly #arena: Arena
  readonly #rootLevel: number
  #root: TreeNode | null
  #released = false

  /** For {@link createImage} and {@link fork}; takes over one reference to `root`. */
  constructor(arena: Arena, sizeBytes: number, root: TreeNode | null) {
    this.sizeBytes = sizeBytes
    this.#arena = arena
    this.#rootLevel = rootLevelFor(Math.ceil(sizeBytes / BLOCK_BYTES))
    this.#root = root
  }

  /** A new copy of the bytes. */
  read(offset: number, length: number): Uint8Array {
    this.#check('read', offset, length)
    const within = offset % BLOCK_BYTES
    if (length > 0 && within + length <= BLOCK_BYTES) {
      const slot = slotOf(this.#root, this.#rootLevel, Math.floor(offset / BLOCK_BYTES))
      return slot === ZERO_SLOT ? new Uint8Array(length) : this.#arena.slice(slot, within, length)
    }
    const bytes = new Uint8Array(length)
    this.#load(bytes, 0, offset, length)
    return bytes
  }

  /** Copies the bytes to `target[targetOffset]` and on; `targetOffset` may be any index. */
  readInto(target: Uint8Array, targetOffset: number, offset: number, length: number): void {
    this.#check('readInto', offset, length)
    if (!(Number.isInteger(targetOffset) && targetOffset >= 0 && targetOffset + length <= target.length))
      throw new RangeError(
        `BlockImage.readInto: ${length} bytes at index ${targetOffset} do not fit a target of ${target.length} bytes`,
      )
    this.#load(target, targetOffset, offset, length)
  }

  /** Writes a copy of `data`. A write of a whole block never copies the content that it replaces. */
  write(offset: number, data: Uint8Array): void {
    const length = data.length
    this.#check('write', offset, length)
    for (let done = 0; done < length; ) {
      const block = Math.floor((offset + done) / BLOCK_BYTES)
      const within = (offset + done) % BLOCK_BYTES
      const size = Math.min(BLOCK_BYTES - within, length - done)
      const leaf = this.#ownLeaf(block)
      const slot =
        size === BLOCK_BYTES
          ? replaceableSlot(this.#arena, leaf, block)
          : changeableSlot(this.#arena, leaf, block)
      this.#arena.store(slot, within, size === length ? data : data.subarray(done, done + size))
      done += size
    }
  }

  /** Writes zeros. Whole blocks become holes and give their memory back. */
  writeZeroes(offset: number, length: number): void {
    this.#check('writeZeroes', offset, length)
    const end = offset + length
    const from = Math.ceil(offset / BLOCK_BYTES)
    // The last block may be short: it is whole when the range reaches the end of the image.
    const to = end === this.sizeBytes ? Math.ceil(end / BLOCK_BYTES) : Math.floor(end / BLOCK_BYTES)
    if (from < to) this.#root = clearBlocks(this.#arena, this.#root, this.#rootLevel, 0, from, to)
    const headEnd = Math.min(from * BLOCK_BYTES, end)
    this.#clearPart(offset, headEnd)
    this.#clearPart(Math.max(to * BLOCK_BYTES, headEnd), end)
  }

  /** An image of the same content that goes its own way from here, as does this one. Costs nothing. */
  fork(): BlockImage {
    this.#checkAlive('fork')
    if (this.#root !== null) this.#root.references++
    return new BlockImage(this.#arena, this.sizeBytes, this.#root)
  }

  /** Gives back what no other image shares. Every later call on this image throws. */
  release(): void {
    this.#checkAlive('release')
    if (this.#root !== null) releaseNode(this.#arena, this.#root, this.#rootLevel)
    this.#root = null
    this.#released = true
  }

  /** The content hash: equal contents of equal size have equal hashes, holes or not. Only what changed is hashed. */
  hash(): ImageHash {
    this.#checkAlive('hash')
    if (this.#root === null) return ZERO_HASH
    hashNode(this.#arena, this.#root, this.#rootLevel)
    return { high: this.#root.hashHigh >>> 0, low: this.#root.hashLow >>> 0 }
  }

  /** {@link hash} as 16 hexadecimal digits. */
  hashKey(): string {
    this.#checkAlive('hashKey')
    return imageHashKey(this.hash())
  }

  /** The content hash of one sector; 0, 0 for zeros. Throws RangeError unless 0 ≤ `lba` < sectors of the image. */
  sectorHash(lba: number): ImageHash {
    this.#checkAlive('sectorHash')
    if (!(Number.isInteger(lba) && lba >= 0 && lba < this.sizeBytes / SECTOR_BYTES))
      throw new RangeError(
        `BlockImage.sectorHash: lba must be an integer below ${this.sizeBytes / SECTOR_BYTES}, got ${lba}`,
      )
    const slot = slotOf(this.#root, this.#rootLevel, Math.floor(lba / SECTORS_PER_BLOCK))
    return slot === ZERO_SLOT ? ZERO_HASH : this.#arena.sectorHash(slot, lba % SECTORS_PER_BLOCK)
  }

  /**
   * The sectors whose bytes differ, as merged runs in ascending order. What the two images
   * share is not looked at. Throws RangeError when the sizes differ.
   */
  diff(other: BlockImage): readonly SectorRange[] {
    this.#checkComparable('diff', other)
    return differingRanges(this.#tree, other.#tree, this.#rootLevel)
  }

  /** Whether all bytes are equal. Throws RangeError when the sizes differ. */
  equals(other: BlockImage): boolean {
    this.#checkComparable('equals', other)
    return equalTrees(this.#tree, other.#tree, this.#rootLevel)
  }

  /** Where the blocks (of 4 KiB) begin that hold anything but zeros, in ascending order. Costs what was written. */
  heldBlocks(): readonly number[] {
    this.#checkAlive('heldBlocks')
    const held: number[] = []
    collectHeldBlocks(this.#arena, this.#root, this.#rootLevel, 0, held)
    return held.map((block) => block * BLOCK_BYTES)
  }

  /** Memory that {@link release} would give back, in bytes of content. */
  get ownedBytes(): number {
    this.#checkAlive('ownedBytes')
    return countOwnedBlocks(this.#arena, this.#root, this.#rootLevel) * BLOCK_BYTES
  }

  get #tree(): { readonly arena: Arena; readonly root: TreeNode | null } {
    return { arena: this.#arena, root: this.#root }
  }

  #ownLeaf(block: number): TreeNode {
    const root = ownNode(this.#arena, this.#root, this.#rootLevel)
    this.#root = root
    return ownLeaf(this.#arena, root, this.#rootLevel, block)
  }

  /** Zeros from `start` to `end`, which lie in one block. A hole stays one. */
  #clearPart(start: number, end: number): void {
    if (start >= end) return
    const block = Math.floor(start / BLOCK_BYTES)
    if (slotOf(this.#root, this.#rootLevel, block) === ZERO_SLOT) return
    const slot = changeableSlot(this.#arena, this.#ownLeaf(block), block)
    this.#arena.clear(slot, start % BLOCK_BYTES, end - start)
  }

  #load(target: Uint8Array, targetOffset: number, offset: number, length: number): void {
    for (let done = 0; done < length; ) {
      const within = (offset + done) % BLOCK_BYTES
      const size = Math.min(BLOCK_BYTES - within, length - done)
      const slot = slotOf(this.#root, this.#rootLevel, Math.floor((offset + done) / BLOCK_BYTES))
      this.#arena.load(slot, within, size, target, targetOffset + done)
      done += size
    }
  }

  #checkAlive(call: string): void {
    if (this.#released) throw new TypeError(`BlockImage.${call}: the image has been released`)
  }

  #check(call: string, offset: number, length: number): void {
    this.#checkAlive(call)
    if (offset % SECTOR_BYTES !== 0 || length % SECTOR_BYTES !== 0)
      throw new RangeError(
        `BlockImage.${call}: offset and length must be multiples of ${SECTOR_BYTES}, got ${offset} and ${length}`,
      )
    if (offset < 0 || length < 0 || offset + length > this.sizeBytes)
      throw new RangeError(
        `BlockImage.${call}: ${length} bytes at ${offset} lie outside an image of ${this.sizeBytes} bytes`,
      )
  }

  #checkComparable(call: string, other: BlockImage): void {
    this.#checkAlive(call)
    other.#checkAlive(call)
    if (this.sizeBytes !== other.sizeBytes)
      throw new RangeError(
        `BlockImage.${call}: the images must have one size, got ${this.sizeBytes} and ${other.sizeBytes} bytes`,
      )
  }
}

/**
 * An image of zeros, whose content will live in `arena`. `sizeBytes` is a multiple of 512, at
 * least one sector and at most {@link MAXIMUM_IMAGE_BYTES}; otherwise RangeError.
 */
export function createImage(arena: Arena, sizeBytes: number): BlockImage {
  if (!(sizeBytes >= SECTOR_BYTES && sizeBytes <= MAXIMUM_IMAGE_BYTES && sizeBytes % SECTOR_BYTES === 0))
    throw new RangeError(`createImage: sizeBytes must be a multiple of 512 from 512 to 2^41, got ${sizeBytes}`)
  return new BlockImage(arena, sizeBytes, null)
}
