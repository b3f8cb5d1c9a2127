/** One history of an estate under one strategy, from empty volumes through every disaster that strikes it. */
import type { EstateDisaster } from './disaster.ts'
import { DISASTERS, drawDisasters, USUAL_DISASTERS } from './disaster.ts'
import type { EstateDisasterKind } from './disaster.ts'
import type { Estate } from './estate.ts'
import type { Outcome, UnjudgedOutcome } from './outcome.ts'
import { breachesOf } from './breaches.ts'
import type { Course, Happening } from './course.ts'
import { endingOf, lookAt, struckBy } from './look.ts'
import type { Looked, Struck } from './look.ts'
import { PHASE_COURSES } from './phases.ts'
import { ProtectedEstate } from './protected-estate.ts'
import { HOUR_US } from '../../backup/index.ts'
import { createStreams } from '../../sim/random.ts'
import { generatePlan } from '../generate-plan.ts'
import type { Plan, PlannedOperation } from '../plan.ts'
import { DEFAULT_CLIENTS } from '../workload.ts'
import { protectionsOf } from './strategy.ts'
import type { Strategy } from './strategy.ts'

export interface HistoryOptions {
  readonly seed: string
  /** Default {@link USUAL_DISASTERS}. */
  readonly kinds?: readonly EstateDisasterKind[]
  /** Disasters in the history, dealt to the kinds in turn. Default: one of each kind. */
  readonly disasters?: number
  /** Days before the one in which disasters strike. Default 2. */
  readonly quietDays?: number
  /** Only the disaster of this index. Default: all. */
  readonly only?: number
}

const DEFAULT_QUIET_DAYS = 2
/** After the last disaster nobody needs the clients any more. */
const DAYS_OF_DISASTERS = 3
/** Until nothing is left of a partition but what it delayed: an hour. */
const SETTLE_US = HOUR_US
const HOURS_PER_DAY = 24
const US_PER_SECOND = 1_000_000
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
  const plan = historyPlan(estate, options)
  const struck = disastersOf(estate, options).map((disaster) => struckBy(disaster, estate, options.seed))
  const runs = runsOf(struck.map(({ first }) => first))
  const outcomes: UnjudgedOutcome[] = []
  for (const alike of sharing(strategies)) for (const run of runs) outcomes.push(...(await oneRun(estate, alike, plan, run, struck)))
  const judged = outcomes.map((outcome) => ({ ...outcome, breaches: breachesOf(outcome, estate.objectives) }))
  const place = new Map(strategies.map(({ id }, index) => [id, index]))
  return judged.sort((one, other) => place.get(one.strategy)! - place.get(other.strategy)! || one.disaster.index - other.disaster.index)
}

/**
 * A disaster that changes anything for those who come later joins a run only if all that is in it has been looked at
 * before; else it has a run for itself, and nobody comes after one that ends the history.
 */
