/**
 * The bugs that can be planted in the database, one switch each, and the flushes that can be
 * left out. Every switch is consulted in exactly one place.
 */
export const WAL_DB_DEFECTS = {
  'ack-before-flush': 'acknowledges a transaction when its log record is written, before the log is flushed',
  'commit-flush-retried': 'repeats a log flush that failed and takes the second answer as proof',
  'wal-no-checksum': 'does not verify the checksum of log records, so a torn transaction is applied partly',
  'torn-tail-fatal': 'takes an ordinary torn log tail for corruption and refuses to open',
  'mid-log-rot-as-tail': 'takes rot in the middle of the log for a torn tail and cuts off committed transactions',
  'stale-tail-resurrected': 'leaves what lies behind a torn tail in the log, where later appends link up with it',
  'data-before-log': 'changes pages as soon as a record is queued, so a page may go out before its log record',
  'torn-page-no-image': 'overwrites pages in place without a copy in the double-write area',
  'page-checksum-ignored': 'accepts a page whose checksum does not match',
  'dirty-write-skipped': 'marks the last page of a write-out that is on the volume already clean without writing it',
  'checkpoint-before-pages-flushed': 'records a checkpoint before the pages that it stands for are on the volume',
  'checkpoint-bad-lsn': 'records the end of the log as redo point though pages were dirtied meanwhile',
  'log-truncated-early': 'drops log records before the superblock that makes them superfluous is durable',
} as const satisfies Readonly<Record<string, string>>

/** One planted bug. */
export type WalDbDefect = keyof typeof WAL_DB_DEFECTS

/** Every flush the database issues, by label, and what would be lost without it. */
export const WAL_DB_FLUSHES = {
  'wal-commit': 'an acknowledged transaction',
  'log-tail': 'what recovery has shown: log records it read, and the end of the log it decided on',
  open: 'the first superblock, and the repair of a torn page whose only copy the double-write area holds',
  'double-write': 'a page that tears while it is overwritten in place',
  page: 'pages for which the log is no longer kept',
  superblock: 'the redo point, once the log before it is discarded',
} as const satisfies Readonly<Record<string, string>>

/** The label of one flush. */
export type WalDbFlush = keyof typeof WAL_DB_FLUSHES
