/** SQLite as an application, on a file system of its own. */
import type { AppDefinition, Quiesce, Size } from '../../core/machine/app.ts'
import type { SqliteAppOptions } from './options.ts'
import { SqliteDatabase } from './sqlite-database.ts'
import type { SqliteContext } from './sqlite-database.ts'

const quiesce: Quiesce<SqliteDatabase> = { freeze: (db) => db.freeze(), thaw: (db) => db.thaw() }

/** The application, with `fileSystems` of its own beside what every application has. */
export type SqliteApp = AppDefinition<never, SqliteDatabase> & { readonly fileSystems: { readonly disk: Size } }

export function sqlite({ size = '2MiB', ...options }: SqliteAppOptions = {}): SqliteApp {
  return {
    name: 'sqlite',
    volumes: {},
    fileSystems: { disk: size },
    boot: (context) => SqliteDatabase.open(context as unknown as SqliteContext, options),
    quiesce,
    close: (db) => db.close(),
    replayed: (db) => db.replayed,
  }
}
