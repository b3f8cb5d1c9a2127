/** Looks at a run after one of its steps. What it says follows from the step alone, whatever was looked at before. */
import { crashClaim } from '../claims.ts'
import { linesOf } from './lines-of.ts'
import type { Look } from './look.ts'
import { bytesAt } from './look-bytes.ts'
import { disksAt } from './look-disks.ts'
import { operationsAt } from './look-operations.ts'
import { behind, pointsAt, replicaAt, timeAt } from './look-replica.ts'
import { writesAt } from './look-writes.ts'
import type { RunView } from './run-view.ts'

/** @param seq a step of the run's log */
export function lookAt(view: RunView, seq: number): Look {
  const { evidence, map, shelf, model } = view
  const cursor = shelf.at(seq)
  const lagging = behind(view, seq)
  const claim = crashClaim(evidence, seq)
  return {
    seq,
    atUs: timeAt(view, seq),
    phase: map.phaseAt(seq, cursor.holdsVolatile),
    ...operationsAt(evidence.run.site.history, claim, seq),
    writes: writesAt(view, cursor),
    disks: disksAt(view, cursor, lagging),
    points: pointsAt(view, seq),
    replica: replicaAt(view, seq, lagging),
    bytes: bytesAt(view, cursor),
    model: linesOf(model.shown(claim.settled, claim.required)),
  }
}

/**
 * The step that a number stands for: the nearest that there is.
 * @throws RangeError when it is no whole number
 */
export function stepOf({ evidence }: RunView, seq: number, where: string): number {
  if (!Number.isSafeInteger(seq)) throw new RangeError(`${where}: the step must be a whole number, got ${seq}`)
  const { base, end } = evidence.run.site.log
  return Math.min(end - 1, Math.max(base, seq))
}
