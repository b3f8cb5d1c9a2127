/**
 * The zoo: every bug that the tester is proven on, each beside its correct twin: bugs of components, which drills meet, and
 * bugs of how estates are protected and recovered, which their histories meet. It does not judge: whether a
 * bug is caught, and how soon, is measured by `seeddrill zoo`.
 */
import { chunkStoreBugs } from './chunk-store.ts'
import { deviceBugs } from './device.ts'
import { fileSystemBugs } from './file-system.ts'
import { filesBugs } from './files.ts'
import { logWriterBugs } from './log-writer.ts'
import { manifestStoreBugs } from './manifest-store.ts'
import { replicationBugs } from './replication.ts'
import { undoStoreBugs } from './undo-store.ts'
import { walDbBugs } from './wal-db.ts'
import { ZOO_AREAS } from './zoo-bug.ts'
import type { ZooBug } from './zoo-bug.ts'

export { canary } from './canary.ts'
export { estateZoo } from './estates/index.ts'
export type { EstateBug, EstateCase } from './estate-bug.ts'
export { ZOO_AREAS } from './zoo-bug.ts'
export type { ZooArea, ZooBug } from './zoo-bug.ts'

const bugs: readonly ZooBug[] = [
  ...walDbBugs, ...logWriterBugs, ...manifestStoreBugs, ...chunkStoreBugs, ...undoStoreBugs, ...filesBugs,
  ...fileSystemBugs, ...deviceBugs, ...replicationBugs,
]

/** By area. */
export const zoo: readonly ZooBug[] = ZOO_AREAS.flatMap((area) => bugs.filter((bug) => bug.area === area))
