/**
 * The bugs that can be planted in the store, one switch each, and the flushes that can be left out. Every
 * switch is consulted in exactly one place.
 */
export const UNDO_STORE_DEFECTS = {
  'redo-no-page-stamp': 'redoes a change without comparing the page stamp, so what is in the page already is added again',
  'logical-replay-toggle': 'replays every committed toggle in the log, also those that the snapshot of the set contains',
  'abort-undo-skipped': 'ends a transaction that does not commit without taking back its changes',
} as const satisfies Readonly<Record<string, string>>

/** One planted bug. */
export type UndoStoreDefect = keyof typeof UNDO_STORE_DEFECTS

/** Every flush the store issues, by label, and what would be lost without it. */
export const UNDO_STORE_FLUSHES = {
  'log-force': 'an acknowledged transaction, and the record that a page on its way out must not precede',
  'open-log': 'log records that recovery has read, and the end of the log it decided on',
  'open-data': 'page copies and a checkpoint that recovery has read, before their predecessors are overwritten',
  page: 'pages for which the log is no longer kept, and the only whole copy of a page that is written once more',
  checkpoint: 'the redo point, once the log before it is discarded',
} as const satisfies Readonly<Record<string, string>>

/** The label of one flush. */
export type UndoStoreFlush = keyof typeof UNDO_STORE_FLUSHES
