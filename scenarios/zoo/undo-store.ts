/** Bugs of the undo store. */
import { scenario } from '../../core/drill/index.ts'
import { undoStore } from '../undo-store/index.ts'
import type { UndoStoreDefect } from '../undo-store/index.ts'
import { SMALL, undoStoreScenario } from '../undo-store-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

const twin = scenario({ ...undoStoreScenario('zoo/twin/undo-store', {}, false), operations: 24 })

function row(defect: UndoStoreDefect, about: Pick<ZooRow, 'summary' | 'source' | 'expected'>): ZooBug {
  const exchange = { machines: { db: undoStore({ ...SMALL, defect }) } }
  return zooBug({ id: defect, area: 'recovery', ...about, app: 'undo-store', twin, exchange })
}

export const undoStoreBugs: readonly ZooBug[] = [
  row('redo-no-page-stamp', {
    summary: 'redo does not compare the page stamp, so a change is applied twice',
    source: 'libdb REDONOSTAMP',
    expected: ['wrong-data'],
  }),
  row('logical-replay-toggle', {
    summary: 'replay toggles again what the snapshot of the set contains',
    source: 'concourse#442',
    expected: ['partial-transaction', 'order-hole', 'wrong-data'],
  }),
  row('abort-undo-skipped', {
    summary: 'a transaction that does not commit is ended without taking back its changes',
    source: 'libdb ABORTNOUNDO',
    expected: ['phantom', 'partial-transaction'],
  }),
]
