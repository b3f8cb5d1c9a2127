/** Opens the connections of the application, each with the settings that SQLite keeps by connection. */
import { Connection } from './connection.ts'
import type { Mount } from './mount.ts'
import type { ResolvedOptions } from './options.ts'
import { ensureSchema } from './schema.ts'

export const DATABASE_PATH = '/data.db'

/** @throws SqliteError when SQLite refuses the file; Error when it does not take a setting */
export function openConnections(mount: Mount, options: ResolvedOptions): readonly Connection[] {
  return Array.from({ length: options.connections }, (_, index) => {
    const connection = new Connection(mount, DATABASE_PATH)
    configure(connection, options)
    if (index === 0) ensureSchema(connection)
    return connection
  })
}

function configure(connection: Connection, options: ResolvedOptions): void {
  const { journalMode, synchronous, pageSize, lockingMode, cachePages, autoCheckpointPages } = options
  connection.run(`PRAGMA page_size = ${pageSize}`)
  connection.run(`PRAGMA cache_size = ${cachePages}`)
  connection.run(`PRAGMA locking_mode = ${lockingMode}`)
  // Before the journal mode: to switch to WAL writes to the file.
  connection.run(`PRAGMA synchronous = ${synchronous}`)
  const [row] = connection.run(`PRAGMA journal_mode = ${journalMode}`)
  if (row![0] !== journalMode) throw new Error(`sqlite: the journal mode is ${String(row![0])}, not ${journalMode}`)
  if (journalMode === 'wal') connection.run(`PRAGMA wal_autocheckpoint = ${autoCheckpointPages}`)
}
