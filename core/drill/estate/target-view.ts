/**
 * What the target of a replication can give at one instant. Regions that have lost contact leave it what it had then: that
 * is recorded, and the estate runs on as if nothing had been, for what is sent after a loss of contact helps nobody.
 */
import type { RecoverySource } from '../../failover/index.ts'
import type { LatestState } from '../../replication/latest.ts'
import { losesUploadsWithSource } from '../../replication/policy.ts'
import type { ReplicationEvent } from '../../replication/events.ts'
import type { ReplicationPolicy } from '../../replication/policy.ts'
import type { Replication } from '../../replication/replication.ts'
import type { ReplicationPhase } from '../../replication/replication-options.ts'

export interface TargetView {
  /** Null: there is no replication. */
  readonly replication: (Required<RecoverySource> & { readonly policy: ReplicationPolicy; readonly phase: ReplicationPhase; readonly events: readonly ReplicationEvent[] }) | null
  /** Since when the regions have had no contact; null: they have. */
  readonly apartSinceUs: number | null
}

export interface TargetRecord extends TargetView {
  /** Gives back the images of its points. */
  release(): void
}

/**
 * The points that are listed now, as they are now: none is added, thinned or invalidated later. What is on its way, or waits
 * in a cache store in the other region, does not become a point any more; what waits at the target can still be processed.
 */
export function recordTarget(replication: Replication | null, nowUs: number): TargetRecord {
  const points = (replication?.points ?? []).map((point) => ({ ...point, images: point.images.map((image) => image.fork()) }))
  const arrived = replication && latestOf(replication)
  return {
    replication: replication && { points, policy: replication.policy, phase: replication.phase, events: [...replication.events], latest: () => copyOf(arrived!) },
    apartSinceUs: nowUs,
    release() {
      for (const image of points.flatMap(({ images }) => images)) image.release()
      if (arrived?.ok) for (const image of arrived.images) image.release()
    },
  }
}

function latestOf(replication: Replication): LatestState {
  return losesUploadsWithSource(replication.policy) ? { ok: false, reason: 'cache-store-lost' } : replication.latest()
}

/** Whoever asks owns the images that are given. */
function copyOf(state: LatestState): LatestState {
  return state.ok ? { ...state, images: state.images.map((image) => image.fork()) } : state
}
