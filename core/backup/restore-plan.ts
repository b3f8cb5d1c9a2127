/** What it takes to get a machine, its disks or some files back from a backup: steps as data. */
import type { DurationModel } from '../sim/duration.ts'
import type { RandomStream } from '../sim/random.ts'
import { transferUs } from './context.ts'
import type { BackupTier } from './point.ts'
import type { BackupPolicy } from './policy.ts'
import type { BackupExtent } from './restorable.ts'
import { restoreConflicts } from './restore-conflicts.ts'
import type { RestoreConflict, RestoreSource } from './restore-conflicts.ts'
import { RESTORE_STEPS, RESTORE_TARGETS } from './restore-steps.ts'
import type { RestoreArea, RestoreStepId, RestoreTarget } from './restore-steps.ts'
import type { BackupVault } from './vault.ts'

export interface RestoreRequest {
  readonly target: RestoreTarget
  /** What the disks hold at most: all of it is copied from a vault. */
  readonly provisionedBytes: number
  /** Of target `files`: how much is wanted. Default 1 GiB. */
  readonly fileBytes?: number
  /** `peak`: many restore at once. */
  readonly load: 'normal' | 'peak'
  /** The machine that the backup is of. */
  readonly source: RestoreSource
  /** What is lost. */
  readonly extent: BackupExtent
  /** The creation of the machine fails; its disks are restored all the same, and a person goes on. Default false. */
  readonly creationFails?: boolean
}

export interface RestoreStep {
  readonly id: RestoreStepId
  readonly name: string
  readonly area: RestoreArea
  readonly by: 'platform' | 'person'
  /** Nobody has to do anything. */
  readonly automatic: boolean
  readonly duration: DurationModel
  /** The steps that it waits for, by id. */
  readonly after: readonly RestoreStepId[]
}

export type RestoreRefusal =
  /** The point does not lie in this tier, or the tier is lost or closed. */
  | 'not-in-tier'
  /** Across regions only from the second region, and from there only across regions. */
  | 'wrong-tier-for-target'
  /** There is no machine to replace the disks of. */
  | 'nothing-to-replace'
  /** Another zone needs a copy that does not lie in one zone. */
  | 'not-zone-redundant'

export type RestorePlan =
  | {
      readonly ok: true
      /** In order; each waits for the one before. */
      readonly steps: readonly RestoreStep[]
      /** What the restored machine would have twice; a step resolves it. */
      readonly conflicts: readonly RestoreConflict[]
    }
  | { readonly ok: false; readonly reason: RestoreRefusal }

export interface RestoreInput {
  readonly policy: BackupPolicy
  readonly vault: BackupVault
  readonly tier: BackupTier
  /** Where the point can be restored from. */
  readonly tiers: readonly BackupTier[]
  readonly softDeleted: boolean
  readonly request: RestoreRequest
}

const DEFAULT_FILE_BYTES = 2 ** 30

/** Whether a restore meets the peak of the queue: one in so many, and all of them when a region is lost. */
export function drawRestoreLoad(
  { restore: { peakOneIn } }: BackupPolicy,
  extent: BackupExtent,
  stream: RandomStream,
): RestoreRequest['load'] {
  return extent === 'region' || (peakOneIn > 0 && stream.chance(1, peakOneIn)) ? 'peak' : 'normal'
}

/** The steps, or why there are none. */
export function restoreSteps(input: RestoreInput): RestorePlan {
  const reason = refusal(input)
  if (reason) return { ok: false, reason }
  const { request } = input
  const conflicts = restoreConflicts(request.target, request.source, request.extent)
  const ids = RESTORE_TARGETS[request.target].filter((id) => isDue(id, input, conflicts.length > 0))
  const steps = ids.map((id, index): RestoreStep => {
    const { name, area, by } = RESTORE_STEPS[id]
    const after = index === 0 ? [] : [ids[index - 1]!]
    return { id, name, area, by, automatic: by === 'platform', duration: durationOf(id, input), after }
  })
  return { ok: true, steps, conflicts }
}

function refusal({ tier, tiers, vault, request: { target, source } }: RestoreInput): RestoreRefusal | null {
  if (!tiers.includes(tier)) return 'not-in-tier'
  if ((tier === 'second-region') !== (target === 'cross-region')) return 'wrong-tier-for-target'
  if (target === 'replace' && !source.exists) return 'nothing-to-replace'
  const anyZone = tier === 'vault' && (vault.redundancy === 'zone' || vault.crossRegionRestore)
  if (target === 'cross-zone' && !anyZone) return 'not-zone-redundant'
  return null
}

/** Which of a target's steps this restore takes. */
function isDue(id: RestoreStepId, { softDeleted, tier, vault, request }: RestoreInput, conflicting: boolean): boolean {
  if (id === 'undelete') return softDeleted
  if (id === 'declaration') return !vault.crossRegionRestore
  // The disks are made from the snapshot; their content arrives behind them.
  if (id === 'copy') return tier !== 'snapshot'
  if (id === 'create-from-template') return request.target === 'disks' || request.creationFails === true
  if (id === 'resolve-identity') return conflicting
  return true
}

function durationOf(id: RestoreStepId, { policy: { restore }, vault, request }: RestoreInput): DurationModel {
  const copyOf = (bytes: number): DurationModel => {
    const { provenance, source } = restore.copy
    return { minimumUs: transferUs(bytes, restore.copy), meanUs: 0, maximumUs: null, provenance, source }
  }
  if (id === 'declaration') return vault.secondRegion.declaration!
  if (id === 'queue') return request.load === 'peak' ? restore.peakQueue : restore.queue
  if (id === 'copy') return copyOf(request.provisionedBytes)
  if (id === 'copy-files') return copyOf(request.fileBytes ?? DEFAULT_FILE_BYTES)
  return restore[RESTORE_STEPS[id].field]
}
