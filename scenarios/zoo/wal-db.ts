/** Bugs of the WAL database. */
import { scenario } from '../../core/drill/index.ts'
import { walDb } from '../wal-db/index.ts'
import type { WalDbAppOptions, WalDbDefect } from '../wal-db/index.ts'
import { SHORT, walDbScenario } from '../wal-db-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

const twin = scenario({ ...walDbScenario('zoo/twin/wal-db'), policy: false, operations: 24 })

/** Flushes that fail and give up what they covered: nothing else goes wrong in a seed. */
const lossyFlushes = scenario({ ...twin, name: 'zoo/twin/wal-db/lossy-flush', faults: ['error-then-clean'] })

type Row = Omit<ZooRow, 'app' | 'twin' | 'exchange'> & { readonly twin?: ZooRow['twin']; readonly options?: WalDbAppOptions }

function row(defect: WalDbDefect, { options = {}, ...about }: Row): ZooBug {
  return zooBug({ twin, ...about, app: 'wal-db', exchange: { machines: { db: walDb({ ...SHORT, ...options, defect }) } } })
}

export const walDbBugs: readonly ZooBug[] = [
  row('wal-no-checksum', {
    id: 'wal-no-checksum',
    area: 'log',
    summary: 'log records carry no checksum, so a torn transaction is applied in part',
    source: 'LiteDB#2935',
    expected: ['wrong-data', 'partial-transaction'],
  }),
  row('stale-tail-resurrected', {
    id: 'torn-batch-revived',
    area: 'log',
    summary: 'what lies behind a torn tail stays in the log, where later appends link up with it',
    source: 'LiteDB#2935',
    expected: ['wrong-data'],
  }),
  row('ack-before-flush', {
    id: 'ack-before-flush',
    area: 'ack',
    summary: 'a transaction is acknowledged before its log record is flushed',
    source: 'libdb NODURABLE; baidu/ins#32',
    expected: ['lost-ack'],
  }),
  row('commit-flush-retried', {
    id: 'commit-flush-retried',
    area: 'ack',
    summary: 'a log flush that failed is repeated, and the second answer is taken as proof',
    source: 'fsyncgate (PostgreSQL, 2018)',
    expected: ['lost-ack'],
    twin: lossyFlushes,
  }),
  row('log-truncated-early', {
    id: 'log-truncated-early',
    area: 'checkpoint',
    summary: 'log records are dropped before the superblock that makes them superfluous is durable',
    source: 'holt#15',
    expected: ['refuses-to-open'],
  }),
  row('checkpoint-bad-lsn', {
    id: 'checkpoint-bad-lsn',
    area: 'checkpoint',
    summary: 'the end of the log is recorded as redo point, though pages were dirtied meanwhile',
    source: 'libdb CKPBADLSN',
    expected: ['order-hole', 'lost-ack'],
  }),
  row('checkpoint-before-pages-flushed', {
    id: 'checkpoint-before-pages',
    area: 'checkpoint',
    summary: 'a checkpoint is recorded before the pages that it stands for are on the volume',
    source: 'holt#15',
    expected: ['order-hole', 'lost-ack'],
  }),
  row('data-before-log', {
    id: 'data-before-log',
    area: 'checkpoint',
    summary: 'a data page is written before its log record is durable',
    source: 'libdb data_log_order',
    expected: ['refuses-to-open'],
  }),
  row('torn-page-no-image', {
    id: 'torn-page-no-image',
    area: 'checkpoint',
    summary: 'pages are overwritten in place without a copy, so one that tears cannot be repaired',
    source: 'PostgreSQL and InnoDB documentation',
    expected: ['refuses-to-open'],
  }),
  row('dirty-write-skipped', {
    id: 'dirty-write-skipped',
    area: 'checkpoint',
    summary: 'the last page of a write-out that is on the volume already is marked clean without being written',
    source: 'libdb LOSTUPDATE, SYNCSKIP',
    expected: ['wrong-data', 'order-hole', 'never-durable'],
  }),
  row('page-checksum-ignored', {
    id: 'checksum-mismatch-accepted',
    area: 'checkpoint',
    summary: 'a page is accepted although its checksum does not match',
    source: 'libdb NOCKSUM',
    expected: ['wrong-data', 'partial-transaction'],
  }),
]
