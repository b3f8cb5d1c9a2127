/**
 * The zoo: every bug that the tester is proven on, each beside its correct twin. It does not judge: whether a
 * bug is caught, and how soon, is measured by `seeddrill zoo`.
 */
import { deviceBugs } from './device.ts'
import { undoStoreBugs } from './undo-store.ts'
import { walDbBugs } from './wal-db.ts'
import type { ZooBug } from './zoo-bug.ts'

export { ZOO_AREAS } from './zoo-bug.ts'
export type { ZooArea, ZooBug } from './zoo-bug.ts'

export const zoo: readonly ZooBug[] = [...walDbBugs, ...undoStoreBugs, ...deviceBugs]
