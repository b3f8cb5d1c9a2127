/**
 * Finds out what a log holds, without writing anything.
 *
 * A log is a chain: segments in sequence, in them records numbered without a gap, each of the current
 * generation. The chain ends at the first thing that does not continue it. A later segment whose header
 * names another first record does not continue it either: a crash without flushes can leave a later
 * segment and take the end of the one before.
 *
 * Is the end a torn tail or damage? Sectors written since the last flush may be there or not, each for
 * itself, so bad records and good ones behind them are legal. Two things behind the end n prove damage:
 * - an intact frame or header that says "durable up to d" with d ≥ n, for that was written after a flush
 *   that covered record n, and no crash takes back what a flush covered;
 * - an intact record of a newer generation, for its generation was flushed, with all that preceded it,
 *   before its first record was written.
 * Without either the end may be legal and is taken for a torn tail: damage to the very last flushed batch
 * cannot be told from a crash.
 *
 * A mark of a generation, or a segment header, that nothing flushed proves nothing. It may even carry the
 * number that the next process chooses for its own generation: no record ever followed it.
 *
 * What lies behind a torn tail stays where it is. It is of an older generation than all that will be
 * appended, hence can never continue the chain again; see `LogWriter` for how the generation is changed.
 */
import type { Volume } from '../../core/block/volume.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { endOf, frameAt, isIntact, lengthAt, type Bytes, type Frame, type SegmentHeader } from './format.ts'
import type { Layout, ResolvedOptions } from './options.ts'
import { CorruptLogError, readDirectory, readSegments, type LiveSegment } from './segment-reader.ts'

export interface LogState {
  /** Oldest first. */
  readonly segments: LiveSegment[]
  nextNumber: number
  generation: number
  /** Every record up to this number is known to be durable. */
  durableUpTo: number
  /** Records of the last generation that were still recognisable behind the end of the log, the torn one included. */
  truncatedRecords: number
}

interface Contents {
  readonly headers: ReadonlyMap<number, SegmentHeader>
  readonly segments: ReadonlyMap<number, Bytes>
}

export async function recoverLog(volume: Volume, layout: Layout, options: ResolvedOptions): Promise<LogState> {
  const headers = await readDirectory(volume, layout)
  // With no header at all, look into the first slot: a record with proof there means that the header was lost.
  const segments = await readSegments(volume, layout, headers.size === 0 ? [0] : headers.keys())
  const state: LogState = { segments: [], nextNumber: 1, generation: 0, durableUpTo: 0, truncatedRecords: 0 }
  followChain(state, { headers, segments }, options)
  checkStart(state, layout)
  inspectBehindEnd(state, { headers, segments }, options)
  if (state.truncatedRecords > 0 && options.defect === 'truncate-past-tail') dropLastRecord(state, segments)
  return state
}

function followChain(state: LogState, { headers, segments }: Contents, options: ResolvedOptions): void {
  let sequence = Math.min(...headers.keys())
  if (headers.size > 0) state.nextNumber = headers.get(sequence)!.firstNumber
  for (;; sequence += 1) {
    const header = headers.get(sequence)
    if (!header) return
    const continues = header.firstNumber === state.nextNumber && header.generation >= state.generation
    if (!continues && options.defect !== 'newer-segment-gap') return
    const live: LiveSegment = { sequence, firstNumber: header.firstNumber, used: 0 }
    state.segments.push(live)
    state.nextNumber = header.firstNumber
    state.generation = header.generation
    state.durableUpTo = Math.max(state.durableUpTo, header.durableUpTo)
    followFrames(state, live, segments.get(sequence)!, options)
  }
}

function followFrames(state: LogState, live: LiveSegment, bytes: Bytes, options: ResolvedOptions): void {
  const checked = options.defect !== 'wal-no-checksum'
  while (live.used < options.segmentBytes) {
    if (options.defect === 'length-before-checksum' && lengthAt(bytes, live.used) > options.segmentBytes)
      throw new CorruptLogError(`record ${state.nextNumber} has a length of ${lengthAt(bytes, live.used)} bytes`)
    const frame = frameAt(bytes, live.used)
    if (!frame || !continuesChain(state, frame) || (checked && !isIntact(bytes, frame))) return
    live.used = endOf(frame)
    state.generation = frame.generation
    state.durableUpTo = Math.max(state.durableUpTo, frame.durableUpTo)
    if (frame.kind === 'record') state.nextNumber += 1
  }
}

/** A record or a seal belongs to the current generation, a mark begins a newer one; all carry the next number. */
function continuesChain(state: LogState, frame: Frame): boolean {
  if (frame.number !== state.nextNumber) return false
  return frame.kind === 'generation' ? frame.generation > state.generation : frame.generation === state.generation
}

/**
 * A log that does not begin with its first segment has been recycled. Then the ring is full, except perhaps
 * for the slot of the oldest segment, which is retired only when all the newer ones are durable.
 */
function checkStart(state: LogState, layout: Layout): void {
  const first = state.segments[0]
  const last = state.segments.at(-1)
  if (first && last && first.sequence > 0 && state.segments.length < layout.slots - 1)
    throw new CorruptLogError(`the log begins with segment ${first.sequence} and ends with ${last.sequence}`)
}

/** Takes stock of what a crash left behind the end, and refuses what a crash cannot leave. */
function inspectBehindEnd(state: LogState, { headers, segments }: Contents, options: ResolvedOptions): void {
  const last = state.segments.at(-1)
  for (const [sequence, bytes] of segments) {
    if (last && sequence < last.sequence) continue
    const header = headers.get(sequence)
    if (header && header.durableUpTo >= state.nextNumber) refuse(state, options, `the header of segment ${sequence}`)
    const from = sequence === last?.sequence ? last.used : 0
    for (let offset = from; offset < options.segmentBytes; offset += SECTOR_BYTES) {
      const frame = frameAt(bytes, offset)
      if (!frame) continue
      const newer = frame.kind === 'record' && frame.generation > state.generation
      if ((newer || frame.durableUpTo >= state.nextNumber) && isIntact(bytes, frame))
        refuse(state, options, `${frame.kind} ${frame.number} of generation ${frame.generation}`)
      if (frame.kind !== 'record') continue
      if (frame.generation === state.generation && frame.number >= state.nextNumber) state.truncatedRecords += 1
    }
  }
  if (state.truncatedRecords > 0 && options.defect === 'torn-tail-fatal')
    throw new CorruptLogError(`record ${state.nextNumber} is torn`)
}

function refuse(state: LogState, options: ResolvedOptions, proof: string): void {
  if (options.defect === 'mid-log-rot-as-tail') return
  throw new CorruptLogError(`record ${state.nextNumber} is damaged: ${proof} proves that it was durable`)
}

/** Only for the planted bug `truncate-past-tail`. */
function dropLastRecord(state: LogState, segments: ReadonlyMap<number, Bytes>): void {
  const live = state.segments.at(-1)!
  let previous: Frame | undefined
  for (let offset = 0; offset < live.used; offset = endOf(previous)) {
    const frame = frameAt(segments.get(live.sequence)!, offset)!
    previous = frame
  }
  if (previous?.kind !== 'record') return
  live.used = previous.offset
  state.nextNumber -= 1
}
