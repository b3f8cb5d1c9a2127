/** How the application uses SQLite. */
import type { FileSystemSpec, Size } from '../../core/machine/app.ts'

/** Source: https://www.sqlite.org/pragma.html#pragma_journal_mode */
export const JOURNAL_MODES = ['delete', 'truncate', 'persist', 'memory', 'wal', 'off'] as const
/** Source: https://www.sqlite.org/pragma.html#pragma_synchronous */
export const SYNCHRONOUS_LEVELS = ['off', 'normal', 'full', 'extra'] as const

export type JournalMode = (typeof JOURNAL_MODES)[number]
export type Synchronous = (typeof SYNCHRONOUS_LEVELS)[number]

export interface SqliteOptions {
  /** Default `delete`, as SQLite has it. */
  readonly journalMode?: JournalMode
  /** Default `full`, as SQLite has it. */
  readonly synchronous?: Synchronous
  /** Connections that the application works with, at least 1. Default 2. */
  readonly connections?: number
  /** Bytes, a power of two from 512 to 65,536; of a database that is created now. Default 4096. */
  readonly pageSize?: number
  /** `exclusive` keeps the lock of the first transaction, so there can be but one connection. Default `normal`. */
  readonly lockingMode?: 'normal' | 'exclusive'
  /** Pages that a connection caches. With few, a transaction writes to the file before it commits. Default 2000. */
  readonly cachePages?: number
  /** Pages in the WAL at which a commit checkpoints. Default 1000, as SQLite has it. */
  readonly autoCheckpointPages?: number
  /** Longest pause between the statements of a transaction, µs. Default 200. */
  readonly pauseUs?: number
  /** What the device promises of bytes next to a torn write. Default true. */
  readonly powersafeOverwrite?: boolean
}

export interface SqliteAppOptions extends SqliteOptions {
  /** Size of the file system. Default 2 MiB. */
  readonly size?: Size
  /** How that file system behaves in a crash. Default `ext4`. */
  readonly mount?: FileSystemSpec['mount']
}

export type ResolvedOptions = Required<SqliteOptions>

/** @throws RangeError for a value that SQLite would not take, or would silently replace */
export function resolveOptions(options: SqliteOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    journalMode: 'delete',
    synchronous: 'full',
    connections: 2,
    pageSize: 4096,
    lockingMode: 'normal',
    cachePages: 2000,
    autoCheckpointPages: 1000,
    pauseUs: 200,
    powersafeOverwrite: true,
    ...options,
  }
  const { journalMode, synchronous, connections, pageSize, lockingMode, pauseUs } = resolved
  if (!JOURNAL_MODES.includes(journalMode)) throw wrong('journalMode', JOURNAL_MODES.join(', '), journalMode)
  if (!SYNCHRONOUS_LEVELS.includes(synchronous)) throw wrong('synchronous', SYNCHRONOUS_LEVELS.join(', '), synchronous)
  if (!(Number.isInteger(connections) && connections >= 1)) throw wrong('connections', 'a whole number ≥ 1', connections)
  if (lockingMode === 'exclusive' && connections > 1) throw wrong('connections', '1 with lockingMode exclusive', connections)
  if (!(pageSize >= 512 && pageSize <= 65_536 && Number.isInteger(pageSize) && (pageSize & (pageSize - 1)) === 0))
    throw wrong('pageSize', 'a power of two from 512 to 65536', pageSize)
  if (!(Number.isInteger(pauseUs) && pauseUs >= 0)) throw wrong('pauseUs', 'a whole number ≥ 0', pauseUs)
  return resolved
}

function wrong(field: string, wanted: string, got: unknown): RangeError {
  return new RangeError(`sqlite: ${field} must be ${wanted}, got ${String(got)}`)
}
