/**
 * Opens whatever a crash left: analysis, redo of everything that the pages lack, undo of what did not commit. Every
 * write on the way (a wiped log tail, pages that leave the pool, compensation records) only brings the volumes
 * nearer to what recovery will find again, so it can be cut off at any of them and begin anew.
 *
 * The flushes come before the first of those writes: after a mere process crash, what was read may sit in the
 * device's cache only, and nothing that was shown once, or whose predecessor is about to be overwritten, may vanish.
 */
import type { Mutex } from '../../core/sim/signal.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { analyse } from './analysis.ts'
import type { Winner } from './analysis.ts'
import { firstCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint-sector.ts'
import type { Checkpoint } from './checkpoint-sector.ts'
import { Log } from './log.ts'
import { eraseTornTail, scanLog } from './log-scan.ts'
import type { MemberSet } from './member-set.ts'
import { pageOfCounter } from './page.ts'
import { Pager } from './pager.ts'
import type { LogRecord } from './record.ts'
import { rollBack } from './rollback.ts'
import { flush } from './storage.ts'
import type { Storage } from './storage.ts'

/** What recovery found and rebuilt. */
export interface Recovered {
  readonly checkpoint: Checkpoint
  readonly log: Log
  readonly pager: Pager
  readonly members: MemberSet
  /** How many log records were read again. */
  readonly replayed: number
}

/** What recovery builds log and pool from. */
export interface RecoveryParts {
  /** Pages that the pool holds. */
  readonly frames: number
  /** Held while pages are read or changed. */
  readonly latch: Mutex
  readonly newMutex: () => Mutex
}

/** Recovers a store, or formats volumes that were never used. Throws a {@link CorruptionError} if it cannot. */
export async function recover(storage: Storage, { frames, latch, newMutex }: RecoveryParts): Promise<Recovered> {
  const checkpoint = (await readCheckpoint(storage)) ?? (await format(storage))
  const scan = await scanLog(storage, checkpoint.redoLsn)
  await eraseTornTail(storage, scan)
  await Promise.all([flush(storage, 'wal', 'open-log'), flush(storage, 'data', 'open-data')])

  const log = new Log(storage, newMutex(), scan.frameStarts, scan.end)
  const pager = new Pager(storage, log, frames, newMutex())
  const { winners, losers } = analyse(scan.records)
  await redo(storage, pager, scan.records)
  const members = replayToggles(storage, checkpoint, winners)
  // One loser after the other, not newest change first over all: differences may be taken back in any order.
  for (const { transaction, changes } of losers)
    await rollBack({ log, pager, latch, defect: storage.defect }, transaction, changes)
  // Until their ends are durable, the log from their first records on must not be given up.
  await log.forceAll()
  return { checkpoint, log, pager, members, replayed: scan.records.length }
}

/** Repeats history, losers and compensations included: each page gets what it lacks. */
async function redo(storage: Storage, pager: Pager, records: readonly LogRecord[]): Promise<void> {
  for (const { lsn, kind, subject, amount } of records) {
    if (kind !== 'add' && kind !== 'compensation') continue
    const frame = await pager.fetch(pageOfCounter(subject))
    if (frame.stamp >= lsn && storage.defect !== 'redo-no-page-stamp') continue
    pager.change(frame, lsn, subject, amount)
  }
}

/** Brings the snapshot of the set up to date. The log may begin well before the position that the snapshot stands for. */
function replayToggles(storage: Storage, { snapshotLsn, members }: Checkpoint, winners: readonly Winner[]): MemberSet {
  const upToDate = members.copy()
  for (const { commitLsn, toggles } of winners) {
    if (commitLsn < snapshotLsn && storage.defect !== 'logical-replay-toggle') continue
    for (const member of toggles) upToDate.toggle(member)
  }
  return upToDate
}

/** Starts a new store. A log without a checkpoint is not new: its other half is missing. */
async function format(storage: Storage): Promise<Checkpoint> {
  const checkpoint = firstCheckpoint(storage)
  const sector = asBuffer(await storage.wal.read(0, SECTOR_BYTES))
  if (sector.some((byte) => byte !== 0))
    throw new CorruptionError('undo-store: there is a log, but the data volume is empty')
  await writeCheckpoint(storage, checkpoint)
  return checkpoint
}
