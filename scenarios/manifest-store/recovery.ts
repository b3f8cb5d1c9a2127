/**
 * Opens whatever a crash left. What the log holds becomes a run, a new segment begins the log of this life, and one
 * manifest puts both in force; until it is durable nothing that the manifest before it needs is touched. So a
 * crash inside recovery only repeats it, and what recovery has shown is durable when it ends.
 *
 * The manifest that was read comes first: after a mere process crash it may sit in the device's cache only, and the
 * one before it needs runs and segments whose space recovery takes for free.
 */
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { beginSegment, type LogStart } from './log.ts'
import { replayLog, type Replay } from './log-replay.ts'
import {
  MANIFEST_AREA_BYTES, MAXIMUM_RUNS, NO_MANIFEST, readManifest, writeManifest, type Manifest,
} from './manifest.ts'
import { Memtable } from './memtable.ts'
import { mergeRuns, readRun, withoutDeletions, writeRun, type Run } from './run.ts'
import { RunSpace } from './run-space.ts'
import { discardSegments, readSegment } from './segments.ts'
import { flush, type Storage } from './storage.ts'

export interface Recovered {
  readonly manifest: Manifest
  /** Oldest first. */
  readonly runs: readonly Run[]
  readonly space: RunSpace
  /** Empty unless a defect leaves there what should be in a run. */
  readonly memtable: Memtable
  readonly logStart: LogStart
  /** How many transactions were replayed. */
  readonly replayed: number
}

/** Recovers a store, or formats volumes that were never used. @throws CorruptionError if it cannot */
export async function recover(storage: Storage): Promise<Recovered> {
  const found = await readManifest(storage)
  if (found) await flush(storage, storage.data, 'open-data')
  const old = found ?? NO_MANIFEST
  const replay = found ? await replayLog(storage, found) : await nothingToReplay(storage)
  const sequence = old.sequence + 1
  const space = new RunSpace(MANIFEST_AREA_BYTES, storage.data.sizeBytes)
  if (storage.defect !== 'recovery-volatile-state') space.rebuild(old.runs)

  let runs: readonly Run[] = old.runs.map((meta) => ({ meta, values: undefined }))
  let { memtable } = replay
  if (storage.defect !== 'seal-before-checkpoint') {
    if (!memtable.isEmpty) runs = await addRun(storage, space, runs, sequence, memtable)
    memtable = new Memtable()
  }

  const logStart = { epoch: old.epoch + 1, segment: replay.lastSegment + 1, number: replay.nextNumber }
  await beginSegment(storage, logStart, 'open-segment')
  const manifest: Manifest = {
    sequence,
    epoch: logStart.epoch,
    firstSegment: logStart.segment,
    firstNumber: logStart.number,
    runs: runs.map(({ meta }) => meta),
  }
  await writeManifest(storage, manifest)
  await flush(storage, storage.data, 'open-manifest')
  space.rebuild(manifest.runs)
  await discardSegments(storage, old.firstSegment, manifest.firstSegment)
  return { manifest, runs, space, memtable, logStart, replayed: replay.transactions }
}

/** Many crashes in a row leave many runs; before the manifest overflows they are merged. */
async function addRun(
  storage: Storage,
  space: RunSpace,
  runs: readonly Run[],
  id: number,
  memtable: Memtable,
): Promise<readonly Run[]> {
  const overflows = runs.length === MAXIMUM_RUNS
  const older = overflows ? await Promise.all(runs.map((run) => readRun(storage, run))) : []
  const values = overflows ? withoutDeletions(mergeRuns([...older, memtable.values])) : memtable.values
  const run = await writeRun(storage, id, values, (sizeBytes) => space.allocate(sizeBytes))
  await flush(storage, storage.data, 'open-run')
  return overflows ? [run] : [...runs, run]
}

/** A new store. Transactions without a manifest are not new: their other half is missing. */
async function nothingToReplay(storage: Storage): Promise<Replay> {
  const first = await readSegment(storage, NO_MANIFEST.firstSegment)
  if (first.subarray(SECTOR_BYTES).some((byte) => byte !== 0))
    throw new CorruptionError('manifest-store: there is a log, but no manifest')
  const { firstSegment, firstNumber } = NO_MANIFEST
  return { memtable: new Memtable(), transactions: 0, lastSegment: firstSegment - 1, nextNumber: firstNumber }
}
