/**
 * An application that keeps its data in SQLite: several connections to one database file, and transactions that run
 * side by side, statement by statement, wherever SQLite's locks let them.
 */
import type { FileSystem } from '../../core/fs/file-calls.ts'
import type { AppContext } from '../../core/machine/app.ts'
import { Rejected } from '../../core/machine/app.ts'
import { NeverAnswered } from '../../core/sim/kernel.ts'
import type { Signal } from '../../core/sim/signal.ts'
import type { Connection} from './connection.ts';
import { SqliteError } from './connection.ts'
import { Mount } from './mount.ts'
import { keep, letGo } from './mounts.ts'
import { openConnections } from './open-connections.ts'
import { resolveOptions } from './options.ts'
import type { ResolvedOptions, SqliteOptions } from './options.ts'
import { commitsSoFar, countCommit, readContent, writeKey } from './schema.ts'
import type { KeyWrite, SqliteContent } from './schema.ts'

/** What the application needs of its machine. */
export type SqliteContext = Pick<AppContext, 'clock' | 'random' | 'signal' | 'span'> & {
  readonly fileSystems: { readonly disk: FileSystem }
}

/** A transaction that finds the database locked is tried again so often; then nobody will ever unlock it. */
const MOST_ATTEMPTS = 2000
/** Longest pause before the next attempt, µs. */
const RETRY_US = 500

export class SqliteDatabase {
  /** Pages and frames that had to be recovered when it was opened. */
  readonly replayed: number
  readonly #context: SqliteContext
  readonly #options: ResolvedOptions
  readonly #mount: Mount
  readonly #free: Connection[]
  readonly #connections: readonly Connection[]
  readonly #changed: Signal
  #frozen = false

  private constructor(context: SqliteContext, options: ResolvedOptions, mount: Mount, connections: readonly Connection[]) {
    this.#context = context
    this.#options = options
    this.#mount = mount
    this.#connections = connections
    this.#free = [...connections]
    this.#changed = context.signal()
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
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const position = await this.#attempt(connection, writes)
        if (position !== null) return { position }
        await this.#context.clock.sleep(this.#context.random.below(RETRY_US))
      }
      throw new Rejected('sqlite: the database stays locked')
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

  /** @returns the place in the commit order, or null when somebody holds a lock that is needed */
  async #attempt(connection: Connection, writes: readonly KeyWrite[]): Promise<number | null> {
    let position: number
    try {
      // Deferred, as SQLite begins by default: the locks are taken one by one, by the statements that need them.
      await this.#turn(() => {
        connection.run('BEGIN')
        commitsSoFar(connection)
      })
      for (const write of writes) {
        await this.#pause()
        await this.#turn(() => writeKey(connection, write))
      }
      await this.#pause()
      position = await this.#turn(() => countCommit(connection))
    } catch (error) {
      return this.#giveUp(connection, error)
    }
    await this.#pause()
    return (await this.#commit(connection)) ? position : null
  }

  /** A commit that meets readers may be tried again as it is; no new ones are let in meanwhile. */
  async #commit(connection: Connection): Promise<boolean> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        await this.#turn(() => connection.run('COMMIT'))
        return true
      } catch (error) {
        if (!(error instanceof SqliteError && error.busy)) {
          await this.#rollBack(connection)
          throw error
        }
      }
      await this.#context.clock.sleep(this.#context.random.below(RETRY_US))
    }
    await this.#rollBack(connection)
    return false
  }

  /** @returns null for a transaction that may be tried again */
  async #giveUp(connection: Connection, error: unknown): Promise<null> {
    if (!(error instanceof SqliteError)) throw error
    await this.#rollBack(connection)
    if (error.busy) return null
    // Without a journal on the disk or a log, what was written early may stay where it is.
    const { journalMode } = this.#options
    if (journalMode === 'off' || journalMode === 'memory') throw error
    throw new Rejected(error.message, { cause: error })
  }

  /** A rollback that fails leaves the journal, and the next connection that looks rolls back with it. */
  async #rollBack(connection: Connection): Promise<void> {
    try {
      await this.#turn(() => connection.idle || connection.run('ROLLBACK'))
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error
    }
  }

  async #pause(): Promise<void> {
    const { clock, random } = this.#context
    if (this.#options.pauseUs > 0) await clock.sleep(random.below(this.#options.pauseUs + 1))
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

/**
 * Calls SQLite, then lets the time pass that SQLite has slept meanwhile. Where the device never answers, nor does this:
 * the machine is gone, or it stands still.
 */
async function inTurn<T>(context: SqliteContext, mount: Mount, call: () => T): Promise<T> {
  keep(mount)
  let result: T
  try {
    result = call()
  } catch (error) {
    if (!(error instanceof NeverAnswered)) throw error
    letGo(mount)
    await context.signal().wait()
    throw error
  }
  const { sleptUs } = mount
  mount.sleptUs = 0
  if (sleptUs > 0) await context.clock.sleep(sleptUs)
  return result
}
