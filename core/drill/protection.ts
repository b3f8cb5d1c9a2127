/** The replication of a drill's site, and the disasters that make it needed. */
import { chooseRecoveryPoint } from '../failover/choice.ts'
import type { ChosenPoint } from '../failover/choice.ts'
import { SnapshotService } from '../machine/quiesce.ts'
import type { WatchReplication } from '../replication/context.ts'
import type { ReplicationPolicy } from '../replication/policy.ts'
import { enableReplication } from '../replication/replication.ts'
import type { Replication } from '../replication/replication.ts'
import type { DisasterKind, PointChoice } from './plan.ts'
import type { Site } from './site.ts'

/** A choice that stands for any point there is, drawn from the plan's own stream. */
export const ANY_POINT = 'any'

/** A short drill waits for its last points; a long one has enough of them. */
const LONGEST_SETTLE_US = 1_000_000

/** Looks at what is under way: so often at most, until it has ended. */
const LOOKS = 200

export class Protection {
  readonly replication: Replication
  readonly #site: Site
  readonly #snapshots = new SnapshotService()

  /** @param watch hears what replication does; default nobody */
  constructor(site: Site, policy: ReplicationPolicy, watch?: WatchReplication) {
    const { kernel, log, machines } = site
    this.#site = site
    this.replication = enableReplication({ kernel, log, machines, policy, snapshots: this.#snapshots, ...(watch ? { watch } : {}) })
  }

  /** How long after the last operation the last points need to come in, in µs. */
  get settleUs(): number {
    const { crashPointIntervalUs, appPointIntervalUs } = this.replication.policy
    return Math.min(LONGEST_SETTLE_US, 2 * crashPointIntervalUs + appPointIntervalUs)
  }

  /** No further points. Waits until no application is being brought to rest; false when one never thaws. */
  async rest(): Promise<boolean> {
    const { freezeTimeoutUs, flushTimeoutUs, holdWritesTimeoutUs } = this.replication.policy.quiesce
    this.replication.stop()
    return this.#waitUntil(() => !this.#snapshots.busy, freezeTimeoutUs + flushTimeoutUs + holdWritesTimeoutUs)
  }

  /** Waits until everything that has completed at the source is in the replicas; false when that takes too long. */
  async drain(): Promise<boolean> {
    return this.#waitUntil(() => this.replication.lagUs() === 0, LOOKS * this.replication.policy.uplink.batchIntervalUs)
  }

  async #waitUntil(reached: () => boolean, patienceUs: number): Promise<boolean> {
    const site = this.#site
    for (let look = 0; look < LOOKS && !reached(); look++)
      await site.run({ timeLimitUs: site.kernel.now + Math.ceil(patienceUs / LOOKS) })
    return reached()
  }

  /** The source is lost now: only what had left it (or, with its region, what had been processed) remains. */
  lose(kind: DisasterKind): void {
    this.replication.loseSource(kind === 'region-loss' ? 'region' : 'machine')
    for (const machine of this.#site.machines) machine.lose()
  }

  choose(choice: PointChoice): ChosenPoint {
    const { replication } = this
    if (typeof choice === 'string' || choice.custom !== ANY_POINT) return chooseRecoveryPoint(replication, choice)
    const { points } = replication
    if (points.length === 0) return { ok: false, reason: 'no-point' }
    const { id } = this.#site.kernel.streams.named('choice').pick(points)
    return chooseRecoveryPoint(replication, { custom: id })
  }
}
