/** Connections to SQLite without an application around them. */
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { randomStream } from '../../../core/sim/index.ts'
import { Connection, SqliteError } from '../../../scenarios/sqlite/connection.ts'
import { Mount } from '../../../scenarios/sqlite/mount.ts'
import { unmount } from '../../../scenarios/sqlite/vfs.ts'

export const PATH = '/data.db'

const mounts: Mount[] = []

/** An hour after the virtual clock began. */
export function mount(files: FileCalls): Mount {
  const made = new Mount({ files, clock: { now: () => 3_600_000_000 }, random: randomStream('vfs') })
  mounts.push(made)
  return made
}

/** Ends all that was mounted. */
export function unmountAll(): void {
  for (const each of mounts.splice(0)) unmount(each, new Error('the test is over'))
}

export function open(on: Mount, ...pragmas: string[]): Connection {
  const connection = new Connection(on, PATH)
  for (const pragma of pragmas) connection.run(`PRAGMA ${pragma}`)
  return connection
}

/** With one row: (1, 'old'). */
export function withTable(on: Mount, ...pragmas: string[]): Connection {
  const connection = open(on, ...pragmas)
  connection.run('CREATE TABLE pair (key INTEGER PRIMARY KEY, value)')
  connection.run("INSERT INTO pair VALUES (1, 'old')")
  return connection
}

/** The primary result code of a call; 0 when it succeeds. */
export function codeOf(call: () => unknown): number {
  try {
    call()
  } catch (error) {
    if (error instanceof SqliteError) return error.code & 0xff
    throw error
  }
  return 0
}
