/**
 * The double-write area: before pages are overwritten in place, their images go here and are
 * flushed. A page that tears in place is then whole here. The list names the pages of the last
 * batch with their checksums; an image counts only if the list vouches for it, because images of older batches
 * stay behind in the area and must not come back.
 *
 * Why not images in the log: they would multiply a log that is meant to be small, and each
 * checkpoint would make the next commits slow.
 *
 * List, one sector: magic u32, CRC-32 u32 (over all that follows it), count u32, then per page: id u32, checksum u32.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { DOUBLE_WRITE_LIST_AT, imageOffset } from './layout.ts'
import { isPageWhole, PAGE_BYTES, pageChecksum } from './page.ts'
import { flush, type Storage } from './storage.ts'

const MAGIC = 0x5442_4c44
const CRC_AT = 4
const COUNT_AT = 8
const ENTRIES_AT = 12
const ENTRY_BYTES = 8

/** A page that the double-write area vouches for. */
export interface DoubleWriteEntry {
  readonly pageId: number
  readonly checksum: number
}

/** A batch of sealed pages on its way out: the list, followed by the images. */
export class DoubleWriteBatch {
  readonly #bytes: Buffer
  readonly #pageIds: readonly number[]

  constructor(pageIds: readonly number[]) {
    this.#pageIds = pageIds
    this.#bytes = Buffer.alloc(SECTOR_BYTES + pageIds.length * PAGE_BYTES)
  }

  /** The place of an image in this batch. */
  image(index: number): Buffer {
    const at = SECTOR_BYTES + index * PAGE_BYTES
    return this.#bytes.subarray(at, at + PAGE_BYTES)
  }

  /** Makes the images durable in the double-write area. Only then may the pages be overwritten. */
  async protect(storage: Storage): Promise<void> {
    if (storage.defect === 'torn-page-no-image') return
    const list = this.#bytes.subarray(0, SECTOR_BYTES)
    list.writeUInt32LE(MAGIC, 0)
    list.writeUInt32LE(this.#pageIds.length, COUNT_AT)
    this.#pageIds.forEach((pageId, index) => {
      list.writeUInt32LE(pageId, ENTRIES_AT + index * ENTRY_BYTES)
      list.writeUInt32LE(pageChecksum(this.image(index)), ENTRIES_AT + index * ENTRY_BYTES + 4)
    })
    list.writeUInt32LE(crc32(list.subarray(COUNT_AT)), CRC_AT)
    await storage.data.write(DOUBLE_WRITE_LIST_AT, this.#bytes, { label: 'double-write' })
    await flush(storage, 'data', 'double-write')
  }
}

/** The pages of the last batch, from the start of the data volume. Empty if the list itself is torn. */
export function doubleWriteEntries(preamble: Uint8Array): readonly DoubleWriteEntry[] {
  const list = asBuffer(preamble.subarray(DOUBLE_WRITE_LIST_AT, DOUBLE_WRITE_LIST_AT + SECTOR_BYTES))
  if (list.readUInt32LE(0) !== MAGIC || list.readUInt32LE(CRC_AT) !== crc32(list.subarray(COUNT_AT))) return []
  return Array.from({ length: list.readUInt32LE(COUNT_AT) }, (_, index) => ({
    pageId: list.readUInt32LE(ENTRIES_AT + index * ENTRY_BYTES),
    checksum: list.readUInt32LE(ENTRIES_AT + index * ENTRY_BYTES + 4),
  }))
}

/** The image that the list's entry `index` vouches for, or undefined if the area does not hold it whole. */
export async function readImage(storage: Storage, entry: DoubleWriteEntry, index: number): Promise<Buffer | undefined> {
  const image = asBuffer(await storage.data.read(imageOffset(index), PAGE_BYTES))
  return isPageWhole(image, entry.pageId) && pageChecksum(image) === entry.checksum ? image : undefined
}
