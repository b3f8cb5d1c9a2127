/** What goes wrong when a machine is restored beside itself. */
import type { BackupExtent } from './restorable.ts'
import type { RestoreTarget } from './restore-steps.ts'

/** The machine that a backup is of, at the time of the restore. */
export interface RestoreSource {
  /** It, or its definition, is still there. */
  readonly exists: boolean
  readonly running: boolean
  /** The restored machine comes into the network of the source. False: into one of its own, or an isolated one. */
  readonly sameNetwork: boolean
}

/**
 * `private-ip`: the address is taken, and the restored machine gets another. `identity`: two machines of one name, one
 * account in the directory and one licence are up.
 */
export type RestoreConflict = 'private-ip' | 'identity'

const BESIDE_THE_SOURCE: readonly RestoreTarget[] = ['new-vm', 'disks', 'cross-zone']

/** An address stays taken while the machine is defined, an identity matters while it runs. */
export function restoreConflicts(
  target: RestoreTarget,
  source: RestoreSource,
  extent: BackupExtent,
): readonly RestoreConflict[] {
  if (extent !== 'none' || !source.sameNetwork || !source.exists || !BESIDE_THE_SOURCE.includes(target)) return []
  return source.running ? ['private-ip', 'identity'] : ['private-ip']
}
