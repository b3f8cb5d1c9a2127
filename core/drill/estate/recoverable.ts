/** What an estate can be recovered from at one instant: a state of all its disks, and what it stands for. */
import type { BlockImage } from '../../block/block-image.ts'
import type { BackupPoint, BackupTier } from '../../backup/index.ts'
import type { ChosenCut, ChosenPoint, Refusal } from '../../failover/index.ts'
import type { PointEvidence } from '../../replication/pending-point.ts'

/** A state that can be booted. */
export interface RecoverableState {
  readonly ok: true
  /** One for each disk of the estate, in its order; owned by whoever asked. */
  readonly images: readonly BlockImage[]
  readonly cut: ChosenCut
  /** Nothing that was answered after this position of the log is required of it. */
  readonly answeredUpTo: number
  /** The last position of the log that it can know of. */
  readonly seq: number
  readonly points: readonly string[]
  /** How the labels were earned. */
  readonly evidence: readonly PointEvidence[]
  readonly via: Via
  /** Machines that were not lost: they go on with their own disks, as they are. Default: none. */
  readonly survivors?: readonly string[]
}

/** How it comes into being at the target. */
export type Via =
  | { readonly kind: 'failover'; readonly processingUs: number }
  | { readonly kind: 'restore'; readonly points: readonly { readonly point: BackupPoint; readonly tier: BackupTier }[] }

/** Nothing to recover from, and why. */
export interface Unrecoverable {
  readonly ok: false
  readonly reason: (ChosenPoint & { ok: false })['reason'] | 'not-protected' | 'no-clean-point' | 'not-every-machine' | 'replication-stopped' | 'target-lost' | Refusal
}

export interface Wanted {
  /** Only states from before this instant. Null: any. */
  readonly beforeUs: number | null
  /** Points that were tried and found wrong, by id. */
  readonly except: ReadonlySet<string>
}
