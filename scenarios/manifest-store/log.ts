/**
 * The write end of the log. Transactions queue up in batches (group commit). A batch is written in one go, payload
 * and commit records together, and is acknowledged when every segment that it touched is durable; only then does
 * the next one go out, so at most one batch is ever at the mercy of a crash.
 */
import type { Signal } from '../../core/sim/signal.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { KeyWrite } from './entry.ts'
import { encodeHeader, encodeTransaction, transactionBytes } from './frame.ts'
import { logRules } from './log-rules.ts'
import { discardSegments, offsetOf, slotCount, volumeOf } from './segments.ts'
import { flush, type Storage } from './storage.ts'

export interface Transaction {
  /** Its place in the commit order, without gaps. */
  readonly number: number
  readonly writes: readonly KeyWrite[]
  readonly sizeBytes: number
}

/** Transactions that share their flushes. */
export interface Batch {
  readonly transactions: Transaction[]
  sizeBytes: number
  /** How it ended; absent while it has not. */
  outcome?: { readonly failure?: Error }
  /** Notified when {@link Batch.outcome} is set. */
  readonly ended: Signal
}

/** Where a recovered log goes on: at the start of its first segment. */
export interface LogStart {
  readonly epoch: number
  readonly segment: number
  readonly number: number
}

/** What of a batch goes to one segment. */
interface Piece {
  readonly segment: number
  readonly offset: number
  readonly transactions: Transaction[]
  sizeBytes: number
}

/**
 * A recovery needs a slot for a new segment, and before it a flush of the memtable does: batches leave two free.
 */
const RESERVED_SLOTS = 2
export const MINIMUM_SLOTS = RESERVED_SLOTS + 2

/** The most that one transaction, and so one batch, may take: what a segment holds beside its header. */
export const transactionLimitBytes = ({ segmentBytes }: Storage): number => segmentBytes - SECTOR_BYTES

/** Begins a segment: its header is durable before a manifest names it, and before anything is appended. */
export async function beginSegment(
  storage: Storage,
  { epoch, segment, number }: LogStart,
  label: 'segment' | 'open-segment',
): Promise<void> {
  const sector = Buffer.alloc(SECTOR_BYTES)
  encodeHeader(sector, { epoch, segment }, number)
  const volume = volumeOf(storage, segment)
  await volume.write(offsetOf(storage, segment), sector, { label: 'segment' })
  await flush(storage, volume, label)
}

export class Log {
  readonly #storage: Storage
  readonly #newSignal: () => Signal
  readonly #epoch: number
  readonly #queue: Batch[] = []
  #firstSegment: number
  #segment: number
  #usedBytes = SECTOR_BYTES
  #nextQueued: number
  #nextWritten: number

  constructor(storage: Storage, newSignal: () => Signal, start: LogStart) {
    this.#storage = storage
    this.#newSignal = newSignal
    this.#epoch = start.epoch
    this.#firstSegment = start.segment
    this.#segment = start.segment
    this.#nextQueued = start.number
    this.#nextWritten = start.number
  }

  /** Whether so many slots are taken that the oldest segments should be made superfluous. */
  get isCrowded(): boolean {
    return 2 * this.#liveSegments > slotCount(this.#storage)
  }

  /** Whether a batch can be written now. */
  hasRoomFor({ sizeBytes }: Batch): boolean {
    return this.#fits(sizeBytes) || this.#liveSegments + 1 + RESERVED_SLOTS <= slotCount(this.#storage)
  }

  /** Queues a transaction behind all others and gives it its number. */
  append(writes: readonly KeyWrite[]): { readonly transaction: Transaction; readonly batch: Batch } {
    const transaction = { number: this.#nextQueued++, writes, sizeBytes: transactionBytes(writes) }
    let batch = this.#queue.at(-1)
    if (batch === undefined || batch.sizeBytes + transaction.sizeBytes > transactionLimitBytes(this.#storage)) {
      batch = { transactions: [], sizeBytes: 0, ended: this.#newSignal() }
      this.#queue.push(batch)
    }
    batch.transactions.push(transaction)
    batch.sizeBytes += transaction.sizeBytes
    return { transaction, batch }
  }

  /** Takes the oldest queued batch. */
  take(): Batch | undefined {
    return this.#queue.shift()
  }

  /** Sends a batch, for which there must be room, to the volumes. Returns the segments that it touched. */
  async write(batch: Batch): Promise<readonly number[]> {
    const pieces = this.#layOut(batch)
    await Promise.all(pieces.map((piece) => this.#writePiece(piece)))
    return pieces.map(({ segment }) => segment)
  }

  /** Makes what was written to these segments durable. An error means that nobody knows, and stays so. */
  async sync(segments: readonly number[]): Promise<void> {
    const synced = logRules(this.#storage.defect).synced === 'newest' ? segments.slice(-1) : segments
    const volumes = new Set(synced.map((segment) => volumeOf(this.#storage, segment)))
    await Promise.all([...volumes].map((volume) => flush(this.#storage, volume, 'commit')))
  }

  /**
   * Goes on to a new segment. No batch may be under way: two flushes of one volume at a time must not be, for if one
   * of them fails, nobody knows what the other proves.
   */
  async startSegment(): Promise<LogStart> {
    this.#segment += 1
    this.#usedBytes = SECTOR_BYTES
    const start = { epoch: this.#epoch, segment: this.#segment, number: this.#nextWritten }
    await beginSegment(this.#storage, start, 'segment')
    return start
  }

  /** Gives up all segments before this one. */
  async retireBefore(segment: number): Promise<void> {
    await discardSegments(this.#storage, this.#firstSegment, segment)
    this.#firstSegment = segment
  }

  get #liveSegments(): number {
    return this.#segment - this.#firstSegment + 1
  }

  #fits(sizeBytes: number): boolean {
    return this.#usedBytes + sizeBytes <= this.#storage.segmentBytes
  }

  #layOut({ transactions }: Batch): readonly Piece[] {
    const pieces: Piece[] = []
    let piece: Piece | undefined
    for (const transaction of transactions) {
      const fits = this.#fits(transaction.sizeBytes)
      if (!fits) {
        this.#segment += 1
        this.#usedBytes = SECTOR_BYTES
      }
      if (piece === undefined || !fits) {
        const offset = fits ? this.#usedBytes : 0
        piece = { segment: this.#segment, offset, transactions: [], sizeBytes: this.#usedBytes - offset }
        pieces.push(piece)
      }
      piece.transactions.push(transaction)
      piece.sizeBytes += transaction.sizeBytes
      this.#usedBytes += transaction.sizeBytes
      this.#nextWritten = transaction.number + 1
    }
    return pieces
  }

  async #writePiece({ segment, offset, transactions, sizeBytes }: Piece): Promise<void> {
    const place = { epoch: this.#epoch, segment }
    const bytes = Buffer.alloc(sizeBytes)
    let at = offset === 0 ? encodeHeader(bytes, place, transactions[0]!.number) : 0
    for (const { number, writes } of transactions) at = encodeTransaction(bytes, at, place, number, writes)
    await volumeOf(this.#storage, segment).write(offsetOf(this.#storage, segment) + offset, bytes, { label: 'log' })
  }
}
