/** Bugs of the manifest store. */
import { scenario } from '../../core/drill/index.ts'
import { manifestStore } from '../manifest-store/index.ts'
import type { ManifestStoreDefect } from '../manifest-store/index.ts'
import { manifestStoreScenario, SHORT_MANIFEST_STORE } from '../manifest-store-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

const twin = scenario({ ...manifestStoreScenario('zoo/twin/manifest-store', {}, false), operations: 24, clients: 3 })

function row(defect: ManifestStoreDefect, about: Pick<ZooRow, 'area' | 'summary' | 'source' | 'expected'>): ZooBug {
  const machines = { store: manifestStore({ ...SHORT_MANIFEST_STORE, defect }) }
  return zooBug({ id: defect, ...about, app: 'manifest-store', twin, exchange: { machines } })
}

export const manifestStoreBugs: readonly ZooBug[] = [
  row('commit-payload-reorder', {
    area: 'log',
    summary: 'a commit record does not vouch for the payload with which it shares a flush',
    source: 'LiteDB#2935',
    expected: ['partial-transaction'],
  }),
  row('empty-log-old-manifest', {
    area: 'log',
    summary: 'an empty log beside an old manifest is accepted, and its stale root is served',
    source: 'doltlite#510',
    expected: ['lost-ack'],
  }),
  row('newer-log-synced-first', {
    area: 'log',
    summary: 'a newer log segment is synced while an older one is not, and recovery jumps the gap',
    source: 'RocksDB#12489',
    expected: ['order-hole'],
  }),
  row('seal-before-checkpoint', {
    area: 'recovery',
    summary: 'recovery gives up the log before what it replayed is durable elsewhere',
    source: 'Typhon#715',
    // The first crash comes after a recovery that had shown everything.
    expected: ['recovery-not-idempotent', 'lost-ack'],
  }),
  row('recovery-volatile-state', {
    area: 'recovery',
    summary: 'recovery uses the map of free space before it is rebuilt, and panics',
    source: 'PMFS_BUG1',
    expected: ['refuses-to-open'],
  }),
]
