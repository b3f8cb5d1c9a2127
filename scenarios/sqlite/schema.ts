/**
 * What the database holds: keys with texts, in two tables so that a transaction writes to several trees, each with an
 * index that must agree with it, and the number of commits so far, which is the commit order told by the database itself.
 */
import type { Connection } from './connection.ts'

/** One write of a transaction; null deletes the key. */
export interface KeyWrite {
  readonly key: string
  readonly value: string | null
}

/** Everything that is in the database. */
export interface SqliteContent {
  readonly commits: number
  readonly values: Readonly<Record<string, string>>
}

const TABLES = ['even', 'odd'] as const

const CREATE = [
  ...TABLES.flatMap((table) => [
    `CREATE TABLE ${table} (key TEXT PRIMARY KEY, value TEXT NOT NULL)`,
    `CREATE INDEX ${table}_value ON ${table} (value)`,
  ]),
  'CREATE TABLE commits (count INTEGER NOT NULL)',
  'INSERT INTO commits VALUES (0)',
]

/** Creates what is not there, in one transaction. */
export function ensureSchema(connection: Connection): void {
  const [row] = connection.run("SELECT count(*) FROM sqlite_schema WHERE name = 'commits'")
  if (row![0] !== 0) return
  connection.run('BEGIN IMMEDIATE')
  for (const statement of CREATE) connection.run(statement)
  connection.run('COMMIT')
}

export function writeKey(connection: Connection, { key, value }: KeyWrite): void {
  const table = tableOf(key)
  if (value === null) connection.run(`DELETE FROM ${table} WHERE key = ?`, key)
  else connection.run(`INSERT INTO ${table} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
}

/** @returns the place of this transaction in the commit order */
export function countCommit(connection: Connection): number {
  return connection.run('UPDATE commits SET count = count + 1 RETURNING count')[0]![0] as number
}

export function commitsSoFar(connection: Connection): number {
  return connection.run('SELECT count FROM commits')[0]![0] as number
}

/** All of one snapshot, when called inside a transaction. */
export function readContent(connection: Connection): SqliteContent {
  const values: Record<string, string> = {}
  for (const table of TABLES)
    for (const [key, value] of connection.run(`SELECT key, value FROM ${table}`)) values[key as string] = value as string
  return { commits: commitsSoFar(connection), values }
}

function tableOf(key: string): (typeof TABLES)[number] {
  let sum = 0
  for (let index = 0; index < key.length; index++) sum += key.charCodeAt(index)
  return TABLES[sum % 2]!
}
