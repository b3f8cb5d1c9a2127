/** Bugs of the WAL database. */
import { scenario } from '../../core/drill/index.ts'
import { walDb } from '../wal-db/index.ts'
import type { WalDbDefect } from '../wal-db/index.ts'
import { SHORT, walDbScenario } from '../wal-db-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

const twin = scenario({ ...walDbScenario('zoo/twin/wal-db'), policy: false, operations: 24 })

function row(defect: WalDbDefect, about: Omit<ZooRow, 'app' | 'twin' | 'exchange' | 'id'> & { readonly id?: string }): ZooBug {
  return zooBug({ id: defect, ...about, app: 'wal-db', twin, exchange: { machines: { db: walDb({ ...SHORT, defect }) } } })
}

export const walDbBugs: readonly ZooBug[] = [
  row('ack-before-flush', {
    area: 'ack',
    summary: 'a transaction is acknowledged before its log record is flushed',
    source: 'libdb NODURABLE; baidu/ins#32',
    expected: ['lost-ack'],
  }),
]
