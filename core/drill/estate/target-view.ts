/**
 * What the target of a replication can give at one instant. Regions that have lost contact leave it what it had then: that
 * is recorded, and the estate runs on as if nothing had been, for what is sent after a loss of contact helps nobody.
 */
import type { RecoverySource } from '../../failover/index.ts'
import type { Replication } from '../../replication/replication.ts'

export interface TargetView {
  /** Null: there is no replication. */
  readonly replication: Required<RecoverySource> | null
  /** Since when the regions have had no contact; null: they have. */
  readonly apartSinceUs: number | null
}

export interface TargetRecord extends TargetView {
  /** Gives back the images of its points. */
  release(): void
}

/**
 * The points that are listed now, as they are now: none is added, thinned or invalidated later. What is on its way or
 * waits in the cache store does not become a point any more, since that is in the other region.
 */
export function recordTarget(replication: Replication | null, nowUs: number): TargetRecord {
  const points = (replication?.points ?? []).map((point) => ({ ...point, images: point.images.map((image) => image.fork()) }))
  return {
    replication: replication && { points, policy: replication.policy, latest: () => ({ ok: false, reason: 'cache-store-lost' }) },
    apartSinceUs: nowUs,
    release() {
      for (const image of points.flatMap(({ images }) => images)) image.release()
    },
  }
}
