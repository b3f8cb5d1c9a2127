/**
 * Planted defects: each is the scenario of its correct twin with one switch of a component, and the
 * verdicts by which it counts as caught.
 */
import type { Scenario } from '../core/drill/index.ts'
import type { VerdictName } from '../core/oracle/index.ts'
import { logWriterScenario } from './log-writer-scenario.ts'
import { policies } from '../core/replication/policies.ts'
import type { ReplicationPolicy } from '../core/replication/policy.ts'
import { walDbScenario } from './wal-db-scenario.ts'

export interface PlantedDefect {
  readonly id: string
  /** Named `planted/<id>`. */
  readonly scenario: Scenario
  readonly expected: readonly VerdictName[]
  /** What is wrong, in one line. */
  readonly summary: string
}

/** Each disk is tagged up to 8 ms after the point is due: a few transactions, as a second is in earnest. */
const ungrouped: ReplicationPolicy = { ...policies.fast, groups: false, ungroupedSkewUs: 8000 }

export const planted: readonly PlantedDefect[] = [
  {
    id: 'ack-before-flush',
    scenario: walDbScenario('planted/ack-before-flush', { defect: 'ack-before-flush' }),
    expected: ['lost-ack'],
    summary: 'a transaction is acknowledged before its log record is flushed',
  },
  {
    id: 'wal-no-checksum',
    scenario: walDbScenario('planted/wal-no-checksum', { defect: 'wal-no-checksum' }),
    expected: ['partial-transaction', 'wrong-data', 'phantom', 'refuses-to-open'],
    summary: 'log records carry no checksum, so a torn transaction is applied in part',
  },
  {
    id: 'torn-tail-fatal',
    scenario: logWriterScenario('planted/torn-tail-fatal', { defect: 'torn-tail-fatal' }),
    expected: ['refuses-to-open'],
    summary: 'an ordinary torn tail is taken for corruption',
  },
  {
    id: 'data-before-log',
    scenario: walDbScenario('planted/data-before-log', { defect: 'data-before-log' }),
    expected: ['refuses-to-open', 'phantom', 'wrong-data', 'partial-transaction', 'order-hole', 'lost-ack'],
    summary: 'a data page is written before its log record is durable',
  },
  {
    id: 'ungrouped-snapshot',
    scenario: walDbScenario('planted/ungrouped-snapshot', {}, ungrouped),
    expected: ['lost-ack', 'refuses-to-open', 'wrong-data', 'order-hole', 'partial-transaction'],
    summary: 'the two volumes of one database are snapshotted at different instants',
  },
]
