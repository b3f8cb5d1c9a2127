/** Bugs of the chunk store, and of the mirror, where a device that stores writes elsewhere can be survived. */
import { scenario } from '../../core/drill/index.ts'
import { chunkStore } from '../chunk-store/index.ts'
import type { ChunkStoreDefect } from '../chunk-store/index.ts'
import { chunkStoreScenario, SHORT } from '../chunk-store-scenario.ts'
import { mirroredPages } from '../mirrored-pages/index.ts'
import { mirroredPagesScenario, SHORT_MIRROR } from '../mirrored-pages-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

const twin = scenario({ ...chunkStoreScenario('zoo/twin/chunk-store'), policy: false, operations: 30 })
/** Reads that fail once, and nothing else: after a write that failed the store reclaims no more. */
const failingReads = scenario({ ...twin, name: 'zoo/twin/chunk-store/failing-reads', faults: ['read-error-once'] })
const mirror = scenario({ ...mirroredPagesScenario('zoo/twin/mirrored-pages'), policy: false, operations: 24 })

type About = Pick<ZooRow, 'area' | 'summary' | 'source' | 'expected'> & Partial<Pick<ZooRow, 'twin'>>

function row(id: ChunkStoreDefect, about: About): ZooBug {
  const exchange = { machines: { store: chunkStore({ ...SHORT, defect: id }) } }
  return zooBug({ id, twin, ...about, app: 'chunk-store', exchange })
}

export const chunkStoreBugs: readonly ZooBug[] = [
  row('torn-chunk-false-trailer', {
    area: 'log',
    summary: 'reclamation takes a torn chunk for a whole one because the bytes where its trailer should be match',
    source: 'ShardStore (SOSP 2021), issue 10',
    expected: ['refuses-to-open'],
  }),
  row('reclaim-read-error', {
    area: 'recovery',
    summary: 'a read error that passes is taken for the end of the extent, and the live chunks behind it are dropped',
    source: 'ShardStore (SOSP 2021), issue 5',
    expected: ['refuses-to-open'],
    twin: failingReads,
  }),
  row('never-durable', {
    area: 'ack',
    summary: 'the superblock follows the index one update late, so the last update waits for one that never comes',
    source: 'ShardStore (SOSP 2021), forward progress',
    expected: ['never-durable'],
  }),
  zooBug({
    id: 'misdirected-write',
    area: 'device',
    app: 'mirrored-pages',
    summary: 'a page that landed elsewhere passes for the one there, because its checksum does not cover the address',
    source: 'TigerBeetle, data_file.md',
    expected: ['wrong-data'],
    twin: mirror,
    exchange: { machines: { mirror: mirroredPages({ ...SHORT_MIRROR, defect: 'misdirected-write' }) } },
  }),
]
