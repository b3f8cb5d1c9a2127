/**
 * SQLite as an application: the real engine, in WebAssembly, on a simulated file system. Needs the optional package
 * `@sqlite.org/sqlite-wasm`, and loads it at once.
 *
 * It does not model several processes on one database (all connections are in one), nor `mmap`.
 * @module seeddrill/sqlite
 */
export { sqlite } from './sqlite-app.ts'
export type { SqliteApp } from './sqlite-app.ts'
export { JOURNAL_MODES, SYNCHRONOUS_LEVELS } from './options.ts'
export type { JournalMode, SqliteAppOptions, SqliteOptions, Synchronous } from './options.ts'
export { SqliteDatabase } from './sqlite-database.ts'
export type { SqliteContext } from './sqlite-database.ts'
export { SqliteError } from './connection.ts'
export type { KeyWrite, SqliteContent } from './schema.ts'
