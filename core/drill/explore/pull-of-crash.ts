/** From the crash of a token back to what a person would do. */
import type { DurabilityCursor } from '../../block/durability.ts'
import { allPending, fromPicks } from '../../crash/picks.ts'
import type { CrashSpec, ImageCut } from '../../crash/crash-spec.ts'
import { lastStepBefore } from '../claims.ts'
import { damaged, isWhole, survivorsOf } from '../survivors.ts'
import type { Survivors as Surviving } from '../survivors.ts'
import type { Plan } from '../plan.ts'
import type { Fate, Pull, Survivors } from './branch.ts'
import { KINDS } from './pull-rules.ts'
import type { ImagePull } from './pull-rules.ts'
import type { RunView } from './run-view.ts'

export interface PullOfCrash {
  readonly pull: Pull
  /** What the crash does that no pull can say, in words; null: nothing. */
  readonly beyond: string | null
}

const HOWS = Object.fromEntries(Object.entries(KINDS).map(([how, kind]) => [kind, how])) as Readonly<Record<ImageCut['kind'], ImagePull['how']>>

/** @param plan with the disasters that the crash may be one of */
export function pullOfCrash(view: RunView, plan: Plan, crash: CrashSpec): PullOfCrash {
  const { log } = view.evidence.run.site
  const second = crash.kind !== 'run' && crash.then ? 'and crashes it again while it recovers, or lives on' : null
  switch (crash.kind) {
    case 'recovery-point':
      return { pull: { how: 'recovery-point', point: crash.point }, beyond: second }
    case 'disaster': {
      const { atUs, choice, kind } = plan.disasters[crash.disaster]!
      const other = crash.failback ? 'and fails back' : kind === 'region-loss' ? null : 'but of the machine alone, not of its region'
      return { pull: { how: 'region-loss', seq: lastStepBefore(log, atUs), choice }, beyond: other ?? second }
    }
    case 'run':
      return { pull: untouched(log.end - 1), beyond: 'and there was no crash: the run itself went wrong' }
    case 'clean-shutdown':
      return { pull: untouched(log.end - 1), beyond: 'but only after a clean shutdown' }
    default:
      return imagePull(view, crash, second)
  }
}

function untouched(seq: number): Pull {
  return { how: 'power-cut', seq, survivors: 'newest', fates: [] }
}

function imagePull({ evidence, shelf }: RunView, { kind, at, picks }: ImageCut, second: string | null): PullOfCrash {
  const how = HOWS[kind]
  const { log } = evidence.run.site
  const resolved = evidence.anchors.resolve(at)
  const seq = resolved ?? log.end - 1
  if (picks.pick !== 'listed') return { pull: { how, seq, survivors: picks.pick, fates: [] }, beyond: resolved === undefined ? 'at an instant that this run does not have' : second }
  const cursor = shelf.forkAt(seq)
  const choice = fromPicks(picks, cursor, evidence.anchors)
  const pull: Pull = { how, seq, ...(choice ? nearestBase(cursor, survivorsOf(cursor, choice), how) : { survivors: 'completed', fates: [] }) }
  cursor.release()
  const spoilt = damaged(picks).length > 0 ? 'and the device spoils what it was writing' : null
  return { pull, beyond: choice ? (spoilt ?? second) : 'with writes that this run does not have' }
}

/** The same with as few fates as possible. */
function nearestBase(cursor: DurabilityCursor, wanted: Surviving, how: ImagePull['how']): Pick<ImagePull, 'survivors' | 'fates'> {
  const bases: readonly Survivors[] = how === 'power-cut' ? ['completed', 'newest', 'floors'] : ['completed', 'newest']
  const told = bases.map((survivors) => ({ survivors, fates: fatesFrom(cursor, survivorsOf(cursor, survivors as Exclude<Survivors, 'page-cache'>), wanted) }))
  return told.reduce((best, other) => (other.fates.length < best.fates.length ? other : best))
}

function fatesFrom(cursor: DurabilityCursor, base: Surviving, wanted: Surviving): Fate[] {
  return allPending(cursor).flatMap((pending, index): Fate[] => {
    const offsets = wanted[index]!
    if (offsets.join() === base[index]!.join()) return []
    const seq = pending.entry.submitSeq
    if (offsets.length === 0) return [{ seq, fate: 'lost' }]
    return [isWhole(pending, offsets) ? { seq, fate: 'survives' } : { seq, fate: 'torn', sectors: offsets }]
  })
}
