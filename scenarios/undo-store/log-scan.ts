/**
 * Reads the log after a crash: the frames from the redo point to the end. Only the last frame can be damaged by
 * a crash, since each is durable before the next goes out; a whole frame behind a damaged one proves that the
 * damage is none of a crash.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { decodeFrame, FRAME_LIMIT_BYTES, frameBytes, isFrameHead } from './frame.ts'
import { ringStretches } from './log.ts'
import type { LogRecord } from './record.ts'
import { asBuffer, CorruptionError } from './storage.ts'
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

/** A growing copy of the ring, from one position on. */
class Window {
  readonly #storage: Storage
  readonly #start: number
  bytes: Buffer = Buffer.alloc(0)

  constructor(storage: Storage, start: number) {
    this.#storage = storage
    this.#start = start
  }

  /** Reads on until `length` bytes are here, or one lap. */
  async grow(length: number): Promise<void> {
    const { wal } = this.#storage
    const wanted = Math.min(wal.sizeBytes, Math.max(length, this.bytes.length * 2)) - this.bytes.length
    if (length <= this.bytes.length || wanted === 0) return
    const stretches = ringStretches(wal.sizeBytes, this.#start + this.bytes.length, wanted)
    const parts = await Promise.all(stretches.map((stretch) => wal.read(stretch.at, stretch.length)))
    this.bytes = this.bytes.length === 0 && parts.length === 1 ? asBuffer(parts[0]!) : Buffer.concat([this.bytes, ...parts])
  }
}

/** Reads the log from `redoLsn` on, where a frame begins. Throws a {@link CorruptionError} if durable frames are damaged. */
export async function scanLog(storage: Storage, redoLsn: number): Promise<LogScan> {
  const window = new Window(storage, redoLsn)
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
