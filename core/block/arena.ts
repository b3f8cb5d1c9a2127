import { BLOCK_BYTES, SECTOR_BYTES, SECTORS_PER_BLOCK } from './geometry.ts'
import { sectorContribution } from './image-hash.ts'
import type { ImageHash } from './image-hash.ts'
import { hashSector, SECTOR_WORDS } from './sector-hash.ts'

const SLOTS_PER_SLAB_LOG2 = 10
const SLOTS_PER_SLAB = 1 << SLOTS_PER_SLAB_LOG2
const SLOT_IN_SLAB = SLOTS_PER_SLAB - 1
const BLOCK_WORDS = SECTOR_WORDS * SECTORS_PER_BLOCK
const LANES_PER_SLOT = SECTORS_PER_BLOCK * 2

/** Bits of the hash state of a slot: one for each sector whose hash is kept, and one for the sum over them. */
const ALL_SECTORS_HASHED = (1 << SECTORS_PER_BLOCK) - 1
const SUM_VALID = 1 << SECTORS_PER_BLOCK

/** The slot of the block of zeros. It is what a hole reads from, is never written and never freed. */
export const ZERO_SLOT = 0

/** What an arena holds now and has done since it was created. For tests of leaks and of costs. */
export interface ArenaStatistics {
  /** Slots that some image refers to; the block of zeros is not counted. */
  readonly slotsInUse: number
  /** Slots for which memory is held, in use or free. */
  readonly slotsAllocated: number
  /** Memory held for content, in bytes. */
  readonly slotBytes: number
  /** Blocks whose old content was copied because a part of a shared block was written. */
  readonly blocksCopied: number
  /** Tree nodes that were copied because something below a shared node was written. */
  readonly nodesCopied: number
  /** Sectors whose hash was computed. */
  readonly sectorsHashed: number
}

/**
 * The content of all images that may share it: reference-counted slots of one block each, in
 * slabs of 4 MiB that are added as needed and kept. A slot belongs to one block number for
 * all its life, in every image that refers to it; hashes are computed when asked for and kept.
 *
 * It does not look for equal contents: blocks are shared by forking images only.
 */
export class Arena {
  readonly #slabs: Uint8Array[] = []
  readonly #slabWords: Uint32Array[] = []
  #capacity = 0
  #unused = ZERO_SLOT + 1
  #references = new Int32Array(0)
  #blocks = new Int32Array(0)
  #hashStates = new Uint16Array(0)
  #sectorLanes = new Uint32Array(0)
  #sumLanes = new Int32Array(0)
  #free = new Int32Array(0)
  #freeCount = 0
  #blocksCopied = 0
  #nodesCopied = 0
  #sectorsHashed = 0

  constructor() {
    this.#addSlab()
    this.#references[ZERO_SLOT] = 1
    this.#hashStates[ZERO_SLOT] = ALL_SECTORS_HASHED | SUM_VALID
  }

  get statistics(): ArenaStatistics {
    return {
      slotsInUse: this.#unused - 1 - this.#freeCount,
      slotsAllocated: this.#capacity,
      slotBytes: this.#capacity * BLOCK_BYTES,
      blocksCopied: this.#blocksCopied,
      nodesCopied: this.#nodesCopied,
      sectorsHashed: this.#sectorsHashed,
    }
  }

