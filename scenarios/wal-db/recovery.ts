/**
 * Opens whatever a crash left. Redo happens in memory; the volumes are written only where they
 * must be, to repair a torn page and to wipe a torn log tail. Both writes only bring
 * the volumes nearer to what recovery will read again, so a crash inside recovery changes nothing.
 *
 * The flushes at the end make durable what recovery has read: after a mere process crash, that may sit
 * in the device's cache only, and nothing that was shown once may vanish.
 */
import type { Mutex, Signal } from '../../core/sim/signal.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import { asBuffer } from '../parts/as-buffer.ts'
import { CorruptionError } from '../parts/corruption-error.ts'
import { applyRecords, touchedPages } from './apply.ts'
import { doubleWriteEntries, readImage, type DoubleWriteEntry } from './double-write.ts'
import { pageOffset, PREAMBLE_BYTES } from './layout.ts'
import { Log } from './log.ts'
import { eraseLeftover, scanLog } from './log-scan.ts'
import { isSound, readPagesUnchecked } from './page-reader.ts'
import type { PageSet } from './page-set.ts'
import { Pager } from './pager.ts'
import { flush, type Storage } from './storage.ts'
import { firstSuperblock, newestSuperblock, writeSuperblock, type Superblock } from './superblock.ts'

/** What recovery found and rebuilt. */
export interface Recovered {
  readonly superblock: Superblock
  readonly log: Log
  readonly pager: Pager
  /** How many log records were redone. */
  readonly replayed: number
  /** How many torn pages were put back from the double-write area. */
  readonly repairedPages: number
}

/** What recovery builds log and pool from. */
export interface RecoveryParts {
  /** Pages that the pool holds. */
  readonly frames: number
  readonly newMutex: () => Mutex
  readonly newSignal: () => Signal
}

/** Recovers a database, or formats volumes that were never used. Throws a {@link CorruptionError} if it cannot. */
export async function recover(storage: Storage, parts: RecoveryParts): Promise<Recovered> {
  const preamble = await storage.data.read(0, PREAMBLE_BYTES)
  const superblock = newestSuperblock(storage, preamble) ?? (await format(storage))
  const scan = await scanLog(storage, superblock.redoLsn)
  const durable = superblock.pages.copy()
  const log = new Log(storage, parts.newSignal, superblock.redoLsn, scan.end)
  const pager = new Pager(storage, log, parts.frames, parts.newMutex(), durable)

  const { pages, repaired } = await repairTornPages(storage, doubleWriteEntries(preamble), durable)
  pager.offer(pages)
  await eraseLeftover(storage, scan)
  await Promise.all([flush(storage, 'wal', 'log-tail'), flush(storage, 'data', 'open')])

  const touched = touchedPages(scan.records).toArray()
  if (touched.length <= pager.capacity) await pager.load(touched)
  await applyRecords(pager, scan.records)
  return { superblock, log, pager, replayed: scan.records.length, repairedPages: repaired }
}

/** Starts a new database. A log without a superblock is not new: its other half is missing. */
async function format(storage: Storage): Promise<Superblock> {
  const superblock = firstSuperblock(storage)
  const sector = asBuffer(await storage.wal.read(0, SECTOR_BYTES))
  if (sector.some((byte) => byte !== 0))
    throw new CorruptionError('wal-db: there is a log, but the data volume is empty')
  await writeSuperblock(storage, superblock)
  return superblock
}

/** Puts back the pages that tore while they were overwritten: only those of the last batch can. Returns that batch. */
async function repairTornPages(
  storage: Storage,
  entries: readonly DoubleWriteEntry[],
  durable: PageSet,
): Promise<{ readonly pages: ReadonlyMap<number, Buffer>; readonly repaired: number }> {
  const suspects = entries.map(({ pageId }) => pageId).filter((pageId) => durable.has(pageId))
  const pages = await readPagesUnchecked(storage, suspects.sort((a, b) => a - b))
  let repaired = 0
  for (const [index, entry] of entries.entries()) {
    const page = pages.get(entry.pageId)
    if (page === undefined || isSound(storage, page, entry.pageId)) continue
    const image = await readImage(storage, entry, index)
    if (image === undefined)
      throw new CorruptionError(`wal-db: page ${entry.pageId} is torn, and so is its image in the double-write area`)
    await storage.data.write(pageOffset(entry.pageId), image, { label: 'page-repair' })
    pages.set(entry.pageId, image)
    repaired++
  }
  return { pages, repaired }
}
