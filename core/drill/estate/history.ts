/** One history of an estate under one strategy, from empty volumes through every disaster that strikes it. */
import type { EstateDisaster } from './disaster.ts'
import { DISASTERS, drawDisasters, USUAL_DISASTERS } from './disaster.ts'
import type { EstateDisasterKind } from './disaster.ts'
import type { Estate } from './estate.ts'
import type { Outcome } from './outcome.ts'
import { outcomeOf } from './outcome-of.ts'
import { ProtectedEstate } from './protected-estate.ts'
import { createStreams } from '../../sim/random.ts'
import { generatePlan } from '../generate-plan.ts'
import type { Plan, PlannedOperation } from '../plan.ts'
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
const DAY_US = 86_400_000_000
/** After the last disaster nobody needs the clients any more. */
const DAYS_OF_DISASTERS = 2
const HOURS_PER_DAY = 24
const US_PER_HOUR = 3_600_000_000
/** Ids of operations that no plan has. */
const MISHAP_ID_BASE = 10_000_000

/** The disasters of a history, the same for every strategy. */
export function disastersOf(estate: Estate, options: HistoryOptions): readonly EstateDisaster[] {
  const { seed, kinds = USUAL_DISASTERS, disasters = kinds.length, quietDays = DEFAULT_QUIET_DAYS, only } = options
  const possible = kinds.filter((kind) => kind !== 'accidental-deletion' || estate.mishap !== null)
  const drawn = drawDisasters({ streams: createStreams(seed), kinds: possible, count: disasters, day: quietDays, timing: estate.timing })
  return only === undefined ? drawn : drawn.filter(({ index }) => index === only)
}

/**
 * Runs the estate up to each disaster and looks what would come back. Disasters after which the history can go on as if
 * nothing had happened share one run; each that ends its history has the run up to there for itself, but for the first.
 */
export async function runHistory(estate: Estate, strategy: Strategy, options: HistoryOptions): Promise<readonly Outcome[]> {
  const disasters = disastersOf(estate, options)
  const plan = historyPlan(estate, options)
  const passing = disasters.filter(({ kind }) => !DISASTERS[kind].last)
  const last = disasters.filter(({ kind }) => DISASTERS[kind].last)
  const outcomes = await oneRun(estate, strategy, plan, [...passing, ...last.slice(0, 1)])
  for (const disaster of last.slice(1)) outcomes.push(...(await oneRun(estate, strategy, plan, [disaster])))
  return outcomes.sort((one, other) => one.disaster.index - other.disaster.index)
}

/** Clients at an even pace, for all the days. */
function historyPlan({ scenario, operationsPerHour }: Estate, { seed, quietDays = DEFAULT_QUIET_DAYS }: HistoryOptions): Plan {
  const clients = scenario.clients ?? DEFAULT_CLIENTS
  const days = quietDays + DAYS_OF_DISASTERS
  const operations = Math.ceil(operationsPerHour * HOURS_PER_DAY * days)
  const thinkUs = Math.floor((2 * clients * US_PER_HOUR) / operationsPerHour)
  return generatePlan({ ...scenario, operations, thinkUs, faults: [], destructive: [], policy: false, swarm: false }, seed)
}

const DEFAULT_CLIENTS = 3

interface Look {
  readonly atUs: number
  readonly disaster: EstateDisaster
}

async function oneRun(estate: Estate, strategy: Strategy, plan: Plan, disasters: readonly EstateDisaster[]): Promise<Outcome[]> {
  const running = await ProtectedEstate.begin(estate, strategy, plan, mishaps(estate, disasters))
  const outcomes: Outcome[] = []
  // What happens before a disaster, and the disaster itself, in the order of time.
  const causes = disasters.filter(({ kind }) => kind === 'partition')
  const looks = [
    ...causes.map((disaster) => ({ atUs: disaster.causedAtUs, act: () => running.setConnected(false), disaster })),
    ...disasters.map((disaster) => ({ atUs: disaster.atUs, act: null, disaster })),
  ].sort((one, other) => one.atUs - other.atUs || one.disaster.index - other.disaster.index)
  for (const { atUs, act, disaster } of looks) {
    await running.runTo(Math.max(running.nowUs, atUs))
    if (act) act()
    else outcomes.push(await STRIKES[disaster.kind](running, disaster))
  }
  running.dispose()
  return outcomes
}

type Strike = (running: ProtectedEstate, disaster: EstateDisaster) => Promise<Outcome>

const lost: Strike = (running, disaster) => outcomeOf(running, disaster, null)

const STRIKES: Readonly<Record<EstateDisasterKind, Strike>> = {
  'region-loss': lost,
  'machine-loss': lost,
  partition: async (running, disaster) => {
    const outcome = await outcomeOf(running, disaster, null)
    running.setConnected(true)
    return outcome
  },
  'accidental-deletion': (running, disaster) => outcomeOf(running, disaster, disaster.atUs),
  ransomware: async (running, disaster) => {
    await running.encrypt()
    running.attackBackups()
    return outcomeOf(running, disaster, disaster.causedAtUs)
  },
  'silent-corruption': lost,
  'operator-error': lost,
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

export type { Look }