  /** A slot for the block of this number, with one reference. Its content is whatever was there: fill it. */
  allocate(block: number): number {
    let slot: number
    if (this.#freeCount > 0) slot = this.#free[--this.#freeCount]
    else {
      if (this.#unused === this.#capacity) this.#addSlab()
      slot = this.#unused++
    }
    this.#references[slot] = 1
    this.#blocks[slot] = block
    this.#hashStates[slot] = 0
    return slot
  }

  /** A slot with a copy of the content and of the kept sector hashes of `source`, with one reference. */
  allocateCopy(source: number, block: number): number {
    const slot = this.allocate(block)
    const from = (source & SLOT_IN_SLAB) * BLOCK_BYTES
    const slab = this.#slabs[source >>> SLOTS_PER_SLAB_LOG2]
    this.#slabs[slot >>> SLOTS_PER_SLAB_LOG2].set(
      slab.subarray(from, from + BLOCK_BYTES),
      (slot & SLOT_IN_SLAB) * BLOCK_BYTES,
    )
    this.#hashStates[slot] = this.#hashStates[source] & ALL_SECTORS_HASHED
    this.#sectorLanes.copyWithin(slot * LANES_PER_SLOT, source * LANES_PER_SLOT, (source + 1) * LANES_PER_SLOT)
    this.#blocksCopied++
    return slot
  }

  /** One more reference. */
  retain(slot: number): void {
    if (slot !== ZERO_SLOT) this.#references[slot]++
  }

  /** One reference less; the last one frees the slot. */
  release(slot: number): void {
    if (slot !== ZERO_SLOT && --this.#references[slot] === 0) this.#free[this.#freeCount++] = slot
  }

  /** Whether the slot may not be written: it has other references, or is the block of zeros. */
  isShared(slot: number): boolean {
    return slot === ZERO_SLOT || this.#references[slot] > 1
  }

  /** Counts a copied tree node. */
  countNodeCopy(): void {
    this.#nodesCopied++
  }

  /** Writes `data` (whole sectors) at `within` bytes into the slot. */
  store(slot: number, within: number, data: Uint8Array): void {
    this.#slabs[slot >>> SLOTS_PER_SLAB_LOG2].set(data, (slot & SLOT_IN_SLAB) * BLOCK_BYTES + within)
    this.#forgetHashes(slot, within, data.length)
  }

  /** Writes `length` zeros (whole sectors) at `within` bytes into the slot. */
  clear(slot: number, within: number, length: number): void {
    const start = (slot & SLOT_IN_SLAB) * BLOCK_BYTES + within
    this.#slabs[slot >>> SLOTS_PER_SLAB_LOG2].fill(0, start, start + length)
    this.#forgetHashes(slot, within, length)
  }

  /** A copy of `length` bytes of the slot. */
  slice(slot: number, within: number, length: number): Uint8Array {
    const start = (slot & SLOT_IN_SLAB) * BLOCK_BYTES + within
    return this.#slabs[slot >>> SLOTS_PER_SLAB_LOG2].slice(start, start + length)
  }

  /** Copies `length` bytes of the slot to `target[targetOffset]` and on. */
  load(slot: number, within: number, length: number, target: Uint8Array, targetOffset: number): void {
    const start = (slot & SLOT_IN_SLAB) * BLOCK_BYTES + within
    target.set(this.#slabs[slot >>> SLOTS_PER_SLAB_LOG2].subarray(start, start + length), targetOffset)
  }

  /** The words among which those of the slot begin at {@link firstWord}. To be read only. */
  words(slot: number): Uint32Array {
    return this.#slabWords[slot >>> SLOTS_PER_SLAB_LOG2]
  }

  /** Where the slot begins in {@link words}. */
  firstWord(slot: number): number {
    return (slot & SLOT_IN_SLAB) * BLOCK_WORDS
  }

  /** Whether the slot holds only zeros. */
  isZero(slot: number): boolean {
    if (slot === ZERO_SLOT) return true
    const words = this.words(slot)
    const first = this.firstWord(slot)
    for (let at = first; at < first + BLOCK_WORDS; at++) if (words[at] !== 0) return false
    return true
  }

  /** The hash of one sector (0 … 7) of the slot. */
  sectorHash(slot: number, sector: number): ImageHash {
    this.#hashSectors(slot, 1 << sector)
    const lane = slot * LANES_PER_SLOT + sector * 2
    return { high: this.#sectorLanes[lane], low: this.#sectorLanes[lane + 1] }
  }

  /** Computes what is missing for {@link sumHigh} and {@link sumLow}. */
  hashBlock(slot: number): void {
    if ((this.#hashStates[slot] & SUM_VALID) !== 0) return
    this.#hashSectors(slot, ALL_SECTORS_HASHED)
    let sumHigh = 0
    let sumLow = 0
    const firstLba = this.#blocks[slot] * SECTORS_PER_BLOCK
    for (let sector = 0; sector < SECTORS_PER_BLOCK; sector++) {
      const high = this.#sectorLanes[slot * LANES_PER_SLOT + sector * 2]
      const low = this.#sectorLanes[slot * LANES_PER_SLOT + sector * 2 + 1]
      if ((high | low) === 0) continue
      sumHigh = (sumHigh + sectorContribution(firstLba + sector, high)) | 0
      sumLow = (sumLow + sectorContribution(firstLba + sector, low)) | 0
    }
    this.#sumLanes[slot * 2] = sumHigh
    this.#sumLanes[slot * 2 + 1] = sumLow
    this.#hashStates[slot] |= SUM_VALID
  }

  /** What the block adds to the high lane of an image hash, signed, after {@link hashBlock}. */
  sumHigh(slot: number): number {
    return this.#sumLanes[slot * 2]
  }

  /** What the block adds to the low lane of an image hash, signed, after {@link hashBlock}. */
  sumLow(slot: number): number {
    return this.#sumLanes[slot * 2 + 1]
  }

  #hashSectors(slot: number, wanted: number): void {
    const missing = wanted & ~this.#hashStates[slot]
    if (missing === 0) return
    const words = this.words(slot)
    const first = this.firstWord(slot)
    for (let sector = 0; sector < SECTORS_PER_BLOCK; sector++) {
      if ((missing & (1 << sector)) === 0) continue
      hashSector(words, first + sector * SECTOR_WORDS, this.#sectorLanes, slot * LANES_PER_SLOT + sector * 2)
      this.#sectorsHashed++
    }
    this.#hashStates[slot] |= missing
  }

  #forgetHashes(slot: number, within: number, length: number): void {
    if (this.#hashStates[slot] === 0) return
    const touched = ((1 << (length / SECTOR_BYTES)) - 1) << (within / SECTOR_BYTES)
    this.#hashStates[slot] &= ~(touched | SUM_VALID)
  }

  #addSlab(): void {
    const slab = new Uint8Array(SLOTS_PER_SLAB * BLOCK_BYTES)
    const capacity = this.#capacity + SLOTS_PER_SLAB
    if (capacity > this.#references.length) {
      const size = Math.max(capacity, this.#references.length * 2)
      this.#references = enlarged(this.#references, new Int32Array(size))
      this.#blocks = enlarged(this.#blocks, new Int32Array(size))
      this.#hashStates = enlarged(this.#hashStates, new Uint16Array(size))
      this.#sectorLanes = enlarged(this.#sectorLanes, new Uint32Array(size * LANES_PER_SLOT))
      this.#sumLanes = enlarged(this.#sumLanes, new Int32Array(size * 2))
      this.#free = enlarged(this.#free, new Int32Array(size))
    }
    this.#slabs.push(slab)
    this.#slabWords.push(new Uint32Array(slab.buffer))
    this.#capacity = capacity
  }
}

function enlarged<T extends Int32Array | Uint32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}

/** An empty arena. One serves all images that may share content: the disks of a world and their crash images. */
export function createArena(): Arena {
  return new Arena()
}
