/**
 * Reads the log after a crash: the records from the redo point to the end, and what may lie
 * behind the end. Only the last batch can be damaged by a crash. Whole records behind the first damaged one
 * were in that batch too; they must never be seen again, although they have the LSN of their place.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { ringStretches, RingWindow } from '../parts/ring.ts'
import { batchLimitBytes } from './log.ts'
import { batchStartOf, claimedBytes, isRecordHead, isRecordWhole, payloadOf, type LogRecord } from './record.ts'
import type { Storage } from './storage.ts'

const READ_AHEAD_BYTES = 64 * 1024

/** What the log holds. */
export interface LogScan {
  readonly records: readonly LogRecord[]
  /** The end of the log: behind its last whole record. */
  readonly end: number
  /** Bytes behind the end that hold leftovers of a torn batch; 0 if there are none. */
  readonly leftoverBytes: number
}

/** Reads the log from `redoLsn` on. Throws a {@link CorruptionError} if durable records are damaged. */
export async function scanLog(storage: Storage, redoLsn: number): Promise<LogScan> {
  const limitBytes = batchLimitBytes(storage.wal.sizeBytes)
  const window = new RingWindow(storage.wal, redoLsn, READ_AHEAD_BYTES)
  const records: LogRecord[] = []
  let at = 0
  for (;;) {
    const lookAhead = at + limitBytes + SECTOR_BYTES
    if (lookAhead > window.bytes.length) await window.grow(lookAhead)
    const sizeBytes = wholeRecordBytes(storage, window.bytes, at, redoLsn + at, limitBytes)
    if (sizeBytes === 0) break
    records.push({ lsn: redoLsn + at, payload: payloadOf(window.bytes, at) })
    at += sizeBytes
  }
  return { records, end: redoLsn + at, leftoverBytes: leftoverBytes(storage, window.bytes, at, redoLsn, limitBytes) }
}

/** The size of the whole record at `at`, or 0. The length is believed only within bounds, and then checked. */
function wholeRecordBytes(storage: Storage, log: Buffer, at: number, lsn: number, limitBytes: number): number {
  if (at >= log.length || !isRecordHead(log, at, lsn)) return 0
  const sizeBytes = claimedBytes(log, at)
  if (sizeBytes > limitBytes || at + sizeBytes > log.length) return 0
  return storage.defect === 'wal-no-checksum' || isRecordWhole(log, at) ? sizeBytes : 0
}

/**
 * Looks behind the end for records that have the LSN of their place. They belong to the torn batch,
 * which began at or before the end. A whole one of a later batch proves that the end was durable once:
 * the damage is no torn write, and cutting the log off there would lose commits.
 */
function leftoverBytes(storage: Storage, log: Buffer, end: number, redoLsn: number, limitBytes: number): number {
  let leftover = 0
  for (let at = end; at < Math.min(end + limitBytes + SECTOR_BYTES, log.length); at += SECTOR_BYTES) {
    if (!isRecordHead(log, at, redoLsn + at)) continue
    leftover = at + SECTOR_BYTES - end
    const whole = at > end && wholeRecordBytes(storage, log, at, redoLsn + at, limitBytes) > 0
    if (whole && batchStartOf(log, at) > redoLsn + end && storage.defect !== 'mid-log-rot-as-tail')
      throw new CorruptionError(`wal-db: the log is damaged at ${redoLsn + end}, before durable records`)
  }
  if (leftover > 0 && storage.defect === 'torn-tail-fatal')
    throw new CorruptionError(`wal-db: the log is damaged at ${redoLsn + end}`)
  return leftover
}

/** Wipes what lies behind the end of the log. The caller flushes before anything is appended. */
export async function eraseLeftover(storage: Storage, scan: LogScan): Promise<void> {
  if (storage.defect === 'stale-tail-resurrected') return
  const stretches = ringStretches(storage.wal.sizeBytes, scan.end, scan.leftoverBytes)
  const { wal } = storage
  await Promise.all(stretches.map(({ at, length }) => wal.writeZeroes(at, length, { label: 'log-tail' })))
}
