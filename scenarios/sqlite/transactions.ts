/**
 * Transactions of several connections, statement by statement: between two statements others have their turn, and meet
 * whatever locks are held then.
 */
import type { AppContext } from '../../core/machine/app.ts'
import { Rejected } from '../../core/machine/app.ts'
import { SqliteError } from './connection.ts'
import type { Connection } from './connection.ts'
import type { ResolvedOptions } from './options.ts'
import { commitsSoFar, countCommit, writeKey } from './schema.ts'
import type { KeyWrite } from './schema.ts'

/** A transaction that finds the database locked is tried again so often; then nobody will ever unlock it. */
const MOST_ATTEMPTS = 2000
/** Longest pause before the next attempt, µs. */
const RETRY_US = 500

type Turn = <T>(call: () => T) => Promise<T>

export class Transactions {
  readonly #context: Pick<AppContext, 'clock' | 'random'>
  readonly #options: ResolvedOptions
  readonly #turn: Turn

  /** @param turn lets a call into the engine */
  constructor(context: Pick<AppContext, 'clock' | 'random'>, options: ResolvedOptions, turn: Turn) {
    this.#context = context
    this.#options = options
    this.#turn = turn
  }

  /**
   * Runs one to its end, as often as it takes.
   * @returns its place in the commit order
   * @throws Rejected when it was certainly not applied; SqliteError when that is not certain
   */
  async run(connection: Connection, writes: readonly KeyWrite[]): Promise<number> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const position = await this.#attempt(connection, writes)
      if (position !== null) return position
      await this.#sleepUpTo(RETRY_US)
    }
    throw new Rejected('sqlite: the database stays locked')
  }

  /** @returns the place in the commit order, or null when somebody holds a lock that is needed */
  async #attempt(connection: Connection, writes: readonly KeyWrite[]): Promise<number | null> {
    const { pauseUs } = this.#options
    let position: number
    try {
      // Deferred, as SQLite begins by default: the locks are taken one by one, by the statements that need them.
      await this.#turn(() => {
        connection.run('BEGIN')
        commitsSoFar(connection)
      })
      for (const write of writes) {
        await this.#sleepUpTo(pauseUs)
        await this.#turn(() => writeKey(connection, write))
      }
      await this.#sleepUpTo(pauseUs)
      position = await this.#turn(() => countCommit(connection))
    } catch (error) {
      return this.#giveUp(connection, error)
    }
    await this.#sleepUpTo(pauseUs)
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
      await this.#sleepUpTo(RETRY_US)
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

  async #sleepUpTo(longestUs: number): Promise<void> {
    const { clock, random } = this.#context
    if (longestUs > 0) await clock.sleep(random.below(longestUs + 1))
  }
}
