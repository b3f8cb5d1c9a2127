/** One history of an estate under one strategy, from empty volumes through every disaster that strikes it. */
import { leftByUs, longestHeldUs } from './names-held.ts'
import type { EstateDisaster } from './disaster.ts'
import { DISASTERS, drawDisasters, USUAL_DISASTERS } from './disaster.ts'
import type { EstateDisasterKind } from './disaster.ts'
import type { Estate } from './estate.ts'
import { incidentsBefore } from './incidents.ts'
import type { Outcome, UnjudgedOutcome } from './outcome.ts'
import { breachesOf } from './breaches.ts'
import { DEFAULT_QUIET_DAYS, historyPlan } from './history-plan.ts'
import { outcomeOf } from './outcome-of.ts'
import { ProtectedEstate } from './protected-estate.ts'
import { createStreams } from '../../sim/random.ts'
import type { Plan, PlannedOperation } from '../plan.ts'
import { DEFAULT_CLIENTS } from '../workload.ts'
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

const US_PER_SECOND = 1_000_000
/** Ids of operations that no plan has. */
const MISHAP_ID_BASE = 10_000_000

/** The disasters of a history, the same for every strategy. */
export function disastersOf(estate: Estate, options: HistoryOptions): readonly EstateDisaster[] {
  const { seed, kinds = USUAL_DISASTERS, quietDays = DEFAULT_QUIET_DAYS, only } = options
  const possible = kinds.filter((kind) => kind !== 'accidental-deletion' || estate.mishap !== null)
  const { disasters = possible.length } = options
  const drawn = drawDisasters({ streams: createStreams(seed), kinds: possible, count: disasters, day: quietDays, timing: estate.timing })
  return only === undefined ? drawn : drawn.filter(({ index }) => index === only)
}

/**
 * Runs the estate up to each disaster and looks what would come back, for every strategy. Strategies that protect it in
 * the same way and only choose differently share a run. So do disasters, see {@link runsOf}.
 * @returns by strategy in their order, then by disaster
 */
export async function runHistory(estate: Estate, strategies: readonly Strategy[], options: HistoryOptions): Promise<readonly Outcome[]> {
  const plan = historyPlan(estate, options.seed, options.quietDays)
  const disasters = disastersOf(estate, options)
  // What happens before one disaster must not be met by another.
  const runs = estate.incidents.length > 0 ? disasters.map((disaster) => [disaster]) : runsOf(disasters)
  const outcomes: UnjudgedOutcome[] = []
  for (const alike of sharing(strategies)) for (const run of runs) outcomes.push(...(await oneRun(estate, alike, plan, run)))
  const judged = outcomes.map((outcome) => ({ ...outcome, breaches: breachesOf(outcome, estate.objectives) }))
  const place = new Map(strategies.map(({ id }, index) => [id, index]))
  return judged.sort((one, other) => place.get(one.strategy)! - place.get(other.strategy)! || one.disaster.index - other.disaster.index)
}

/**
 * A disaster that changes anything for those who come later joins a run only if all that is in it has been looked at
 * before; else it has a run for itself, and nobody comes after one that ends the history.
 */
function runsOf(disasters: readonly EstateDisaster[]): readonly (readonly EstateDisaster[])[] {
  const shared = disasters.filter(({ kind }) => !COURSES[kind].changes)
  const alone: EstateDisaster[] = []
  let lookedUs = Math.max(0, ...shared.map(lookUs))
  for (const disaster of disasters.filter(({ kind }) => COURSES[kind].changes)) {
    const { cause } = COURSES[disaster.kind]
    if ((cause ? disaster.causedAtUs : disaster.atUs) < lookedUs) {
      alone.push(disaster)
      continue
    }
    shared.push(disaster)
    lookedUs = Infinity
  }
  return [shared, ...alone.map((disaster) => [disaster])].filter((run) => run.length > 0)
}

function sharing(strategies: readonly Strategy[]): Iterable<readonly Strategy[]> {
  const groups = new Map<string, Strategy[]>()
  for (const strategy of strategies) {
    const key = JSON.stringify(protectionsOf(strategy))
    const group = groups.get(key)
    if (group) group.push(strategy)
    else groups.set(key, [strategy])
  }
  return groups.values()
}

async function oneRun(estate: Estate, strategies: readonly Strategy[], plan: Plan, disasters: readonly EstateDisaster[]): Promise<UnjudgedOutcome[]> {
  const running = await ProtectedEstate.begin(estate, protectionsOf(strategies[0]!), plan, mishaps(estate, disasters))
  const outcomes: UnjudgedOutcome[] = []
  const records = new Map<EstateDisaster, TargetRecord>()
  const incidents = disasters.flatMap((disaster) =>
    incidentsBefore(disaster, estate.incidents, createStreams(plan.seed)).map(({ atUs, change }): Event => ({ atUs, disaster, damagedAtUs: null, happen: change })))
  const events = [...incidents, ...disasters.flatMap(eventsOf)].sort((one, other) => one.atUs - other.atUs || one.disaster.index - other.disaster.index)
  for (const { atUs, disaster, damagedAtUs, happen } of events) {
    await running.runTo(Math.max(running.nowUs, atUs))
    if (happen === 'loss-of-contact') records.set(disaster, running.recordTarget())
    else if (happen !== 'look') await happen(running, disaster)
    else {
      const record = records.get(disaster)
      const scene = { running, target: record ?? running.target, evidence: running.evidence(), disaster, damagedAtUs }
      const looked: UnjudgedOutcome[] = []
      for (const strategy of strategies) looked.push(await outcomeOf(scene, strategy))
      record?.release()
      if (!DISASTERS[disaster.kind].sourceLivesOn) outcomes.push(...looked)
      else for (const outcome of looked) outcomes.push(await letSourceLive(running, outcome))
    }
  }
  running.dispose()
  return outcomes
}

