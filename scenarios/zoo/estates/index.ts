/** The rows of the zoo that are estates. */
import type { EstateBug } from '../estate-bug.ts'
import { afterFailoverBugs } from './after-failover.ts'
import { backupBugs } from './backup.ts'
import { failoverBugs } from './failover.ts'
import { idsBugs } from './ids.ts'
import { pointsBugs } from './points.ts'

/** By area. */
export const estateZoo: readonly EstateBug[] = [...pointsBugs, ...failoverBugs, ...idsBugs, ...afterFailoverBugs, ...backupBugs]
