/** What a drill needs of replication: the points, the disasters and the choice of a point. */
import type { BlockImage } from '../block/block-image.ts'
import type { Mark } from '../block/write-log.ts'
import type { LabelEvidence } from '../oracle/honest-label.ts'
import type { DisasterKind, PointChoice } from './plan.ts'

export type PointKind = 'crash-consistent' | 'file-system-consistent' | 'app-consistent'

export interface ProtectedPoint {
  /** `crash-consistent#3`: the n-th point of its kind, from 1. */
  readonly name: string
  readonly kind: PointKind
  /** For each disk of the site how many of its writes the point holds. */
  readonly vector: readonly number[]
  readonly firstTag: Mark
  readonly lastTag: Mark
  /** In the order of the site's disks; owned by the point. */
  readonly images: readonly BlockImage[]
  readonly evidence: LabelEvidence
}

export type Chosen =
  | {
      readonly ok: true
      readonly kind: PointKind | 'latest'
      readonly vector: readonly number[]
      /** The instant that the copy stands for. */
      readonly cutAtUs: number
      /** Owned by the caller. */
      readonly images: readonly BlockImage[]
      readonly point: string | null
    }
  | { readonly ok: false; readonly reason: string }

export interface Protection {
  /** How long after the last operation the points of a short drill need to come in, in µs. */
  readonly settleUs: number
  readonly points: () => readonly ProtectedPoint[]
  /** The source is lost now: only what had left it (or, with its region, what had been processed) remains. */
  readonly lose: (kind: DisasterKind) => void
  readonly choose: (choice: PointChoice) => Chosen
}

export function enableReplication(): Protection | null {
  return null
}
