/**
 * What SQLite promises of each journal mode at each synchronous level, as its documentation says; written down before any
 * run. Runs confirm or refute it, and show a witness of each loss that it permits.
 */
import { JOURNAL_MODES, SYNCHRONOUS_LEVELS } from './options.ts'
import type { JournalMode, Synchronous } from './options.ts'

/**
 * What holds after a crash, the most first. `kept`: every acknowledged transaction is there, each is whole, the file is sound.
 * `sound`: of the latest acknowledged ones some may be missing; what is there is whole and sound. `nothing`: the
 * file may be corrupt.
 */
export type Promised = 'kept' | 'sound' | 'nothing'

export interface Source {
  readonly page: string
  /** What it says there, in other words. */
  readonly says: string
}

export interface Contract {
  readonly journalMode: JournalMode
  readonly synchronous: Synchronous
  /** The application is killed; the operating system goes on. */
  readonly processKill: Promised
  /** The operating system crashes or the power fails. SQLite's pages make no difference between the two. */
  readonly powerCut: Promised
  readonly sources: readonly Source[]
}

const SYNCHRONOUS_PAGE = 'https://www.sqlite.org/pragma.html#pragma_synchronous'
const JOURNAL_PAGE = 'https://www.sqlite.org/pragma.html#pragma_journal_mode'

const KILLED_IS_KEPT: Source = {
  page: SYNCHRONOUS_PAGE,
  says: 'a crash of the application alone takes back no transaction, whatever the level and the journal mode',
}
const OFF_MAY_CORRUPT: Source = {
  page: SYNCHRONOUS_PAGE,
  says: 'OFF syncs nothing: if the system crashes or the power fails before the data has reached the disk, the file may be corrupt',
}
/** Named there for DELETE; the other two write their journal in the same way and differ only in how they end it. */
const NORMAL_MAY_CORRUPT: Source = {
  page: SYNCHRONOUS_PAGE,
  says: 'NORMAL syncs less often: on an older file system a power failure at the wrong moment could, rarely, corrupt the file',
}
const FULL_IS_SOUND: Source = {
  page: SYNCHRONOUS_PAGE,
  says: 'FULL waits for the disk before it goes on: neither a crash of the system nor a power failure corrupts the file',
}
const EXTRA_SYNCS_FOLDER: Source = {
  page: SYNCHRONOUS_PAGE,
  says: 'EXTRA also syncs the folder after the journal was unlinked, which in DELETE mode is the commit; without, a power failure soon after may undo it',
}
const DELETE_COMMITS: Source = {
  page: 'https://www.sqlite.org/atomiccommit.html#_deleting_the_rollback_journal',
  says: 'the transaction commits when its journal is gone; a journal that is still there is rolled back',
}
const TRUNCATE_COMMITS: Source = {
  page: JOURNAL_PAGE,
  says: 'TRUNCATE commits by making the journal empty, which touches no folder',
}
const PERSIST_COMMITS: Source = {
  page: JOURNAL_PAGE,
  says: 'PERSIST commits by overwriting the head of the journal with zeros, which touches no folder',
}
const MEMORY_MAY_CORRUPT: Source = {
  page: JOURNAL_PAGE,
  says: 'MEMORY keeps the journal in memory: an application that crashes within a transaction most likely leaves a corrupt file',
}
const OFF_HAS_NO_JOURNAL: Source = {
  page: JOURNAL_PAGE,
  says: 'OFF has no journal, hence no rollback and no atomic commit: a crash within a transaction most likely leaves a corrupt file',
}
const WAL_NORMAL_LOSES: Source = {
  page: SYNCHRONOUS_PAGE,
  says: 'in WAL mode NORMAL is always consistent but not durable: a commit may be rolled back after a power failure',
}
const WAL_FULL_SYNCS: Source = {
  page: 'https://www.sqlite.org/wal.html#performance_considerations',
  says: 'with FULL the log is synced after each commit, with NORMAL only by checkpoints',
}

type Row = Omit<Contract, 'journalMode' | 'synchronous'>

/** Modes whose journal is a file beside the database. */
function rollback(ending: Source, full: Row): Readonly<Record<Synchronous, Row>> {
  const kill = { processKill: 'kept' } as const
  return {
    off: { ...kill, powerCut: 'nothing', sources: [KILLED_IS_KEPT, OFF_MAY_CORRUPT] },
    normal: { ...kill, powerCut: 'nothing', sources: [KILLED_IS_KEPT, NORMAL_MAY_CORRUPT] },
    full,
    extra: { ...kill, powerCut: 'kept', sources: [KILLED_IS_KEPT, EXTRA_SYNCS_FOLDER, ending] },
  }
}

function lawless(source: Source): Readonly<Record<Synchronous, Row>> {
  const row: Row = { processKill: 'nothing', powerCut: 'nothing', sources: [source] }
  return { off: row, normal: row, full: row, extra: row }
}

const ROWS: Readonly<Record<JournalMode, Readonly<Record<Synchronous, Row>>>> = {
  delete: rollback(DELETE_COMMITS, {
    processKill: 'kept',
    powerCut: 'sound',
    sources: [KILLED_IS_KEPT, FULL_IS_SOUND, EXTRA_SYNCS_FOLDER, DELETE_COMMITS],
  }),
  truncate: rollback(TRUNCATE_COMMITS, {
    processKill: 'kept',
    powerCut: 'kept',
    sources: [KILLED_IS_KEPT, FULL_IS_SOUND, TRUNCATE_COMMITS],
  }),
  persist: rollback(PERSIST_COMMITS, {
    processKill: 'kept',
    powerCut: 'kept',
    sources: [KILLED_IS_KEPT, FULL_IS_SOUND, PERSIST_COMMITS],
  }),
  memory: lawless(MEMORY_MAY_CORRUPT),
  wal: {
    off: { processKill: 'kept', powerCut: 'nothing', sources: [KILLED_IS_KEPT, OFF_MAY_CORRUPT] },
    normal: { processKill: 'kept', powerCut: 'sound', sources: [KILLED_IS_KEPT, WAL_NORMAL_LOSES] },
    full: { processKill: 'kept', powerCut: 'kept', sources: [KILLED_IS_KEPT, FULL_IS_SOUND, WAL_FULL_SYNCS] },
    extra: { processKill: 'kept', powerCut: 'kept', sources: [KILLED_IS_KEPT, FULL_IS_SOUND, WAL_FULL_SYNCS] },
  },
  off: lawless(OFF_HAS_NO_JOURNAL),
}

export function contractOf(journalMode: JournalMode, synchronous: Synchronous): Contract {
  return { journalMode, synchronous, ...ROWS[journalMode][synchronous] }
}

/** All 24. */
export const CONTRACTS: readonly Contract[] = JOURNAL_MODES.flatMap((journalMode) =>
  SYNCHRONOUS_LEVELS.map((synchronous) => contractOf(journalMode, synchronous)))
