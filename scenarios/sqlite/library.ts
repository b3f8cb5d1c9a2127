/**
 * The SQLite engine: one WebAssembly instance for all that is simulated in this thread. It is loaded with this module,
 * before any drill begins: compiling takes the host's own time and threads.
 *
 * The functions are called as the engine exports them, with addresses and numbers; the wrappers that come with the
 * package do more than is needed here, and take their time for it.
 */
import load from '@sqlite.org/sqlite-wasm'

/** The functions of SQLite's C interface that are used here. A pointer is an address in the engine's memory. */
export interface SqliteExports {
  sqlite3_open_v2(path: number, database: number, flags: number, vfs: number): number
  sqlite3_close_v2(database: number): number
  sqlite3_prepare_v2(database: number, sql: number, bytes: number, statement: number, tail: number): number
  sqlite3_bind_text(statement: number, index: number, text: number, bytes: number, destructor: number): number
  sqlite3_bind_int64(statement: number, index: number, value: bigint): number
  sqlite3_bind_null(statement: number, index: number): number
  sqlite3_step(statement: number): number
  sqlite3_reset(statement: number): number
  sqlite3_finalize(statement: number): number
  sqlite3_column_count(statement: number): number
  sqlite3_column_type(statement: number, column: number): number
  sqlite3_column_text(statement: number, column: number): number
  sqlite3_column_bytes(statement: number, column: number): number
  sqlite3_column_int64(statement: number, column: number): bigint
  sqlite3_errmsg(database: number): number
  sqlite3_extended_errcode(database: number): number
  sqlite3_get_autocommit(database: number): number
  sqlite3_randomness(bytes: number, target: number): void
  sqlite3_vfs_register(vfs: number, makeDefault: number): number
  sqlite3__wasm_config_ii(option: number, first: number, second: number): number
  sqlite3__wasm_db_config_pii(database: number, option: number, pointer: number, first: number, second: number): number
}

/** What the glue around the engine offers. */
export interface SqliteMemory {
  readonly exports: SqliteExports
  readonly memory: { readonly buffer: ArrayBuffer }
  /** The memory as bytes. Ask anew after each call into the engine: it may have grown. */
  heap8u(): Uint8Array
  alloc(bytes: number): number
  dealloc(address: number): void
  allocCString(text: string): number
  cstrToJs(address: number): string | null
  poke32(address: number, value: number): unknown
  poke64(address: number, value: bigint): unknown
  poke64f(address: number, value: number): unknown
  peek32(address: number): number
  /** Makes a function that the engine can call. The signature: i and p for 32 bits, j for 64, v for nothing. */
  installFunction(signature: string, call: (...parameters: never[]) => number | void): number
}

const { wasm } = await load()

export const engine = wasm as unknown as SqliteMemory
