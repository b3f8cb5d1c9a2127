/**
 * Reads the log after a crash: the frames from the redo point to the end. Only the last frame can be damaged by
 * a crash, since each is durable before the next goes out; a whole frame behind a damaged one proves that the
 * damage is none of a crash.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { RingWindow } from '../parts/ring.ts'
import { decodeFrame, FRAME_LIMIT_BYTES, frameBytes, isFrameHead } from './frame.ts'
import type { LogRecord } from './record.ts'
import type { Storage } from './storage.ts'

/** What the log holds. */
export interface LogScan {
  readonly records: readonly LogRecord[]
  /** Where the frames begin that hold the records. */
  readonly frameStarts: readonly number[]
  /** The end of the log: behind its last whole frame. */
  readonly end: number
  /** The head of a frame that was cut off lies at the end. */
  readonly tornTail: boolean
}

/** Reads the log from `redoLsn` on, where a frame begins. Throws a {@link CorruptionError} if durable frames are damaged. */
export async function scanLog(storage: Storage, redoLsn: number): Promise<LogScan> {
  const window = new RingWindow(storage.wal, redoLsn)
  const records: LogRecord[] = []
  const frameStarts: number[] = []
  let at = 0
  for (;;) {
    await window.grow(at + FRAME_LIMIT_BYTES)
    const frame = decodeFrame(window.bytes, at, redoLsn + at)
    if (frame === null) break
    frameStarts.push(redoLsn + at)
    records.push(...frame)
    at += frameBytes(frame.length)
  }
  const end = redoLsn + at
  rejectLaterFrames(window.bytes, at, end)
  const tornTail = at < window.bytes.length && isFrameHead(window.bytes, at, end)
  return { records, frameStarts, end, tornTail }
}

function rejectLaterFrames(log: Buffer, at: number, end: number): void {
  for (let next = SECTOR_BYTES; at + next < log.length; next += SECTOR_BYTES) {
    if (decodeFrame(log, at + next, end + next) !== null)
      throw new CorruptionError(`undo-store: the log is damaged at ${end}, before durable records`)
  }
}

/**
 * Wipes the head of a frame that was cut off, so that what is appended in its place can never complete it again.
 * The caller flushes before anything is appended.
 */
export async function eraseTornTail({ wal }: Storage, { end, tornTail }: LogScan): Promise<void> {
  if (tornTail) await wal.writeZeroes(end % wal.sizeBytes, SECTOR_BYTES, { label: 'log-tail' })
}
