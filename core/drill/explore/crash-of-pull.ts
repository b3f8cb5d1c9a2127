/** From what a person does to a run to the crash that a token holds; or, where a device cannot leave that, why not. */
import type { DurabilityCursor } from '../../block/durability.ts'
import { atomicSectorsOf } from '../../crash/layer-options.ts'
import { allPending, toPicks } from '../../crash/picks.ts'
import type { CrashSpec, Picks } from '../../crash/crash-spec.ts'
import type { AtomicSectors } from '../../crash/units.ts'
import { wholeUnits } from '../../crash/whole-units.ts'
import type { Plan } from '../plan.ts'
import { choiceOf, edgeOf, survivorsOf } from '../survivors.ts'
import type { Survivors as Surviving } from '../survivors.ts'
import type { Fate, Pull } from './branch.ts'
import { offsetsOf } from './fates.ts'
import { timeAt } from './look-replica.ts'
import { KINDS, RULES } from './pull-rules.ts'
import type { ImagePull } from './pull-rules.ts'
import type { RunView } from './run-view.ts'

/** `refusal`: why it cannot be done, in one line; null: it can. */
export interface ResolvedPull {
  readonly plan: Plan
  readonly crash: CrashSpec
  readonly refusal: string | null
}

export function crashOfPull(view: RunView, pull: Pull): ResolvedPull {
  const { plan, site } = view.evidence.run
  if (pull.how === 'recovery-point') return { plan, crash: { kind: 'recovery-point', point: pull.point }, refusal: problemOfPoint(view, pull.point) }
  const { base, end } = site.log
  if (!(Number.isSafeInteger(pull.seq) && pull.seq >= base && pull.seq < end))
    return { plan, crash: { kind: 'run' }, refusal: `the run has the steps ${base} to ${end - 1}, and no step ${pull.seq}` }
  if (pull.how !== 'region-loss') return imageCut(view, pull)
  const disaster = { kind: 'region-loss', atUs: timeAt(view, pull.seq), choice: pull.choice } as const
  return {
    plan: { ...plan, disasters: [...plan.disasters, disaster] },
    crash: { kind: 'disaster', disaster: plan.disasters.length },
    refusal: plan.replication ? null : 'nothing is replicated, so there is nothing to fail over to',
  }
}

function problemOfPoint({ journal }: RunView, id: string): string | null {
  const point = journal.points.find((one) => one.id === id)
  if (!point) return `the run has no recovery point ${id}`
  return point.removedAtUs === null ? null : `${id} is no longer kept when the run ends; lose the region while it is there, and choose it then`
}

function imageCut({ evidence, shelf }: RunView, pull: ImagePull): ResolvedPull {
  const { plan, site } = evidence.run
  const cursor = shelf.forkAt(pull.seq)
  const { picks, refusal } = picksFor(cursor, pull, atomicSectorsOf(site.disks[0]!.profile), (survivors) => toPicks(choiceOf(cursor, survivors), evidence.anchors))
  cursor.release()
  return { plan, crash: { kind: KINDS[pull.how], machine: '*', at: evidence.anchors.at(pull.seq), picks }, refusal }
}

interface Picked {
  readonly picks: Picks
  readonly refusal: string | null
}

function picksFor(cursor: DurabilityCursor, pull: ImagePull, atomicSectors: AtomicSectors, list: (survivors: Surviving) => Picks): Picked {
  const rules = RULES[pull.how]
  const refusal = rules.problemOf(pull.survivors, cursor)
  const base = rules.asTold(pull.survivors, cursor)
  if (refusal !== null || pull.fates.length === 0) return { picks: { pick: base }, refusal }
  const told = withFates(cursor, pull, atomicSectors)
  if (typeof told === 'string') return { picks: { pick: base }, refusal: told }
  // What a process leaves behind is never listed: nothing about it can be chosen.
  if (base === 'page-cache') return { picks: { pick: base }, refusal: null }
  const edge = edgeOf(cursor, told)
  return { picks: edge ? { pick: edge } : list(told), refusal: null }
}

/** What survives with the fates that were chosen; or why one of them cannot be. */
function withFates(cursor: DurabilityCursor, pull: ImagePull, atomicSectors: AtomicSectors): Surviving | string {
  const pending = allPending(cursor)
  const survivors = [...survivorsOf(cursor, pull.survivors)]
  const chosen = new Map<number, Fate>()
  for (const fate of pull.fates) {
    const index = pending.findIndex(({ entry, cachePlace }) => cachePlace === null && entry.submitSeq === fate.seq)
    if (index < 0) return `W${fate.seq} is not pending here: what is to become of it cannot be chosen`
    if (chosen.has(index)) return `W${fate.seq} was given two fates`
    const offsets = offsetsOf(fate, pending[index]!, atomicSectors)
    const problem = typeof offsets === 'string' ? offsets : RULES[pull.how].problemOfFate(fate, pending[index]!, cursor)
    if (problem !== null) return problem
    chosen.set(index, fate)
    survivors[index] = offsets as readonly number[]
  }
  if (atomicSectors === 1) return survivors
  const whole = survivorsOf(cursor, wholeUnits(choiceOf(cursor, survivors), cursor, atomicSectors))
  for (const [index, { seq, fate }] of chosen)
    if (whole[index]!.join() !== survivors[index]!.join())
      return `W${seq} cannot be ${WORDS[fate]} here: this device keeps blocks of 4 KiB whole, and a later write of one of its blocks survives`
  return whole
}

const WORDS: Readonly<Record<Fate['fate'], string>> = { survives: 'whole', lost: 'lost', torn: 'torn like that' }
