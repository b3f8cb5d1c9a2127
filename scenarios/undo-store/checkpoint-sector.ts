/**
 * The checkpoint sector says where redo begins, and holds a snapshot of the set with the position in the log that
 * it stands for. Two copies are written in turn, so that a lost one leaves its predecessor. Layout: magic u32,
 * CRC-32 u32 (over all that follows it), sequence u48, redo LSN u48, snapshot LSN u48, size of the log u32, bitmap.
 */
import { crc32 } from 'node:zlib'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { checkpointOffset } from './layout.ts'
import { MEMBER_BITMAP_BYTES, MemberSet } from './member-set.ts'
import type { Storage } from './storage.ts'

const MAGIC = 0x5450_4b43
const CRC_AT = 4
const SEQUENCE_AT = 8
const REDO_AT = 14
const SNAPSHOT_AT = 20
const LOG_BYTES_AT = 26
const BITMAP_AT = SECTOR_BYTES - MEMBER_BITMAP_BYTES

/** What the newest checkpoint says. */
export interface Checkpoint {
  readonly sequence: number
  /** Recovery begins with the frame at this position; all before it is superfluous, for redo and for undo. */
  readonly redoLsn: number
  /** The set contains exactly the transactions whose commit record lies before this position. */
  readonly snapshotLsn: number
  readonly members: MemberSet
}

/** The checkpoint of a new store. The log begins at its second lap, so that LSN 0 means never. */
export function firstCheckpoint(storage: Storage): Checkpoint {
  const start = storage.wal.sizeBytes
  return { sequence: 1, redoLsn: start, snapshotLsn: start, members: MemberSet.empty() }
}

/** Writes the copy whose turn it is. The caller flushes. */
export async function writeCheckpoint(storage: Storage, checkpoint: Checkpoint): Promise<void> {
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.writeUInt32LE(MAGIC, 0)
  sector.writeUIntLE(checkpoint.sequence, SEQUENCE_AT, 6)
  sector.writeUIntLE(checkpoint.redoLsn, REDO_AT, 6)
  sector.writeUIntLE(checkpoint.snapshotLsn, SNAPSHOT_AT, 6)
  sector.writeUInt32LE(storage.wal.sizeBytes, LOG_BYTES_AT)
  checkpoint.members.bits.copy(sector, BITMAP_AT)
  sector.writeUInt32LE(crc32(sector.subarray(SEQUENCE_AT)), CRC_AT)
  await storage.data.write(checkpointOffset(checkpoint.sequence % 2), sector, { label: 'checkpoint' })
}

function isWhole(sector: Buffer): boolean {
  return sector.readUInt32LE(0) === MAGIC && sector.readUInt32LE(CRC_AT) === crc32(sector.subarray(SEQUENCE_AT))
}

/**
 * The newest whole checkpoint, or undefined on a volume that was never used. Throws a {@link CorruptionError} if
 * there was one and none is whole.
 */
export async function readCheckpoint({ wal, data }: Storage): Promise<Checkpoint | undefined> {
  const sectors = (await Promise.all([0, 1].map((copy) => data.read(checkpointOffset(copy), SECTOR_BYTES)))).map(asBuffer)
  const [newest] = sectors.filter(isWhole).sort((a, b) => b.readUIntLE(SEQUENCE_AT, 6) - a.readUIntLE(SEQUENCE_AT, 6))
  if (newest === undefined) {
    if (sectors.some((sector) => sector.some((byte) => byte !== 0)))
      throw new CorruptionError('undo-store: neither checkpoint is whole')
    return undefined
  }
  const logBytes = newest.readUInt32LE(LOG_BYTES_AT)
  if (logBytes !== wal.sizeBytes)
    throw new CorruptionError(`undo-store: the checkpoint knows a log of ${logBytes} B, got ${wal.sizeBytes} B`)
  return {
    sequence: newest.readUIntLE(SEQUENCE_AT, 6),
    redoLsn: newest.readUIntLE(REDO_AT, 6),
    snapshotLsn: newest.readUIntLE(SNAPSHOT_AT, 6),
    members: new MemberSet(newest.subarray(BITMAP_AT)),
  }
}
