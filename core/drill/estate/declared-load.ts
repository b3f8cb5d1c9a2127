/** What an estate states of its machines, as replication takes it: how large their disks are, and how much they change. */
import type { Machine } from '../../machine/machine.ts'
import type { ReplicationOptions } from '../../replication/replication-options.ts'
import type { EstateMachine } from './estate-machine.ts'

const KIB = 1024
const GIB = 1024 * 1024 * KIB

/** A machine's size is divided among its disks as their sizes in the simulation are. */
export function declaredLoad(
  stated: Readonly<Record<string, EstateMachine>>,
  machines: readonly Machine[],
): Required<Pick<ReplicationOptions, 'provisionedBytes' | 'declaredChurn'>> {
  const sizes = machines.flatMap(({ id, disks }) => {
    const simulatedBytes = disks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    return disks.map((disk) => [disk.id, Math.round((stated[id]!.provisionedGiB * GIB * disk.sizeBytes) / simulatedBytes)] as const)
  })
  const churn = machines.map(({ id }) => {
    const { changedGiBPerDay, averageWriteKiB, busyHour } = stated[id]!
    return [id, { bytesPerDay: changedGiBPerDay * GIB, averageIoBytes: averageWriteKiB * KIB, busyHour }] as const
  })
  return { provisionedBytes: Object.fromEntries(sizes), declaredChurn: Object.fromEntries(churn) }
}