function runsOf(disasters: readonly EstateDisaster[]): readonly (readonly EstateDisaster[])[] {
  const shared = disasters.filter(({ kind }) => !courseOf(kind).changes)
  const alone: EstateDisaster[] = []
  let lookedUs = Math.max(0, ...shared.map(lookUs))
  for (const disaster of disasters.filter(({ kind }) => courseOf(kind).changes)) {
    const { cause, changes } = courseOf(disaster.kind)
    if (changes === 'from-the-start' || (cause ? disaster.causedAtUs : disaster.atUs) < lookedUs) {
      alone.push(disaster)
      continue
    }
    shared.push(disaster)
    lookedUs = changes === 'for-ever' ? Infinity : lookUs(disaster) + SETTLE_US
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

/** Clients at an even pace, for all the days. */
function historyPlan({ scenario, operationsPerHour }: Estate, { seed, quietDays = DEFAULT_QUIET_DAYS }: HistoryOptions): Plan {
  const clients = scenario.clients ?? DEFAULT_CLIENTS
  const days = quietDays + DAYS_OF_DISASTERS
  const operations = Math.ceil(operationsPerHour * HOURS_PER_DAY * days)
  const thinkUs = Math.floor((2 * clients * HOUR_US) / operationsPerHour)
  return generatePlan({ ...scenario, operations, thinkUs, faults: [], destructive: [], policy: false, swarm: false }, seed)
}

async function oneRun(
  estate: Estate,
  strategies: readonly Strategy[],
  plan: Plan,
  disasters: readonly EstateDisaster[],
  struck: readonly Struck[],
): Promise<UnjudgedOutcome[]> {
  const asOrdered = disasters.some(({ kind }) => courseOf(kind).changes === 'from-the-start')
  const running = await ProtectedEstate.begin(estate, protectionsOf(strategies[0]!), plan, mishaps(estate, disasters), asOrdered)
  const outcomes: UnjudgedOutcome[] = []
  const events = disasters.flatMap(eventsOf).sort((one, other) => one.atUs - other.atUs || one.disaster.index - other.disaster.index)
  for (const { atUs, disaster, damagedAtUs, happen } of events) {
    await running.runTo(Math.max(running.nowUs, atUs))
    if (happen) {
      await happen(running, disaster)
      continue
    }
    const evidence = running.evidence()
    const both = struck.find(({ first }) => first === disaster)!
    const looked: Looked[] = []
    for (const strategy of strategies) looked.push(await lookAt(running, evidence, strategy, both, damagedAtUs))
    for (const look of looked) {
      const outcome = DISASTERS[disaster.kind].sourceLivesOn ? await letSourceLive(running, look.outcome) : look.outcome
      outcomes.push(endingOf({ ...look, outcome }, both))
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
  const { dnsTtlSeconds, fencedAfterSeconds } = running.estate
  const { disaster, serviceRtoUs, steps, rpoUs, attempts } = outcome
  if (serviceRtoUs === null || rpoUs === null) return outcome
  const named = steps.findLast(({ item, endUs }) => item === 'dns' && endUs !== null)
  const servesFromUs = disaster.atUs + serviceRtoUs
  const untilUs = disaster.atUs + (named ? named.endUs! : serviceRtoUs) + dnsTtlSeconds * US_PER_SECOND
  if (untilUs > running.nowUs) await running.runTo(untilUs)
  const acknowledged = (fromUs: number, toUs: number) => running.site.history.filter(({ answered, outcome: end }) =>
    end === 'ok' && answered !== null && answered.atUs > fromUs && answered.atUs <= toUs)
  const lost = acknowledged(lookUs(disaster), servesFromUs)
  const fencedAtUs = fencedAfterSeconds === null ? Infinity : disaster.atUs + fencedAfterSeconds * US_PER_SECOND
  const stoppedUs = Math.min(servesFromUs, fencedAtUs)
  return {
    ...outcome,
    sourceEndedUs: stoppedUs,
    rpoUs: Math.max(0, stoppedUs - attempts.at(-1)!.cutAtUs),
    lostOperations: outcome.lostOperations! + lost.length,
    lost: [...outcome.lost, ...lost.map(({ id, answered }) => ({ id, answeredUs: answered!.atUs }))],
    splitBrainOperations: acknowledged(servesFromUs, untilUs).length,
    splitBrainUs: Math.max(0, Math.min(untilUs, fencedAtUs) - servesFromUs),
  }
}

interface Event {
  readonly atUs: number
  readonly disaster: EstateDisaster
  /** From when on copies are wrong; null: none is. */
  readonly damagedAtUs: number | null
  /** Null: the look at what it could be recovered from. */
  readonly happen: Happening | null
}

const COURSES: Readonly<Partial<Record<EstateDisasterKind, Course>>> = {
  'region-loss': {},
  'machine-loss': {},
  partition: { changes: 'for-a-while', cause: (running) => running.setConnected(false), after: (running) => running.setConnected(true) },
  // The operation itself is in the plan.
  isolation: {
    changes: 'for-ever',
    strike: (running) => {
      running.setConnected(false)
      running.fence()
    },
  },
  'accidental-deletion': { damagedFrom: 'strike' },
  ransomware: {
    changes: 'for-ever',
    strike: async (running) => {
      await running.encrypt()
      running.intrude()
    },
    damagedFrom: 'cause',
  },
  'silent-corruption': { changes: 'for-ever', cause: (running, { index }) => running.rot(`rot/${index}`) },
  'operator-error': {},
  ...PHASE_COURSES,
}

/** Those that follow another disaster have none of their own. */
const courseOf = (kind: EstateDisasterKind): Course => COURSES[kind] ?? {}

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
  const { cause, strike, damagedFrom, after } = courseOf(kind)
  const actedUs = lookUs(disaster)
  const damagedAtUs = damagedFrom === 'cause' ? causedAtUs : damagedFrom === 'strike' ? atUs : null
  const event = (eventUs: number, happen: Happening | null): Event => ({ atUs: eventUs, disaster, damagedAtUs, happen })
  return [
    ...(cause ? [event(causedAtUs, cause)] : []),
    ...(strike ? [event(atUs, strike)] : []),
    event(actedUs, null),
    ...(after ? [event(actedUs, after)] : []),
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
