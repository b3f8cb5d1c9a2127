/** Which state an estate is recovered from, of all that a protector has at this instant. */
import type { RestorablePoint } from '../../backup/index.ts'
import { chooseRecoveryPoint } from '../../failover/index.ts'
import type { ChosenPoint, RecoverySource } from '../../failover/index.ts'
import { losesUploadsWithSource } from '../../replication/policy.ts'
import type { RecoveryPoint } from '../../replication/point-register.ts'
import { lastStepBefore } from '../claims.ts'
import type { Extent } from './disaster.ts'
import { onEveryDisk } from './every-disk.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState, Unrecoverable, Wanted } from './recoverable.ts'
import { atSameListedTime } from './same-listed-time.ts'
import { joinedCopy } from './joined-copy.ts'
import type { Protector, Strategy } from './strategy.ts'
import type { TargetView } from './target-view.ts'

export interface StateQuestion {
  readonly running: ProtectedEstate
  readonly target: TargetView
  readonly strategy: Strategy
  readonly extent: Extent
  readonly wanted: Wanted
}

/** Changes nothing: the history goes on as if nobody had looked. */
export function chooseState(protector: Protector, question: StateQuestion): RecoverableState | Unrecoverable {
  return protector === 'replication' ? fromReplication(question) : fromBackup(question)
}

function fromReplication({ running, target: { replication }, strategy, extent, wanted }: StateQuestion): RecoverableState | Unrecoverable {
  if (!replication || !strategy.replication) return { ok: false, reason: 'not-protected' }
  if (running.life?.state === 'replication-stopped') return { ok: false, reason: 'replication-stopped' }
  if (replication.phase === 'initial-replication') return { ok: false, reason: 'initial-replication' }
  const { choice } = strategy.replication
  const product = running.estate.failoverPolicy
  // A region that is lost takes a cache store in it with it; nothing is lost here, it is only asked what would be left.
  const storeIsLost = extent === 'region' && losesUploadsWithSource(replication.policy)
  const latest: RecoverySource['latest'] = () => (storeIsLost ? { ok: false, reason: 'cache-store-lost' } : replication.latest())
  const source: RecoverySource = { points: replication.points, policy: replication.policy, latest }
  const fitting = (): readonly RecoveryPoint[] => replication.points.filter((point) => fits(point, wanted) && point.usable === true)
  // By hand, of each machine a point of one's own choice.
  if (choice === 'same-listed-time') return product.choices.includes('custom') ? atSameListedTime(running, fitting()) : { ok: false, reason: 'not-offered' }
  if (wanted.beforeUs === null && wanted.except.size === 0) return asState(chooseRecoveryPoint(source, choice, product), running)
  const wantsRest = choice.endsWith('app-consistent')
  const point = fitting().findLast(({ kind }) => !wantsRest || kind === 'app-consistent')
  if (!point) return { ok: false, reason: 'no-clean-point' }
  return asState(chooseRecoveryPoint(source, { custom: point.id }, product), running)
}

function fits({ id, cutAtUs }: Pick<RecoveryPoint, 'id' | 'cutAtUs'>, { beforeUs, except }: Wanted): boolean {
  return !except.has(id) && (beforeUs === null || cutAtUs < beforeUs)
}

function asState(chosen: ChosenPoint, running: ProtectedEstate): RecoverableState | Unrecoverable {
  if (!chosen.ok) return { ok: false, reason: chosen.reason }
  const { images, cut, point, processingUs } = chosen
  const seq = point ? point.lastTag.seq : lastStepBefore(running.site.log, cut.atUs)
  return {
    ok: true,
    images: onEveryDisk(running, point?.disks ?? running.replication!.disks.map(({ id }) => id), images),
    cut,
    seq,
    answeredUpTo: point ? point.firstTag.seq : seq,
    points: point ? [point.id] : ['latest'],
    evidence: point ? point.evidence : [],
    via: { kind: 'failover', processingUs },
  }
}

/** Of each machine the newest: backups know of no other machine. */
function fromBackup({ running: { backup, site, nowUs }, target: { apartSinceUs }, extent, wanted }: StateQuestion): RecoverableState | Unrecoverable {
  if (!backup) return { ok: false, reason: 'not-protected' }
  // What had not been copied when the regions lost contact has not been since.
  const restorable = backup.restorable(extent, extent === 'region' ? (apartSinceUs ?? nowUs) : nowUs)
  const newest = site.machines.map(({ id }) => restorable.findLast(({ point }) => point.machine === id && fits(point, wanted)))
  const chosen = newest.filter((each): each is RestorablePoint => each !== undefined)
  if (chosen.length < newest.length) {
    const ever = site.machines.every(({ id }) => restorable.some(({ point }) => point.machine === id))
    return { ok: false, reason: restorable.length === 0 ? 'no-point' : ever ? 'no-clean-point' : 'not-every-machine' }
  }
  const points = chosen.map(({ point }) => point)
  const { cut, answeredUpTo, seq } = joinedCopy(site, points)
  return {
    ok: true,
    images: points.flatMap(({ images }) => images.map((image) => image.fork())),
    cut: { ...cut, oneCut: points.length === 1 },
    answeredUpTo,
    seq,
    points: points.map(({ id }) => id),
    evidence: points.flatMap(({ evidence }) => evidence),
    via: { kind: 'restore', points: chosen.map(({ point, tiers }) => ({ point, tier: tiers[0]! })) },
  }
}
