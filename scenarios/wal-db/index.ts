/**
 * A database as a storage engineer would write it, and the bugs that storage engineers have shipped. It models
 * no queries, no isolation between reading transactions, and no log archive.
 */
import type { AppDefinition, Quiesce, Size } from '../../core/machine/app.ts'
export { CorruptionError } from '../parts/corruption-error.ts'
import { WAL_DB_PROPERTIES } from './properties.ts'
import { WalDb, type WalDbOptions } from './wal-db.ts'

export { WAL_DB_DEFECTS, WAL_DB_FLUSHES, type WalDbDefect, type WalDbFlush } from './defects.ts'
export type { KeyWrite } from './record.ts'

export { WalDb, type WalDbOptions } from './wal-db.ts'

/** How the application is built. */
export interface WalDbAppOptions extends WalDbOptions {
  /** Size of the log volume. Default 256 KiB. */
  readonly walSize?: Size
  /** Size of the data volume, at least 48 KiB; 44 KiB of it hold no pages, and 16 keys go into 4 KiB. Default 1 MiB. */
  readonly dataSize?: Size
  /** False: the machine has no writer for it, so no point of it is app-consistent. Default true. */
  readonly writer?: boolean
}

const quiesce: Quiesce<WalDb> = { freeze: (db) => db.freeze(), thaw: (db) => db.thaw(), clean: true }

/** The database as an application. It comes to rest with a checkpoint, so opening a frozen point needs no redo. */
export function walDb(options: WalDbAppOptions = {}): AppDefinition<'wal' | 'data', WalDb, typeof WAL_DB_PROPERTIES> {
  return {
    name: 'wal-db',
    volumes: { wal: options.walSize ?? '256KiB', data: options.dataSize ?? '1MiB' },
    properties: WAL_DB_PROPERTIES,
    boot: (context) => WalDb.open(context, options),
    ...(options.writer === false ? {} : { quiesce }),
    close: (db) => db.close(),
    replayed: (db) => db.replayed,
  }
}
