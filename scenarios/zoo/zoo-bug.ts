/**
 * A row of the zoo: one planted bug beside its correct twin. The bug's scenario is the twin's with nothing
 * exchanged but a component or its devices, so workload, model and oracle are the very same.
 */
import { scenario } from '../../core/drill/index.ts'
import type { Scenario } from '../../core/drill/index.ts'
import type { VerdictName } from '../../core/oracle/index.ts'

export const ZOO_AREAS = ['log', 'ack', 'checkpoint', 'recovery', 'namespace', 'metadata', 'device', 'replication', 'points', 'failover', 'backup'] as const
export type ZooArea = (typeof ZOO_AREAS)[number]

/** What a bug may exchange of its twin. */
export type Exchange = Partial<Pick<Scenario, 'machines' | 'faults' | 'destructive' | 'policy' | 'device'>>

export interface ZooRow {
  /** Kebab-case, unique. */
  readonly id: string
  readonly area: ZooArea
  /** The component that has the bug: `wal-db`. */
  readonly app: string
  /** What is wrong, in one line. */
  readonly summary: string
  /** Where the bug was seen in earnest: a public issue, paper or documentation. */
  readonly source: string
  /** It counts as caught when a failure has one of these verdicts. */
  readonly expected: readonly VerdictName[]
  /** The correct component; several rows may share one. Named `zoo/twin/<app>`, or deeper. */
  readonly twin: Scenario
  /** What makes the twin wrong. */
  readonly exchange: Exchange
}

export interface ZooBug extends Omit<ZooRow, 'exchange'> {
  /** Named `zoo/<id>`. */
  readonly bug: Scenario
}

export function zooBug({ exchange, ...row }: ZooRow): ZooBug {
  return { ...row, bug: scenario({ ...row.twin, ...exchange, name: `zoo/${row.id}` }) }
}
