/** One history of an estate under one strategy, from empty volumes through every disaster that strikes it. */
import { createStreams } from '../../sim/random.ts'
import type { Plan, PlannedOperation } from '../plan.ts'
import { DEFAULT_CLIENTS } from '../workload.ts'
import { breachesOf } from './breaches.ts'
import type { Happening } from './course.ts'
import { courseOf, lookUs } from './courses.ts'
import { DISASTERS, drawDisasters, USUAL_DISASTERS } from './disaster.ts'
import type { EstateDisaster, EstateDisasterKind } from './disaster.ts'
import type { Estate } from './estate.ts'
import { DEFAULT_QUIET_DAYS, historyPlan } from './history-plan.ts'
import { incidentsBefore } from './incidents.ts'
import { endingOf, lookAt, struckBy } from './look.ts'
import type { Looked, Struck } from './look.ts'
import type { Outcome, UnjudgedOutcome } from './outcome.ts'
import { ProtectedEstate } from './protected-estate.ts'
import { runsOf, sharing } from './runs.ts'
import type { Scene } from './scene.ts'
import { letSourceLive } from './source-lives-on.ts'
import { protectionsOf } from './strategy.ts'
import type { Strategy } from './strategy.ts'
import type { TargetRecord } from './target-view.ts'

export interface HistoryOptions {
  readonly seed: string
  /** Default {@link USUAL_DISASTERS}. */
  readonly kinds?: readonly EstateDisasterKind[]
  /** Disasters in the history, dealt to the kinds in turn. Default: one of each kind. */
  readonly disasters?: number
  /** Days, or a part of one, before the 24 hours in which disasters strike; first copies are made in them. Default {@link DEFAULT_QUIET_DAYS}. */
  readonly quietDays?: number
  /** Only the disaster of this index. Default: all. */
  readonly only?: number
}

/** Ids of operations that no plan has. */
const MISHAP_ID_BASE = 10_000_000

/** The disasters of a history, the same for every strategy. */
export function disastersOf(estate: Estate, options: HistoryOptions): readonly EstateDisaster[] {
  const { seed, kinds = USUAL_DISASTERS, quietDays = DEFAULT_QUIET_DAYS, only } = options
  const possible = kinds.filter((kind) => kind !== 'accidental-deletion' || estate.mishap !== null)
  const { disasters = possible.length } = options
  const drawn = drawDisasters({ streams: createStreams(seed), kinds: possible, count: disasters, day: quietDays, timing: estate.timing, machines: Object.keys(estate.machines) })
  return only === undefined ? drawn : drawn.filter(({ index }) => index === only)
}

/**
 * Runs the estate up to each disaster and looks what would come back, for every strategy. Strategies that protect it in
 * the same way and only choose differently share a run. So do disasters, see {@link runsOf}.
 * @returns by strategy in their order, then by disaster
 */
export async function runHistory(estate: Estate, strategies: readonly Strategy[], options: HistoryOptions): Promise<readonly Outcome[]> {
  const plan = historyPlan(estate, options.seed, options.quietDays)
  const struck = disastersOf(estate, options).map((disaster) => struckBy(disaster, estate, options.seed))
  const firsts = struck.map(({ first }) => first)
  // What happens before one disaster must not be met by another.
  const runs = estate.incidents.length > 0 ? firsts.map((disaster) => [disaster]) : runsOf(firsts)
  const outcomes: UnjudgedOutcome[] = []
  for (const alike of sharing(strategies)) for (const run of runs) outcomes.push(...(await oneRun(estate, alike, plan, struck.filter(({ first }) => run.includes(first)))))
  const judged = outcomes.map((outcome) => ({ ...outcome, breaches: breachesOf(outcome, estate.objectives) }))
  const place = new Map(strategies.map(({ id }, index) => [id, index]))
  return judged.sort((one, other) => place.get(one.strategy)! - place.get(other.strategy)! || one.disaster.index - other.disaster.index)
}

async function oneRun(estate: Estate, strategies: readonly Strategy[], plan: Plan, struck: readonly Struck[]): Promise<UnjudgedOutcome[]> {
  const running = await ProtectedEstate.begin(estate, protectionsOf(strategies[0]!), plan, mishaps(estate, struck.map(({ first }) => first)))
  const outcomes: UnjudgedOutcome[] = []
  const records = new Map<Struck, TargetRecord>()
  const events = struck.flatMap((each) => eventsOf(each, estate, plan.seed)).sort((one, other) => one.atUs - other.atUs || one.struck.first.index - other.struck.first.index)
  for (const { atUs, struck: each, happen } of events) {
    await running.runTo(Math.max(running.nowUs, atUs))
    if (happen === 'loss-of-contact') records.set(each, running.recordTarget())
    else if (happen !== 'look') await happen(running, each.first)
    else {
      const record = records.get(each)
      const scene = { running, target: record ?? running.target, evidence: running.evidence(), disaster: each.first, damagedAtUs: damagedAtUs(each.first) }
      outcomes.push(...(await lookForAll(scene, strategies, each)))
      record?.release()
    }
  }
  running.dispose()
  return outcomes
}

/** All look at the same instant, before a source that lives on goes on. */
async function lookForAll(scene: Scene, strategies: readonly Strategy[], struck: Struck): Promise<UnjudgedOutcome[]> {
  const looked: Looked[] = []
  for (const strategy of strategies) looked.push(await lookAt(scene, strategy, struck))
  const outcomes: UnjudgedOutcome[] = []
  for (const look of looked) {
    const outcome = DISASTERS[scene.disaster.kind].sourceLivesOn ? await letSourceLive(scene.running, look.outcome) : look.outcome
    outcomes.push(endingOf({ ...look, outcome }, struck))
  }
  return outcomes
}

interface Event {
  readonly atUs: number
  readonly struck: Struck
  /** `loss-of-contact`: what the target has is recorded. `look`: at what the estate could be recovered from. */
  readonly happen: Happening | 'loss-of-contact' | 'look'
}

function eventsOf(struck: Struck, { incidents }: Estate, seed: string): readonly Event[] {
  const { first } = struck
  const { cause, strike } = courseOf(first.kind)
  const event = (atUs: number, happen: Event['happen']): Event => ({ atUs, struck, happen })
  return [
    ...incidentsBefore(first, incidents, createStreams(seed)).map(({ atUs, change }) => event(atUs, change)),
    ...(cause ? [event(first.causedAtUs, cause)] : []),
    ...(strike ? [event(first.atUs, strike)] : []),
    event(lookUs(first), 'look'),
  ]
}

/** From when on copies are wrong; null: none is. */
function damagedAtUs({ kind, atUs, causedAtUs }: EstateDisaster): number | null {
  const { damagedFrom } = courseOf(kind)
  return damagedFrom === 'cause' ? causedAtUs : damagedFrom === 'strike' ? atUs : null
}

/** Each is submitted by somebody of its own, at the instant of its disaster. */
function mishaps({ mishap, scenario }: Estate, disasters: readonly EstateDisaster[]): readonly PlannedOperation[] {
  return disasters.filter(({ kind }) => kind === 'accidental-deletion').map(({ atUs, index }) => ({
    id: MISHAP_ID_BASE + index,
    client: (scenario.clients ?? DEFAULT_CLIENTS) + index,
    thinkUs: atUs,
    value: mishap,
  }))
}
