/**
 * An application that keeps its data in SQLite: several connections to one database file, and transactions that run
 * side by side, statement by statement, wherever SQLite's locks let them.
 */
import type { FileSystem } from '../../core/fs/file-calls.ts'
import type { AppContext } from '../../core/machine/app.ts'
import type { Signal } from '../../core/sim/signal.ts'
import type { Connection } from './connection.ts'
import { Mount } from './mount.ts'
import { keep, letGo } from './mounts.ts'
import { openConnections } from './open-connections.ts'
import { resolveOptions } from './options.ts'
import type { ResolvedOptions, SqliteOptions } from './options.ts'
import { readContent } from './schema.ts'
import type { KeyWrite, SqliteContent } from './schema.ts'
import { Transactions } from './transactions.ts'
import { inTurn } from './turn.ts'

/** What the application needs of its machine. */
export type SqliteContext = Pick<AppContext, 'clock' | 'random' | 'signal' | 'span'> & {
  readonly fileSystems: { readonly disk: FileSystem }
}

export class SqliteDatabase {
  /** Pages and frames that had to be recovered when it was opened. */
  readonly replayed: number
  readonly #context: SqliteContext
  readonly #options: ResolvedOptions
  readonly #mount: Mount
  readonly #free: Connection[]
  readonly #connections: readonly Connection[]
  readonly #changed: Signal
  readonly #transactions: Transactions
  #frozen = false

  private constructor(context: SqliteContext, options: ResolvedOptions, mount: Mount, connections: readonly Connection[]) {
    this.#context = context
    this.#options = options
    this.#mount = mount
    this.#connections = connections
    this.#free = [...connections]
    this.#changed = context.signal()
    this.#transactions = new Transactions(context, options, (call) => this.#turn(call))
    this.replayed = mount.recovered
  }

  /**
   * Opens the database, a new one where there is none, with whatever recovery SQLite finds necessary.
   * @throws SqliteError when SQLite refuses it
   */
  static async open(context: SqliteContext, given: SqliteOptions = {}): Promise<SqliteDatabase> {
    const options = resolveOptions(given)
    const mount = new Mount({
      files: context.fileSystems.disk.sync,
      clock: context.clock,
      get random() {
        return context.random
      },
      powersafeOverwrite: options.powersafeOverwrite,
    })
    keep(mount)
    const connections = await context.span('recovery', () => inTurn(context, mount, () => openConnections(mount, options)))
    return new SqliteDatabase(context, options, mount, connections)
  }

  /**
   * Applies all writes or none. Resolves when SQLite has committed; what that promises is a matter of the modes.
   * `position` is the place in the commit order.
   *
   * @throws Rejected when it was certainly not applied; SqliteError when that is not certain
   */
  async transact(writes: readonly KeyWrite[]): Promise<{ readonly position: number }> {
    const connection = await this.#take()
    try {
      return { position: await this.#transactions.run(connection, writes) }
    } finally {
      this.#giveBack(connection)
    }
  }

  /** Everything, as of one instant. */
  async readAll(): Promise<SqliteContent> {
    const connection = await this.#take()
    try {
      return await this.#turn(() => {
        connection.run('BEGIN')
        const content = readContent(connection)
        connection.run('COMMIT')
        return content
      })
    } finally {
      this.#giveBack(connection)
    }
  }

  /** @returns what SQLite finds wrong with its file; nothing when all is well. https://www.sqlite.org/pragma.html#pragma_integrity_check */
  async integrityCheck(): Promise<readonly string[]> {
    const connection = await this.#take()
    try {
      const rows = await this.#turn(() => connection.run('PRAGMA integrity_check'))
      return rows.map(([text]) => String(text)).filter((text) => text !== 'ok')
    } finally {
      this.#giveBack(connection)
    }
  }

  /** Waits for running transactions, holds new ones, and brings everything to the volume. */
  async freeze(): Promise<void> {
    this.#frozen = true
    while (this.#free.length < this.#connections.length) await this.#changed.wait()
    await this.#turn(() => {
      if (this.#options.journalMode === 'wal') this.#connections[0]!.run('PRAGMA wal_checkpoint(TRUNCATE)')
      this.#context.fileSystems.disk.sync.sync()
    })
  }

  /** Lets held transactions go on. */
  thaw(): void {
    this.#frozen = false
    this.#changed.notify()
  }

  /** Ends in peace: in WAL mode the last connection checkpoints. */
  async close(): Promise<void> {
    while (this.#free.length < this.#connections.length) await this.#changed.wait()
    await this.#turn(() => {
      for (const connection of this.#connections) connection.close()
    })
    letGo(this.#mount)
  }

  #turn<T>(call: () => T): Promise<T> {
    return inTurn(this.#context, this.#mount, call)
  }

  async #take(): Promise<Connection> {
    while (this.#frozen || this.#free.length === 0) await this.#changed.wait()
    return this.#free.shift()!
  }

  #giveBack(connection: Connection): void {
    this.#free.push(connection)
    this.#changed.notify()
  }
}
