/**
 * Reads the log after a crash, without writing anything. The log is a chain: segments in sequence, in them
 * transactions numbered without a gap. It ends at the first thing that does not continue it. A batch may reach over
 * the end of a segment, and a crash may keep its later part only; so a segment that begins with another number than
 * the next one does not continue the log.
 *
 * It does not tell a torn end from a durable transaction that was damaged later.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { decodeEntries, type KeyWrite } from './entry.ts'
import { frameAt, vouchesFor, type Frame, type FramePlace } from './frame.ts'
import { logRules } from './log-rules.ts'
import type { Manifest } from './manifest.ts'
import { Memtable } from './memtable.ts'
import { readSegment, slotCount } from './segments.ts'
import type { Storage } from './storage.ts'

/** What the log adds to the runs of the manifest. */
export interface Replay {
  readonly memtable: Memtable
  readonly transactions: number
  /** Of the segments that belong to the log. */
  readonly lastSegment: number
  readonly nextNumber: number
}

/** @throws CorruptionError when the log does not belong to the manifest */
export async function replayLog(storage: Storage, manifest: Manifest): Promise<Replay> {
  const memtable = new Memtable()
  let lastSegment = manifest.firstSegment
  let nextNumber = manifest.firstNumber
  let transactions = 0
  for (let index = 0; index < slotCount(storage); index += 1) {
    const place = { epoch: manifest.epoch, segment: manifest.firstSegment + index }
    const bytes = await readSegment(storage, place.segment)
    const header = frameAt(bytes, 0, place)
    if (index === 0) checkFirst(storage, manifest, bytes, header)
    if (header?.kind !== 'header') break
    if (header.number !== nextNumber && logRules(storage.defect).gap === 'end-of-log') break
    nextNumber = header.number
    lastSegment = place.segment
    for (const writes of transactionsIn(storage, bytes, place, nextNumber)) {
      memtable.apply(writes)
      nextNumber += 1
      transactions += 1
    }
  }
  return { memtable, transactions, lastSegment, nextNumber }
}

/** The segment that a manifest names was durable before the manifest was, and stays until the next one is. */
function checkFirst(storage: Storage, manifest: Manifest, bytes: Buffer, header: Frame | undefined): void {
  if (header?.kind === 'header' && header.number === manifest.firstNumber) return
  const isEmpty = bytes.subarray(0, SECTOR_BYTES).every((byte) => byte === 0)
  if (isEmpty && logRules(storage.defect).emptyLog === 'accepted') return
  const { sequence, firstSegment } = manifest
  throw new CorruptionError(
    `manifest-store: manifest ${sequence} begins with log segment ${firstSegment}, which is ${isEmpty ? 'empty' : 'another'}`,
  )
}

/** What each transaction of a segment wrote, in turn, up to the first that is not there as a whole. */
function* transactionsIn(
  storage: Storage,
  bytes: Buffer,
  place: FramePlace,
  firstNumber: number,
): Generator<readonly KeyWrite[]> {
  let start = SECTOR_BYTES
  for (let number = firstNumber; start < bytes.length; number += 1) {
    const writes: KeyWrite[] = []
    let at = start
    let frame = frameAt(bytes, at, place)
    while (frame?.kind !== 'commit') {
      if (frame?.kind === 'payload' && frame.number === number) writes.push(...decodeEntries(frame.body))
      at = frame?.end ?? at + SECTOR_BYTES
      if (at >= bytes.length) return
      frame = frameAt(bytes, at, place)
    }
    if (frame.number !== number) return
    if (storage.defect !== 'commit-payload-reorder' && !vouchesFor(frame, bytes, start, at)) return
    yield writes
    start = frame.end
  }
}
