/**
 * The arbitrary behind a plan's operations: exactly so many when generated, fewer when shrunk. Each
 * operation carries its id from generation on, so that dropping one renumbers no other.
 */
import fc from 'fast-check'
import { hashText } from '../sim/hash.ts'
import { stepsWithOwnSettings, withOwnSettings } from './own-settings.ts'
import type { PlannedOperation } from './plan.ts'
import type { Scenario } from './scenario.ts'

type Drawn = Omit<PlannedOperation, 'id'>

/** Of a scenario that does not say. */
export const DEFAULT_CLIENTS = 3
const DEFAULT_OPERATIONS = 40
const DEFAULT_THINK_US = 2000

class WorkloadArbitrary extends fc.Arbitrary<PlannedOperation[]> {
  readonly #element: fc.Arbitrary<Drawn>
  readonly #count: number
  readonly #exhausted: () => boolean

  constructor(element: fc.Arbitrary<Drawn>, count: number, exhausted: () => boolean) {
    super()
    this.#element = element
    this.#count = count
    this.#exhausted = exhausted
  }

  override generate(random: fc.Random): fc.Value<PlannedOperation[]> {
    const drawn = Array.from({ length: this.#count }, () => this.#element.generate(random, undefined))
    const operations = drawn.map((value, index) => ({ id: index + 1, ...value.value }))
    return new fc.Value(operations, drawn.map((value) => value.context))
  }

  override canShrinkWithoutContext(value: unknown): value is PlannedOperation[] {
    return Array.isArray(value)
  }

  /** First without large parts, then without single operations, then with simpler ones. */
  override shrink(operations: PlannedOperation[], context: unknown): fc.Stream<fc.Value<PlannedOperation[]>> {
    const contexts = (context as unknown[] | undefined) ?? operations.map(() => undefined)
    return fc.stream(stepsWithOwnSettings(this.#shrunk(operations, contexts)))
  }

  *#shrunk(operations: PlannedOperation[], contexts: unknown[]): Generator<fc.Value<PlannedOperation[]>> {
    for (let size = operations.length >> 1; size >= 1; size >>= 1) {
      for (let start = 0; start < operations.length && operations.length > size; start += size) {
        if (this.#exhausted()) return
        const outside = (_: unknown, index: number): boolean => index < start || index >= start + size
        yield new fc.Value(operations.filter(outside), contexts.filter(outside))
      }
    }
    for (let index = 0; index < operations.length; index++) yield* this.#simpler(operations, contexts, index)
  }

  *#simpler(operations: PlannedOperation[], contexts: unknown[], index: number): Generator<fc.Value<PlannedOperation[]>> {
    const { id, ...drawn } = operations[index]!
    if (contexts[index] === undefined && !this.#element.canShrinkWithoutContext(drawn)) return
    for (const value of this.#element.shrink(drawn, contexts[index])) {
      if (this.#exhausted()) return
      yield new fc.Value(
        operations.with(index, { id, ...value.value }),
        contexts.with(index, value.context),
      )
    }
  }
}

export interface WorkloadOptions {
  /** Which operations the seed's workload may have, see `swarm.ts`; null: all. Default null. */
  readonly allows?: ((operation: unknown) => boolean) | null
  /** Ends shrinking: true once no further candidate is wanted. */
  readonly exhausted?: () => boolean
}

/** The operations of a scenario's plans. Shrinking leaves the workload within what `allows` lets pass. */
export function workload(scenario: Scenario, options: WorkloadOptions = {}): fc.Arbitrary<PlannedOperation[]> {
  const { allows = null, exhausted = () => false } = options
  const operation = scenario.operation as fc.Arbitrary<unknown>
  const element = fc.record({
    client: fc.noShrink(fc.nat((scenario.clients ?? DEFAULT_CLIENTS) - 1)),
    thinkUs: fc.integer({ min: 0, max: scenario.thinkUs ?? DEFAULT_THINK_US }),
    value: allows ? operation.filter(allows) : operation,
  })
  return new WorkloadArbitrary(element, scenario.operations ?? DEFAULT_OPERATIONS, exhausted)
}

/** The operations that a seed draws. */
export function drawnOperations(scenario: Scenario, seed: string, allows: WorkloadOptions['allows'] = null): PlannedOperation[] {
  return withOwnSettings(() => fc.sample(workload(scenario, { allows }), { seed: numericSeed(seed), numRuns: 1 }))[0]!
}

/** fast-check takes a 32-bit seed; ours are texts. */
export function numericSeed(seed: string): number {
  return hashText(seed) | 0
}
