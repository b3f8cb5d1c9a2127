/** The sizes that an estate states, for whatever takes as long as they are large; the simulated disks are smaller. */
import type { ReplicationPolicy } from '../../replication/policy.ts'
import type { Machine } from '../../machine/machine.ts'
import type { Estate } from './estate.ts'

const GIB = 2 ** 30
const MICROSECONDS_PER_SECOND = 1_000_000

/** By disk. A machine's size is shared evenly by its disks. */
export function provisionedBytes({ machines }: Estate, sited: readonly Machine[]): Readonly<Record<string, number>> {
  return Object.fromEntries(sited.flatMap(({ id, disks }) =>
    disks.map((disk) => [disk.id, Math.floor((machines[id]!.provisionedGiB * GIB) / disks.length)])))
}

/** All machines together. */
export function estateBytes({ machines }: Estate): number {
  return Object.values(machines).reduce((sum, { provisionedGiB }) => sum + provisionedGiB * GIB, 0)
}

/** What changes on all machines together in a time. */
export function changedBytes({ machines }: Estate, us: number): number {
  return Object.values(machines).reduce((sum, { changedGiBPerDay }) => sum + (changedGiBPerDay * GIB * us) / DAY_US, 0)
}

const DAY_US = 86_400 * MICROSECONDS_PER_SECOND

/** How long the first copy takes; machines are copied side by side, so the largest decides. */
export function initialReplicationUs({ machines }: Estate, { initialBytesPerSecond }: ReplicationPolicy): number {
  if (initialBytesPerSecond === null) return 0
  const largestGiB = Math.max(...Object.values(machines).map(({ provisionedGiB }) => provisionedGiB))
  return Math.ceil((largestGiB * GIB * MICROSECONDS_PER_SECOND) / initialBytesPerSecond)
}
