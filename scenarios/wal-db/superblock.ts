/**
 * The superblock says where redo begins and which pages have a place on the volume. Two copies
 * are written in turn, so that a torn or lost one leaves its predecessor. One sector: magic
 * u32, CRC-32 u32 (over all that follows it), sequence u48, redo LSN u48, size of the log u48, page bitmap.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { PAGE_BITMAP_BYTES, superblockOffset } from './layout.ts'
import { PageSet } from './page-set.ts'
import type { Storage } from './storage.ts'

const MAGIC = 0x5355_5052
const CRC_AT = 4
const SEQUENCE_AT = 8
const REDO_AT = 14
const LOG_BYTES_AT = 20
const BITMAP_AT = SECTOR_BYTES - PAGE_BITMAP_BYTES

/** What the newest superblock says. */
export interface Superblock {
  readonly sequence: number
  /** Recovery begins at this position of the log; older records are superfluous. */
  readonly redoLsn: number
  /** The pages that are on the volume. One that is not is rebuilt from the log alone. */
  readonly pages: PageSet
}

/** The superblock of a new database. The log begins at its second lap, so that LSN 0 means never. */
export function firstSuperblock(storage: Storage): Superblock {
  return { sequence: 1, redoLsn: storage.wal.sizeBytes, pages: PageSet.empty() }
}

/** Writes the copy whose turn it is. The caller flushes. */
export async function writeSuperblock(storage: Storage, superblock: Superblock): Promise<void> {
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.writeUInt32LE(MAGIC, 0)
  sector.writeUIntLE(superblock.sequence, SEQUENCE_AT, 6)
  sector.writeUIntLE(superblock.redoLsn, REDO_AT, 6)
  sector.writeUIntLE(storage.wal.sizeBytes, LOG_BYTES_AT, 6)
  superblock.pages.bits.copy(sector, BITMAP_AT)
  sector.writeUInt32LE(crc32(sector.subarray(SEQUENCE_AT)), CRC_AT)
  await storage.data.write(superblockOffset(superblock.sequence % 2), sector, { label: 'superblock' })
}

function isWhole(sector: Buffer): boolean {
  return sector.readUInt32LE(0) === MAGIC && sector.readUInt32LE(CRC_AT) === crc32(sector.subarray(SEQUENCE_AT))
}

/**
 * The newest whole superblock among the two copies in `preamble`, or undefined on a volume that
 * was never used. Throws a {@link CorruptionError} if there was one and none is whole.
 */
export function newestSuperblock(storage: Storage, preamble: Uint8Array): Superblock | undefined {
  let newest: Buffer | undefined
  let used = false
  for (const copy of [0, 1]) {
    const offset = superblockOffset(copy)
    const sector = asBuffer(preamble.subarray(offset, offset + SECTOR_BYTES))
    if (isWhole(sector)) {
      const newer = newest === undefined || sector.readUIntLE(SEQUENCE_AT, 6) > newest.readUIntLE(SEQUENCE_AT, 6)
      if (newer) newest = sector
    } else if (sector.some((byte) => byte !== 0)) used = true
  }
  if (newest === undefined) {
    if (used) throw new CorruptionError('wal-db: neither superblock is whole')
    return undefined
  }
  const logBytes = newest.readUIntLE(LOG_BYTES_AT, 6)
  if (logBytes !== storage.wal.sizeBytes)
    throw new CorruptionError(`wal-db: the superblock knows a log of ${logBytes} B, got ${storage.wal.sizeBytes} B`)
  return {
    sequence: newest.readUIntLE(SEQUENCE_AT, 6),
    redoLsn: newest.readUIntLE(REDO_AT, 6),
    pages: new PageSet(newest.subarray(BITMAP_AT)),
  }
}