/**
 * A source that lives on acknowledges until it fences itself, or nobody has its name any more. Until the target serves that
 * is a loss; from then on what is acknowledged has two writers at a time.
 */
async function letSourceLive(running: ProtectedEstate, outcome: UnjudgedOutcome): Promise<UnjudgedOutcome> {
  const { clients, dnsTtlSeconds, fencedAfterSeconds } = running.estate
  const { disaster, serviceRtoUs, steps, rpoUs, attempts } = outcome
  if (serviceRtoUs === null || rpoUs === null) return outcome
  const named = steps.findLast(({ item, endUs }) => item === 'dns' && endUs !== null)
  const servesFromUs = disaster.atUs + serviceRtoUs
  const switchedUs = disaster.atUs + (named ? named.endUs! : serviceRtoUs)
  const untilUs = leftByUs(switchedUs, disaster.atUs, longestHeldUs(clients, dnsTtlSeconds * US_PER_SECOND))
  if (untilUs > running.nowUs) await running.runTo(untilUs)
  const acknowledged = (fromUs: number, toUs: number) => running.site.history.filter(({ answered, outcome: end }) =>
    end === 'ok' && answered !== null && answered.atUs > fromUs && answered.atUs <= toUs)
  const lost = acknowledged(lookUs(disaster), servesFromUs)
  const stoppedUs = Math.min(servesFromUs, fencedAfterSeconds === null ? Infinity : disaster.atUs + fencedAfterSeconds * US_PER_SECOND)
  return {
    ...outcome,
    sourceEndedUs: stoppedUs,
    rpoUs: Math.max(0, stoppedUs - attempts.at(-1)!.cutAtUs),
    lostOperations: outcome.lostOperations! + lost.length,
    lost: [...outcome.lost, ...lost.map(({ id, answered }) => ({ id, answeredUs: answered!.atUs }))],
    splitBrainOperations: acknowledged(servesFromUs, untilUs).length,
  }
}

/** Something that happens to the estate. */
type Happening = (running: ProtectedEstate, disaster: EstateDisaster) => Promise<void> | void

/** `loss-of-contact`: what the target has is recorded. `look`: at what the estate could be recovered from. */
type Step = Happening | 'loss-of-contact' | 'look'

interface Event {
  readonly atUs: number
  readonly disaster: EstateDisaster
  /** From when on copies are wrong; null: none is. */
  readonly damagedAtUs: number | null
  readonly happen: Step
}

interface Course {
  /** Before the disaster, when its cause begins. */
  readonly cause?: Happening | 'loss-of-contact'
  readonly strike?: Happening
  /** Whether those who come later meet another history than without it. Default: not. */
  readonly changes?: true
  /** From when on copies are wrong. Default: none is. */
  readonly damagedFrom?: 'cause' | 'strike'
}

const COURSES: Readonly<Record<EstateDisasterKind, Course>> = {
  'region-loss': {},
  'machine-loss': {},
  partition: { cause: 'loss-of-contact' },
  // The operation itself is in the plan.
  isolation: {
    changes: true,
    strike: (running) => {
      running.isolate()
      running.fence()
    },
  },
  'accidental-deletion': { damagedFrom: 'strike' },
  ransomware: {
    changes: true,
    strike: async (running) => {
      await running.encrypt()
      running.intrude()
    },
    damagedFrom: 'cause',
  },
  'silent-corruption': { changes: true, cause: (running, { index }) => running.rot(`rot/${index}`) },
  'operator-error': {},
}

/**
 * What was lost is looked at when it is lost: nothing new reaches anybody. Where the source goes on, so do its copies
 * and their retention until somebody acts.
 */
function lookUs({ kind, atUs, detectionUs, decisionUs }: EstateDisaster): number {
  const { extent, sourceLivesOn } = DISASTERS[kind]
  return extent === 'none' || sourceLivesOn ? atUs + detectionUs + decisionUs : atUs
}

function eventsOf(disaster: EstateDisaster): Event[] {
  const { kind, atUs, causedAtUs } = disaster
  const { cause, strike, damagedFrom } = COURSES[kind]
  const actedUs = lookUs(disaster)
  const damagedAtUs = damagedFrom === 'cause' ? causedAtUs : damagedFrom === 'strike' ? atUs : null
  const event = (eventUs: number, happen: Step): Event => ({ atUs: eventUs, disaster, damagedAtUs, happen })
  return [
    ...(cause ? [event(causedAtUs, cause)] : []),
    ...(strike ? [event(atUs, strike)] : []),
    event(actedUs, 'look'),
  ]
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
