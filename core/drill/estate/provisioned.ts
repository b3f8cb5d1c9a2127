/** The sizes that an estate states, for whatever takes as long as they are large. */
import { DAY_US } from '../../backup/index.ts'
import { durationUs } from '../../replication/context.ts'
import type { Replication } from '../../replication/replication.ts'
import type { EstateMachine } from './estate-machine.ts'

const GIB = 2 ** 30

/** All replicated disks together. */
export function replicatedBytes({ disks }: Replication): number {
  return disks.reduce((sum, { provisionedBytes }) => sum + provisionedBytes, 0)
}

/** How long the first copy takes, of which all disks share the rate. */
export function initialReplicationUs(replication: Replication): number {
  return durationUs(replicatedBytes(replication), replication.policy.initialBytesPerSecond)
}

/** What changes in a time. */
export function changedBytes(machines: Readonly<Record<string, EstateMachine>>, us: number): number {
  return Object.values(machines).reduce((sum, { changedGiBPerDay }) => sum + (changedGiBPerDay * GIB * us) / DAY_US, 0)
}
