/**
 * What somebody does who fails over machines by hand that are no group: of the first machine the newest point, and of every
 * other one the point that is listed under that time. Each lists its points by its own clock, so where clocks disagree "the
 * same time" is not one instant.
 */
import type { RecoveryPoint } from '../../replication/point-register.ts'
import { onEveryDisk } from './every-disk.ts'
import { joinedCopy } from './joined-copy.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState, Unrecoverable } from './recoverable.ts'

/** @param fitting those that may be taken, oldest cut first */
export function atSameListedTime(running: ProtectedEstate, fitting: readonly RecoveryPoint[]): RecoverableState | Unrecoverable {
  const { site, replication } = running
  const newest = fitting.at(-1)
  if (!newest) return { ok: false, reason: 'no-clean-point' }
  const { groups } = replication!.policy
  const listedUs = newest.stamps[site.machines[0]!.id]!
  const points = site.machines.map(({ id }) => (groups ? newest : nearest(fitting, id, listedUs)))
  const { cut, answeredUpTo, seq } = joinedCopy(site, points)
  return {
    ok: true,
    images: site.machines.flatMap(({ disks }, place) => imagesOf(running, points[place]!, disks.map(({ id }) => id))),
    cut: { ...cut, oneCut: groups },
    answeredUpTo,
    seq,
    points: [...new Set(points.map(({ id }) => id))],
    evidence: [...new Set(points)].flatMap(({ evidence }) => evidence),
    via: { kind: 'failover', processingUs: 0 },
  }
}

/** Of two that are as near, the older one. */
function nearest(points: readonly RecoveryPoint[], machine: string, listedUs: number): RecoveryPoint {
  const distance = ({ stamps }: RecoveryPoint): number => Math.abs(stamps[machine]! - listedUs)
  return points.reduce((best, point) => (distance(point) < distance(best) ? point : best))
}

function imagesOf(running: ProtectedEstate, { disks, images }: RecoveryPoint, wanted: readonly string[]) {
  const whole = onEveryDisk(running, disks, images.map((image) => image.fork()))
  const { diskIds } = running.site
  return whole.filter((image, place) => {
    const isWanted = wanted.includes(diskIds[place]!)
    if (!isWanted) image.release()
    return isWanted
  })
}
