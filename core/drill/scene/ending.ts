/** How far the scene of a failure goes on the protected site, and what ends it. */
import { timeOf } from '../../block/write-log.ts'
import type { WriteLog } from '../../block/write-log.ts'
import type { RecoveryPoint } from '../../replication/point-register.ts'
import { lastStepBefore } from '../claims.ts'
import type { Finding } from '../findings.ts'
import type { Evidence } from '../source-run.ts'

export interface SceneEnd {
  /** The last step inside the cut, or inside the copy. */
  readonly cutSeq: number
  /** The last step that is shown: behind the cut of a copy goes on what is lost. */
  readonly endSeq: number
  readonly endUs: number
  /** Null: no crash. */
  readonly crashUs: number | null
  /** The instant that the copy stands for; null where no copy was booted. */
  readonly copyUs: number | null
  /** The recovery point that was failed over to; null where it was none, or the crash does not say which. */
  readonly point: RecoveryPoint | null
}

export function sceneEnd({ run }: Evidence, { crash, cutSeq }: Finding): SceneEnd {
  const { log } = run.site
  // A cut of a longer run than this one (a disaster's, after shrinking) is told by the end of this one.
  const cut = Math.min(cutSeq ?? Infinity, log.end - 1)
  const cutUs = lastTime(log, cut)
  const plain = { cutSeq: cut, endSeq: cut, endUs: cutUs, crashUs: crash.kind === 'run' ? null : cutUs, copyUs: null, point: null }
  if (crash.kind === 'recovery-point') {
    const point = run.protection?.replication.points.find(({ id }) => id === crash.point)
    return point ? { ...upTo(log, cut, point.availableAtUs), copyUs: point.cutAtUs, point } : plain
  }
  if (crash.kind !== 'disaster') return plain
  const { atUs } = run.plan.disasters[crash.disaster]!
  const held = Math.min(cut, lastStepBefore(log, atUs))
  return { ...upTo(log, held, atUs), copyUs: cutSeq === null ? null : lastTime(log, held), point: null }
}

function upTo(log: WriteLog, cutSeq: number, atUs: number): Pick<SceneEnd, 'cutSeq' | 'endSeq' | 'endUs' | 'crashUs'> {
  return { cutSeq, endSeq: Math.max(cutSeq, lastStepBefore(log, atUs)), endUs: atUs, crashUs: atUs }
}

/** When a step happened; a reset has no time of its own, so that of the step before it. */
export function lastTime(log: WriteLog, seq: number): number {
  let at = seq
  while (at > log.base && log.step(at).kind === 'reset') at--
  return at < log.base ? 0 : timeOf(log.step(at), at)
}
