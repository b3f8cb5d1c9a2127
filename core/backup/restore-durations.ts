/** How long the parts of a restore take that are not simulated in detail. */
import { assumedMinutes } from '../sim/duration.ts'
import type { DurationModel } from '../sim/duration.ts'
import type { TransferRate } from './policy.ts'

export interface RestoreDurations {
  /** A person picks the point and the target, and starts. Deciding to restore at all is not in it. */
  readonly initiate: DurationModel
  /** In the queue of the service, on an ordinary day. */
  readonly queue: DurationModel
  /** In the queue when many restore at once. */
  readonly peakQueue: DurationModel
  /** One restore in so many meets the peak; 0: none. After the loss of a region all do. */
  readonly peakOneIn: number
  /** From the vault to new disks. */
  readonly copy: TransferRate
  readonly createDisks: DurationModel
  readonly createMachine: DurationModel
  /** By a person, from the restored disks and the template that comes with them. */
  readonly createFromTemplate: DurationModel
  /** Interfaces, addresses and security groups of the new machine. */
  readonly network: DurationModel
  /** The customer's own: load balancer and names. */
  readonly loadBalancerAndNames: DurationModel
  /** Two machines of one name or address: the restored one is given others. */
  readonly resolveIdentity: DurationModel
  /** Of the disks that are about to be replaced. */
  readonly snapshotCurrent: DurationModel
  /** Stop the machine, exchange its disks, start it. */
  readonly swapDisks: DurationModel
  /** Makes the content of a point readable as a drive. */
  readonly mount: DurationModel
  readonly unmount: DurationModel
  /** Takes soft-deleted items back. */
  readonly undelete: DurationModel
}

const PEAK_MAXIMUM_MINUTES = 8 * 60
const DISK_SOURCE = 'assumed: a disk from a snapshot is a metadata operation of the platform'

/** Of Azure Backup. Only the maximum of the queue is documented; every shape below is an assumption, and says so. */
export const RESTORE_DURATIONS: RestoreDurations = {
  initiate: assumedMinutes(1, 4, 'assumed: a person at the portal, or with a command'),
  queue: assumedMinutes(0, 5, 'assumed: on an ordinary day a job starts within minutes'),
  peakQueue: assumedMinutes(
    10, 120, 'at most 8 h at peak: Azure Backup documentation; minimum and mean are assumed', PEAK_MAXIMUM_MINUTES,
  ),
  peakOneIn: 10,
  copy: {
    bitsPerSecond: 640_000_000,
    provenance: 'assumed',
    source: 'assumed: as fast as an incremental transfer to the vault (640 Mbit/s: Azure Backup documentation, 2018)',
  },
  createDisks: assumedMinutes(1, 3, DISK_SOURCE),
  createMachine: assumedMinutes(2, 5, 'assumed: creation of a machine by the platform, without its boot'),
  createFromTemplate: assumedMinutes(10, 25, 'assumed: a person corrects and deploys a template'),
  network: assumedMinutes(10, 30, 'assumed: a person sets up interfaces, addresses and security groups'),
  loadBalancerAndNames: assumedMinutes(5, 20, 'assumed: a person changes load balancer and names'),
  resolveIdentity: assumedMinutes(10, 30, 'assumed: a person renames the machine and joins it anew'),
  snapshotCurrent: assumedMinutes(1, 3, DISK_SOURCE),
  swapDisks: assumedMinutes(3, 8, 'assumed: stop, exchange of disks, start'),
  mount: assumedMinutes(1, 3, 'assumed: a person fetches and runs the script that mounts the point'),
  unmount: assumedMinutes(1, 2, 'assumed: a person unmounts'),
  undelete: assumedMinutes(5, 15, 'assumed: a person finds out, undeletes and resumes'),
}
