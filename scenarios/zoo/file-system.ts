/** Bugs of the file system, seen by a program that does everything right. */
import { scenario } from '../../core/drill/index.ts'
import type { FileSystemDefects } from '../../core/fs/mount-options.ts'
import { fileStore } from '../file-store/index.ts'
import type { FileStoreHabits } from '../file-store/index.ts'
import { fileStoreScenario } from '../file-store-scenario.ts'
import { zooBug } from './zoo-bug.ts'
import type { ZooBug, ZooRow } from './zoo-bug.ts'

/** Reserves a block for each file; the longest values need more. */
const reserving: FileStoreHabits = { reserveBytes: 4096 }
const twin = scenario({ ...fileStoreScenario('zoo/twin/file-system', reserving), policy: false })

function row(defects: FileSystemDefects, about: Pick<ZooRow, 'id' | 'area' | 'summary' | 'source' | 'expected'>): ZooBug {
  const machines = { host: fileStore({ disk: { size: '1MiB', defects }, ...reserving }) }
  return zooBug({ ...about, app: 'file-system', twin, exchange: { machines } })
}

export const fileSystemBugs: readonly ZooBug[] = [
  row({ splitsRename: true }, {
    id: 'rename-not-atomic',
    area: 'namespace',
    summary: 'a rename takes the old name away in one transaction and gives the new one in the next',
    source: 'CrashMonkey (OSDI 2018), new bugs 1 and 2',
    expected: ['lost-ack', 'order-hole'],
  }),
  row({ recordsReservationWrongly: true }, {
    id: 'prealloc-size-wrong',
    area: 'metadata',
    summary: 'reserved space is recorded with one block more than was reserved, which then belongs to two files',
    source: 'CrashMonkey (OSDI 2018), new bugs 8 and 9',
    expected: ['refuses-to-open', 'wrong-data'],
  }),
  row({ writesMetadataInPlace: true }, {
    id: 'metadata-in-place',
    area: 'metadata',
    summary: 'metadata is updated in place, without the journal, so that a crash leaves half of an update',
    source: 'NOVA_BUG4, NOVA_BUG6',
    expected: ['refuses-to-open', 'lost-ack', 'os-unbootable'],
  }),
]
