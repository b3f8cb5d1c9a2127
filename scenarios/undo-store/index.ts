/**
 * A transactional store that overwrites pages before transactions commit and takes aborted ones back, and the
 * bugs that such stores have had. It models no locks, no reading transactions, and no media recovery.
 */
import type { AppDefinition, Quiesce, Size } from '../../core/machine/app.ts'
export { CorruptionError } from '../parts/corruption-error.ts'
import { UndoStore } from './undo-store.ts'
import type { UndoStoreOptions } from './undo-store.ts'

export { UNDO_STORE_DEFECTS, UNDO_STORE_FLUSHES } from './defects.ts'
export type { UndoStoreDefect, UndoStoreFlush } from './defects.ts'

export type { Change, Ending } from './transactions.ts'
export { UndoStore } from './undo-store.ts'
export type { UndoStoreContent, UndoStoreOptions } from './undo-store.ts'

/** How the application is built. */
export interface UndoStoreAppOptions extends UndoStoreOptions {
  /** Size of the log volume, at least 8 KiB. Default 64 KiB. */
  readonly walSize?: Size
  /** Size of the data volume, at least 12 KiB; 8 KiB of it hold no pages, and 124 counters go into 2 KiB. Default 64 KiB. */
  readonly dataSize?: Size
}

const quiesce: Quiesce<UndoStore> = { freeze: (store) => store.freeze(), thaw: (store) => store.thaw(), clean: true }

/** The store as an application. It comes to rest with a checkpoint, so opening a frozen point reads no log. */
export function undoStore(options: UndoStoreAppOptions = {}): AppDefinition<'wal' | 'data', UndoStore> {
  return {
    name: 'undo-store',
    volumes: { wal: options.walSize ?? '64KiB', data: options.dataSize ?? '64KiB' },
    boot: (context) => UndoStore.open(context, options),
    quiesce,
    close: (store) => store.close(),
    replayed: (store) => store.replayed,
  }
}
