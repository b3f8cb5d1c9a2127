/** From a scenario and a seed to a plan. */
import { FAMILY_OF, FAULT_FAMILY_NAMES } from '../block/fault-families.ts'
import { FAULTS } from '../block/faults.ts'
import type { FaultKind, FaultSpec } from '../block/faults.ts'
import { createStreams } from '../sim/random.ts'
import type { RandomStream } from '../sim/random.ts'
import { disksOf } from '../machine/app-disks.ts'
import { WRITEBACK_SCHEDULES } from '../fs/mount-options.ts'
import { guarded } from './guarded.ts'
import type { DrillOptions } from './options.ts'
import { plainOperations } from './plain-operations.ts'
import { DISASTER_KINDS } from './plan.ts'
import type { Plan, PlannedDisaster, PlannedOperation, PointChoice } from './plan.ts'
import { ANY_POINT } from './protection.ts'
import { shortDrillPolicy } from './short-drill-policy.ts'
import type { AnyApp, Scenario } from './scenario.ts'
import { drawnFaults, drawSwarm } from './swarm.ts'
import type { Swarm } from './swarm.ts'
import { callPart } from './user-code.ts'
import { drawnOperations } from './workload.ts'

/** Each seed meets one disaster of each row: newest data, newest point, and a deliberate choice. */
const CHOICES: readonly (readonly PointChoice[])[] = [
  ['latest'],
  ['latest-processed', 'latest'],
  ['latest-app-consistent', { custom: ANY_POINT }],
]
/** Often, so that what is on really strikes in the few tens of requests that a window holds. */
const REQUESTS_PER_STRIKE = { minimum: 2, maximum: 6 }
/** Of a family that is on, one kind always and any further one with this chance: after the first error most applications stop. */
const FURTHER_KIND_ONE_IN = 4

const DEFAULT_SEED = '1'
/** The largest bound of one draw. */
const UINT32 = 2 ** 32

/**
 * The plan that a caller asks for: the given one, or the one of the given seed.
 * @throws ScenarioError when an operation is no plain JSON, or when the scenario's arbitrary throws or reads
 * the host's clock or randomness
 */
export async function planOf(
  scenario: Scenario,
  options: Pick<DrillOptions, 'plan' | 'seed' | 'locate'>,
): Promise<Plan> {
  const { plan, seed = DEFAULT_SEED, locate } = options
  if (plan) return { ...plan, operations: plainOperations(scenario.name, plan.operations) }
  return guarded(scenario, async () => callPart(scenario, 'operation', () => generatePlan(scenario, seed)), locate)
}

/**
 * The same scenario and seed give the same plan.
 * @throws ScenarioError when an operation is no plain JSON
 */
export function generatePlan(scenario: Scenario, seed: string): Plan {
  const streams = createStreams(seed)
  const { allows, ...swarm } = drawSwarm(scenario, seed)
  const drawn = drawnOperations(scenario, seed, allows)
  const operations = plainOperations(scenario.name, drawn)
  const horizonUs = horizon(operations)
  return {
    v: 1,
    scenario: scenario.name,
    seed,
    device: scenario.device ?? 'ssd',
    schedule: streams.named('plan/schedule').chance(1, 2) ? 'explored' : 'in-order',
    ...drawWriteback(scenario, streams.named('plan/writeback')),
    operations,
    swarm,
    faults: drawFaults(scenario, swarm, horizonUs, streams.named('plan/faults')),
    replication: scenario.policy === false ? null : (scenario.policy ?? shortDrillPolicy),
    disasters: scenario.policy === false ? [] : drawDisasters(scenario, horizonUs, streams.named('plan/disasters')),
  }
}

function drawWriteback(scenario: Scenario, stream: RandomStream): Pick<Plan, 'writeback'> {
  const apps = Object.values(scenario.machines as Record<string, AnyApp>)
  return apps.some((app) => disksOf(app).some(({ files }) => files)) ? { writeback: scenario.writeback ?? stream.pick(WRITEBACK_SCHEDULES) } : {}
}

/** About when the slowest client will be done, in µs. */
function horizon(operations: readonly PlannedOperation[]): number {
  const OPERATION_US = 2000
  const perClient = new Map<number, number>()
  for (const { client, thinkUs } of operations)
    perClient.set(client, (perClient.get(client) ?? 0) + thinkUs + OPERATION_US)
  return Math.max(OPERATION_US, ...perClient.values())
}

/** A uniform integer in 0 … bound − 1. Of one that may be above 2³² the upper and the lower part are drawn. */
function belowLarge(stream: RandomStream, bound: number): number {
  if (bound <= UINT32) return stream.below(bound)
  let draw: number
  do draw = stream.below(Math.ceil(bound / UINT32)) * UINT32 + stream.below(UINT32)
  while (draw >= bound)
  return draw
}

/** The kinds of a seed, family by family. */
function drawFaults(scenario: Scenario, { familiesOff }: Swarm, horizonUs: number, stream: RandomStream): FaultSpec[] {
  const claimed = drawnFaults(scenario)
  const disks = diskIds(scenario)
  return FAULT_FAMILY_NAMES.filter((family) => !familiesOff.includes(family)).flatMap((family) => {
    const kinds = claimed.filter((kind) => FAMILY_OF[kind] === family)
    if (kinds.length === 0) return []
    const certain = stream.pick(kinds)
    return kinds
      .filter((kind) => kind === certain || stream.chance(1, FURTHER_KIND_ONE_IN))
      .map((kind) => drawFault(kind, stream.pick(disks), horizonUs, stream))
  })
}

function drawFault(kind: FaultKind, disk: string, horizonUs: number, stream: RandomStream): FaultSpec {
  // While the clients are at work: the horizon is rather too far than too near.
  const fromUs = belowLarge(stream, Math.ceil(horizonUs / 3))
  const lengthUs = Math.max(FAULTS[kind].stabilityUs, Math.ceil(horizonUs / 4) + belowLarge(stream, horizonUs))
  const { minimum, maximum } = REQUESTS_PER_STRIKE
  return { kind, disk, fromUs, toUs: fromUs + lengthUs, oneIn: stream.between(minimum, maximum) }
}

function drawDisasters(scenario: Scenario, horizonUs: number, stream: RandomStream): PlannedDisaster[] {
  const kinds = scenario.disasters ?? DISASTER_KINDS
  if (kinds.length === 0) return []
  const several = Object.keys(scenario.machines as Record<string, AnyApp>).length > 1
  return CHOICES.map((choices) => ({
    kind: stream.pick(kinds),
    atUs: 1 + belowLarge(stream, horizonUs),
    choice: several ? commonPoint(stream.pick(choices)) : stream.pick(choices),
  }))
}

/**
 * `latest` takes of each machine whatever had arrived, so several machines would stand for several instants;
 * a plan over a group takes its newest common point instead ("latest multi-VM processed").
 */
function commonPoint(choice: PointChoice): PointChoice {
  return choice === 'latest' ? 'latest-processed' : choice
}

export function diskIds(scenario: Scenario): string[] {
  return Object.entries(scenario.machines as Record<string, AnyApp>).flatMap(([machine, app]) =>
    disksOf(app).map(({ name }) => `${machine}/${name}`),
  )
}
