/** SQLite as an application, on a file system of its own. */
import { defineApp } from '../../core/index.ts'
import type { Quiesce } from '../../core/index.ts'
import type { SqliteAppOptions } from './options.ts'
import { SqliteDatabase } from './sqlite-database.ts'

const quiesce: Quiesce<SqliteDatabase> = { freeze: (db) => db.freeze(), thaw: (db) => db.thaw() }

export type SqliteApp = ReturnType<typeof sqlite>

export function sqlite({ size = '2MiB', mount = 'ext4', ...options }: SqliteAppOptions = {}) {
  return defineApp({
    name: 'sqlite',
    fileSystems: { disk: { size, mount } },
    boot: (context) => SqliteDatabase.open(context, options),
    quiesce,
    close: (db) => db.close(),
    replayed: (db) => db.replayed,
  })
}
