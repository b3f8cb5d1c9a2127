/** Bugs of programs that replace and create files, and of one that keeps its metadata twice. */
import { scenario } from '../../core/drill/index.ts'
import type { Scenario } from '../../core/drill/index.ts'
import type { MountPreset } from '../../core/fs/mount-options.ts'
import { currentStore } from '../current-store/index.ts'
import type { CurrentStoreDefect } from '../current-store/index.ts'
import { currentStoreScenario } from '../current-store-scenario.ts'
import { fileStore } from '../file-store/index.ts'
import type { FileStoreHabits } from '../file-store/index.ts'
import { fileStoreScenario } from '../file-store-scenario.ts'
import { twinHeaders } from '../twin-headers/index.ts'
import { twinHeadersScenario } from '../twin-headers-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

type About = Pick<ZooRow, 'id' | 'area' | 'summary' | 'source' | 'expected'>

const careful = (mount: MountPreset): Scenario =>
  scenario({ ...fileStoreScenario(`zoo/twin/file-store/${mount}`, { disk: { size: '1MiB', mount } }), policy: false })
/** Short, so that the sweep gets to the instant between the cut and the write, which is all that a kill needs. */
const short = scenario({ ...careful('ext3-ordered'), operations: 6 })
/** ext4 brings the content of a replaced file along with the rename; here nothing does. */
const withoutHelp = careful('ext4-noauto')
const onPosix = careful('posix')

function careless(habits: FileStoreHabits, mount: MountPreset, twin: Scenario, about: About): ZooBug {
  return zooBug({ ...about, app: 'file-store', twin, exchange: { machines: { host: fileStore({ disk: { size: '1MiB', mount }, ...habits }) } } })
}

const pointing = scenario({ ...currentStoreScenario('zoo/twin/current-store'), policy: false })

function pointer(id: CurrentStoreDefect, about: Omit<About, 'id' | 'area'>): ZooBug {
  return zooBug({ id, area: 'namespace', ...about, app: 'current-store', twin: pointing, exchange: { machines: { host: currentStore({ defect: id }) } } })
}

export const filesBugs: readonly ZooBug[] = [
  careless({ syncFile: false }, 'ext4-noauto', withoutHelp, {
    id: 'rename-without-file-fsync',
    area: 'namespace',
    summary: 'a file is renamed over its target before its content is durable',
    source: 'ALICE (OSDI 2014); LazyFS leveldb-4, leveldb-5',
    expected: ['refuses-to-open'],
  }),
  careless({ syncDirectory: false }, 'posix', onPosix, {
    id: 'rename-without-dir-fsync',
    area: 'namespace',
    summary: 'no fsync of the directory follows a rename, so the old file comes back',
    source: 'RocksDB#10573, ClickHouse#111348',
    expected: ['lost-ack'],
  }),
  pointer('create-without-dir-fsync', {
    summary: 'no fsync of the directory follows the creation of a log file, so all of it vanishes',
    source: 'mongo-rocks#35, leveldb#196',
    expected: ['lost-ack'],
  }),
  pointer('pointer-to-unsynced-manifest', {
    summary: 'the pointer file names a manifest that was never synced',
    source: 'leveldb#189',
    expected: ['refuses-to-open'],
  }),
  careless({ replace: 'in-place' }, 'ext3-ordered', short, {
    id: 'config-in-place',
    area: 'metadata',
    summary: 'a small file is cut to nothing and written anew in place',
    source: 'LazyFS lnd-12, redis-11',
    expected: ['refuses-to-open'],
  }),
  zooBug({
    id: 'dual-metadata-init',
    area: 'metadata',
    app: 'twin-headers',
    summary: 'both copies of the header are made with one flush, and a boot that finds one of them gives up',
    source: 'NOVA_FORTIS_BUG2',
    expected: ['refuses-to-open'],
    twin: scenario({ ...twinHeadersScenario('zoo/twin/twin-headers'), policy: false }),
    exchange: { machines: { host: twinHeaders('dual-metadata-init') } },
  }),
]
