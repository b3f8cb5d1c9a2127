/**
 * What a seed does without. Everything slightly on suppresses bugs: an early error keeps a log from wrapping
 * round, many gets leave no room for deletes. So per seed some fault families, and some kinds of operations,
 * are off altogether, and what is on is on in earnest.
 *
 * A pure function of the scenario and the seed: a plan shows it for the reader, and nothing reads it there.
 */
import { FAMILY_OF, FAULT_FAMILY_NAMES } from '../block/fault-families.ts'
import type { FaultFamily } from '../block/fault-families.ts'
import type { FaultKind } from '../block/faults.ts'
import { createStreams } from '../sim/random.ts'
import type { RandomStream } from '../sim/random.ts'
import { operationKinds } from './operation-kinds.ts'
import type { OperationKinds } from './operation-kinds.ts'
import type { Scenario } from './scenario.ts'

/** What a seed leaves out, by name. */
export interface Swarm {
  /** Of the families in which the scenario claims a fault. */
  readonly familiesOff: readonly FaultFamily[]
  readonly operationsOff: readonly string[]
}

export interface DrawnSwarm extends Swarm {
  /** Whether this seed's workload may have the operation. */
  readonly allows: ((operation: unknown) => boolean) | null
}

/** One seed in so many has no faults at all: only there must everything be answered, and runs are longest. */
const CALM_SEEDS_ONE_IN = 3
const FAMILY_ON_ONE_IN = 3
const ALL_OPERATIONS_ONE_IN = 2
const OPERATION_OFF_ONE_IN = 2
/** The kinds that stay make up at least this share of what the arbitrary makes, or the seed would show next to nothing. */
const LEAST_SHARE = { numerator: 1, denominator: 4 }

export function drawSwarm(scenario: Scenario, seed: string): DrawnSwarm {
  if (scenario.swarm === false) return { familiesOff: [], operationsOff: [], allows: null }
  const streams = createStreams(seed)
  const familiesOff = drawFamilies(drawnFaults(scenario), streams.named('plan/fault-families'))
  const stream = streams.named('plan/operation-kinds')
  if (stream.chance(1, ALL_OPERATIONS_ONE_IN)) return { familiesOff, operationsOff: [], allows: null }
  const kinds = operationKinds(scenario)
  const off = drawOperations(kinds, stream)
  const allows = off.size === 0 ? null : (operation: unknown): boolean => !off.has(kinds.kindOf(operation))
  return { familiesOff, operationsOff: [...off], allows }
}

function drawFamilies(claimed: readonly FaultKind[], stream: RandomStream): readonly FaultFamily[] {
  const families = FAULT_FAMILY_NAMES.filter((family) => claimed.some((kind) => FAMILY_OF[kind] === family))
  if (families.length === 0 || stream.chance(1, CALM_SEEDS_ONE_IN)) return families
  return families.filter(() => !stream.chance(1, FAMILY_ON_ONE_IN))
}

/** In an order of its own each kind is taken away or not, as long as enough stays. */
function drawOperations({ sampled, sampleSize }: OperationKinds, stream: RandomStream): ReadonlySet<string> {
  const off = new Set<string>()
  const waiting = [...sampled.keys()]
  let staying = sampleSize
  while (waiting.length > 0) {
    const [kind] = waiting.splice(stream.below(waiting.length), 1)
    const count = sampled.get(kind!)!
    const enough = (staying - count) * LEAST_SHARE.denominator >= sampleSize * LEAST_SHARE.numerator
    if (!enough || !stream.chance(1, OPERATION_OFF_ONE_IN)) continue
    off.add(kind!)
    staying -= count
  }
  return off
}

/** The kinds of faults that a seed may draw: what the scenario survives, and what it only has to be loud about. */
export function drawnFaults({ faults = [], destructive = [] }: Scenario): readonly FaultKind[] {
  return [...faults, ...destructive]
}
