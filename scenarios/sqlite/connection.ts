/** One connection to a database: statements in, rows out. */
import { BUSY, DONE, OK, OPEN, ROW } from './codes.ts'
import { engine } from './library.ts'
import type { Discardable, Mount } from './mount.ts'
import { enter } from './vfs.ts'

export type SqlValue = string | number | null
export type Row = readonly SqlValue[]

/** What SQLite answers when a call fails. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError'
  /** Extended result code, https://www.sqlite.org/rescode.html */
  readonly code: number

  constructor(code: number, message: string) {
    super(`${message} (${code})`)
    this.code = code
  }

  /** Somebody else holds the lock; the statement has done nothing and may be tried again. */
  get busy(): boolean {
    return (this.code & 0xff) === BUSY
  }
}

const { exports } = engine
const INTEGER = 1
const NULL = 5
/** The engine makes a copy of a bound text. */
const TRANSIENT = -1
const CONFIG_LOOKASIDE = 1001
const ERROR_CODE_BYTES = 0xff

/** Where the engine puts an answer, and where statements and texts lie while it is called. */
const answer = engine.alloc(4)

export class Connection implements Discardable {
  readonly #mount: Mount
  readonly #statements = new Map<string, number>()
  #database = 0

  /** @param path absolute, on the mount's file system; made when it is not there */
  constructor(mount: Mount, path: string) {
    this.#mount = mount
    this.#database = enter(mount, () => this.#open(path))
  }

  /** Whether no transaction is open. */
  get idle(): boolean {
    return exports.sqlite3_get_autocommit(this.#database) !== 0
  }

  /**
   * Executes one statement.
   * @throws SqliteError; what the device or the machine has thrown when that ended the mount
   */
  run(sql: string, ...parameters: readonly SqlValue[]): readonly Row[] {
    return enter(this.#mount, () => {
      const statement = this.#prepared(sql)
      try {
        parameters.forEach((value, index) => this.#bind(statement, index + 1, value))
        return this.#rows(statement)
      } finally {
        exports.sqlite3_reset(statement)
      }
    })
  }

  /** Closes it as an application does that ends in peace: the last one of a database in WAL mode checkpoints. */
  close(): void {
    enter(this.#mount, () => this.discard())
    this.#mount.connections.delete(this)
  }

  /** Gives back what it has in the engine, in the turn of its mount. */
  discard(): void {
    for (const statement of this.#statements.values()) exports.sqlite3_finalize(statement)
    this.#statements.clear()
    exports.sqlite3_close_v2(this.#database)
    this.#database = 0
  }

  #open(path: string): number {
    const name = engine.allocCString(path)
    const code = exports.sqlite3_open_v2(name, answer, OPEN.readWrite | OPEN.create, 0)
    engine.dealloc(name)
    const database = engine.peek32(answer)
    if (code !== OK) {
      const error = this.#error(code, database)
      exports.sqlite3_close_v2(database)
      throw error
    }
    this.#mount.connections.add(this)
    // Saves some ten KiB for each connection, of which there may be many before they are unmounted.
    exports.sqlite3__wasm_db_config_pii(database, CONFIG_LOOKASIDE, 0, 0, 0)
    return database
  }

  #prepared(sql: string): number {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const text = engine.allocCString(sql)
    const code = exports.sqlite3_prepare_v2(this.#database, text, -1, answer, 0)
    engine.dealloc(text)
    if (code !== OK) throw this.#error(code)
    const statement = engine.peek32(answer)
    this.#statements.set(sql, statement)
    return statement
  }

  #bind(statement: number, index: number, value: SqlValue): void {
    if (value === null) exports.sqlite3_bind_null(statement, index)
    else if (typeof value === 'number') exports.sqlite3_bind_int64(statement, index, BigInt(value))
    else {
      const bytes = Buffer.from(value)
      const text = engine.alloc(bytes.length + 1)
      engine.heap8u().set(bytes, text)
      exports.sqlite3_bind_text(statement, index, text, bytes.length, TRANSIENT)
      engine.dealloc(text)
    }
  }

  #rows(statement: number): readonly Row[] {
    const rows: Row[] = []
    for (;;) {
      const code = exports.sqlite3_step(statement)
      if (code === DONE) return rows
      if (code !== ROW) throw this.#error(code)
      const count = exports.sqlite3_column_count(statement)
      rows.push(Array.from({ length: count }, (_, column) => readColumn(statement, column)))
    }
  }

  /** The code of the connection says more than that of the call. */
  #error(code: number, database = this.#database): SqliteError {
    const extended = exports.sqlite3_extended_errcode(database)
    const message = engine.cstrToJs(exports.sqlite3_errmsg(database)) ?? 'unknown'
    return new SqliteError((extended & ERROR_CODE_BYTES) === (code & ERROR_CODE_BYTES) ? extended : code, message)
  }
}

function readColumn(statement: number, column: number): SqlValue {
  const type = exports.sqlite3_column_type(statement, column)
  if (type === NULL) return null
  if (type === INTEGER) return Number(exports.sqlite3_column_int64(statement, column))
  const start = exports.sqlite3_column_text(statement, column)
  const bytes = exports.sqlite3_column_bytes(statement, column)
  return Buffer.from(engine.heap8u().buffer, start, bytes).toString()
}
