/** The replication of a drill's site, and the disasters that make it needed. */
import { chooseRecoveryPoint } from '../failover/choice.ts'
import type { ChosenPoint } from '../failover/choice.ts'
import { SnapshotService } from '../machine/quiesce.ts'
import type { ReplicationPolicy } from '../replication/policy.ts'
import { enableReplication } from '../replication/replication.ts'
import type { Replication } from '../replication/replication.ts'
import type { DisasterKind, PointChoice } from './plan.ts'
import type { Site } from './site.ts'

/** A choice that stands for any point there is, drawn from the plan's own stream. */
export const ANY_POINT = 'any'

/** A short drill waits for its last points; a long one has enough of them. */
const LONGEST_SETTLE_US = 1_000_000

export class Protection {
  readonly replication: Replication
  readonly #site: Site

  constructor(site: Site, policy: ReplicationPolicy) {
    const { kernel, log, machines } = site
    this.#site = site
    this.replication = enableReplication({ kernel, log, machines, policy, snapshots: new SnapshotService() })
  }

  /** How long after the last operation the last points need to come in, in µs. */
  get settleUs(): number {
    const { crashPointIntervalUs, appPointIntervalUs } = this.replication.policy
    return Math.min(LONGEST_SETTLE_US, 2 * crashPointIntervalUs + appPointIntervalUs)
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
