/** Numbers of SQLite's interface. Source: https://www.sqlite.org/rescode.html and https://www.sqlite.org/c3ref/constlist.html */

export const OK = 0
export const BUSY = 5
export const IOERR = 10
export const NOTFOUND = 12
export const FULL = 13
export const CANTOPEN = 14
export const ROW = 100
export const DONE = 101

/** Which call failed: extended codes of SQLITE_IOERR. */
export const IOERR_READ = IOERR | (1 << 8)
export const IOERR_SHORT_READ = IOERR | (2 << 8)
export const IOERR_WRITE = IOERR | (3 << 8)
export const IOERR_FSYNC = IOERR | (4 << 8)
export const IOERR_DIR_FSYNC = IOERR | (5 << 8)
export const IOERR_TRUNCATE = IOERR | (6 << 8)
export const IOERR_FSTAT = IOERR | (7 << 8)
export const IOERR_DELETE = IOERR | (10 << 8)
export const IOERR_ACCESS = IOERR | (13 << 8)
export const IOERR_CLOSE = IOERR | (16 << 8)
export const IOERR_SHMMAP = IOERR | (21 << 8)
export const IOERR_DELETE_NOENT = IOERR | (23 << 8)

/** What the log says when a boot had something to recover. */
export const NOTICE_RECOVER_WAL = 27 | (1 << 8)
export const NOTICE_RECOVER_ROLLBACK = 27 | (2 << 8)

/** Flags of `xOpen` and `sqlite3_open_v2`. */
export const OPEN = {
  readOnly: 0x1,
  readWrite: 0x2,
  create: 0x4,
  deleteOnClose: 0x8,
  exclusive: 0x10,
  mainDatabase: 0x100,
  mainJournal: 0x800,
  superJournal: 0x4000,
  wal: 0x80000,
} as const

/** Flags of `xSync`. */
export const SYNC_DATA_ONLY = 0x10

/** What `xAccess` is asked: whether the file is there. */
export const ACCESS_EXISTS = 0

/** Levels of a lock on a database file, weakest first. Source: https://www.sqlite.org/lockingv3.html, section 3 */
export const LOCK = { none: 0, shared: 1, reserved: 2, pending: 3, exclusive: 4 } as const

/** Flags and slots of `xShmLock`. */
export const SHM = { unlock: 1, lock: 2, shared: 4, exclusive: 8, slots: 8 } as const

/** A write damages no byte outside of it, not even at a power cut: what the unix VFS says of every disk. */
export const POWERSAFE_OVERWRITE = 0x1000
/** The pager may read less than a page. Said by the unix VFS since 3.48. */
export const SUBPAGE_READ = 0x8000

export const CONFIG_LOG = 16
