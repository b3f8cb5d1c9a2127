/** A failure of a saved run as a branch: what its event says, without the code that made it. */
import type { Branch, Fate, Pull } from '../../core/drill/explore/branch.ts'
import { decodeToken } from '../../core/index.ts'
import type { CrashSpec, Plan, Scene, SceneState } from '../../core/index.ts'
import { counted, crashText } from '../../reports/index.ts'
import { UsageError } from '../usage-error.ts'
import type { SavedFailure } from './saved-run.ts'
import { afterCrash, lastSeq, seqOf } from './scene-picture.ts'

/** @throws UsageError when its token cannot be read: the plan is nowhere else */
export function savedBranch({ failure, seed }: SavedFailure): Branch {
  const { scene, crash, verdict, message, meaning, timeline, cause, token } = failure
  const decoded = decodeToken(token)
  if (!decoded.ok) throw new UsageError(`the failure ${failure.fingerprint} of seed ${seed}: ${decoded.message}`)
  const { plan } = decoded.payload
  const { copyUs, crashUs } = scene
  return {
    pull: pullOf(crash, plan, scene), title: titleOf(crash, scene), plan, crash, atUs: crashUs ?? scene.endUs,
    verdict, message: `${meaning}: ${message}`,
    // What was read back and what the model allows is told by the message alone.
    observed: [], allowed: [],
    lost: copyUs === null ? [] : lostAfter(copyUs, scene),
    rpoUs: copyUs === null || crashUs === null ? null : Math.max(0, crashUs - copyUs), rtoUs: null,
    timeline, cause, ...afterCrash(scene), nearestPassing: null, token,
  }
}

/** The nearest that a person could have done by hand. What a shutdown or the run itself did wrong is seen at its end. */
function pullOf(crash: CrashSpec, plan: Plan, scene: Scene): Pull {
  const seq = lastSeq(scene)
  if (crash.kind === 'recovery-point') return { how: 'recovery-point', point: crash.point }
  if (crash.kind === 'disaster') return { how: 'region-loss', seq, choice: plan.disasters[crash.disaster]?.choice ?? 'latest' }
  if (crash.kind === 'run' || crash.kind === 'clean-shutdown') return { how: 'power-cut', seq, survivors: 'completed', fates: [] }
  const how = HOW[crash.kind]
  const { picks } = crash
  if (picks.pick !== 'listed') return { how, seq, survivors: picks.pick, fates: [] }
  return { how, seq, survivors: 'floors', fates: fatesOf(scene) }
}

const HOW = { 'process-kill': 'process-crash', 'os-reset': 'os-crash', 'power-cut': 'power-cut' } as const

const FATES: Readonly<Partial<Record<SceneState, Fate['fate']>>> = { survived: 'survives', lost: 'lost', torn: 'torn' }

function fatesOf({ marks }: Scene): readonly Fate[] {
  return marks.flatMap((mark) => {
    const seq = seqOf(mark)
    const fate = mark.state && FATES[mark.state]
    return seq === null || fate === undefined ? [] : [{ seq, fate }]
  })
}

/** `power cut, then a power cut during recovery · 2 writes lost, 1 write torn` */
function titleOf(crash: CrashSpec, { marks }: Scene): string {
  const count = (state: SceneState): number => marks.filter((mark) => mark.kind === 'write' && mark.state === state).length
  const counts = (['lost', 'torn'] as const).flatMap((state) => (count(state) > 0 ? [`${counted(count(state), 'write')} ${state}`] : []))
  return [crashText(crash).replace(/^after (an? )?/, ''), ...(counts.length > 0 ? [counts.join(', ')] : [])].join(' · ')
}

/** What was acknowledged after the instant that the copy stands for. */
function lostAfter(copyUs: number, { marks }: Scene): Branch['lost'] {
  return marks.flatMap(({ kind, state, startUs, operation, label }) =>
    kind === 'ack' && state === 'ok' && startUs > copyUs && operation !== undefined ? [{ id: operation, label, answeredUs: startUs }] : [],
  )
}
