/** A shard: the part of a run that one of several machines does. */
import { createHash } from 'node:crypto'
import type { RunScenario, RunShard, WholeRun } from '../core/drill/events.ts'
import type { CaseOrder } from './order.ts'

export interface ShardOfRun {
  /** Numbered from 0, in the order of the whole run. */
  readonly orders: readonly CaseOrder[]
  /** Those with a case in it, with the seeds that fall to it. */
  readonly scenarios: readonly RunScenario[]
  readonly whole: WholeRun
}

const HASH_BYTES = 6

/** From 1 to `of`, by a hash of the text alone: what else is part of the run moves nothing. */
export function shardOf(key: string, of: number): number {
  return (createHash('sha256').update(key).digest().readUIntBE(0, HASH_BYTES) % of) + 1
}

/**
 * A scenario that must fail is drilled until it does, seed after seed: it goes whole to one shard. Of all others each
 * drill and each saved failure has a place of its own.
 */
function keyOf({ scenario: { name }, seed, saved }: CaseOrder, mustFail: boolean): string {
  if (mustFail) return name
  return JSON.stringify(saved ? [name, 'saved', saved.id] : [name, seed])
}

/** @param orders of the whole run */
export function takeShard(orders: readonly CaseOrder[], scenarios: readonly RunScenario[], { index, of }: RunShard): ShardOfRun {
  const mustFail = new Set(scenarios.filter(({ expects }) => expects !== null).map(({ name }) => name))
  const taken = orders.filter((order) => shardOf(keyOf(order, mustFail.has(order.scenario.name)), of) === index)
  return {
    orders: taken.map((order, place) => ({ ...order, case: place })),
    scenarios: scenarios.flatMap((scenario) => partOf(scenario, taken)),
    whole: {
      scenarios, cases: orders.length, savedFailures: orders.filter(({ saved }) => saved).length, places: taken.map((order) => order.case),
    },
  }
}

function partOf(scenario: RunScenario, taken: readonly CaseOrder[]): readonly RunScenario[] {
  const mine = taken.filter(({ scenario: { name } }) => name === scenario.name)
  if (mine.length === 0) return []
  const seeds = new Set(mine.filter(({ saved }) => !saved).map(({ seed }) => seed))
  return [{ ...scenario, seeds: scenario.seeds.filter((seed) => seeds.has(seed)) }]
}
