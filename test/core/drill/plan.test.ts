import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { validatePlan } from '../../../core/drill/validate-plan.ts'
import { numericSeed, workload } from '../../../core/drill/workload.ts'
import type { Plan, PlannedOperation } from '../../../core/drill/plan.ts'
import { shelfScenario } from './toys.ts'
import { suite } from '../../../scenarios/suite.ts'

const SEEDS = Array.from({ length: 20 }, (_, index) => `plan ${index}`)

/** A copy with one field set, by path; undefined takes the field away. */
function withField(plan: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(plan) as Record<string, unknown>
  const names = path.split('.')
  const last = names.pop()!
  const owner = names.reduce<Record<string, unknown>>((object, name) => object[name] as Record<string, unknown>, copy)
  if (value === undefined) Reflect.deleteProperty(owner, last)
  else owner[last] = value
  return copy
}

describe('a generated plan', () => {
  it.each(suite)('is a pure function of $name and the seed, valid, and plain JSON', (scenario) => {
    for (const seed of SEEDS) {
      const plan = generatePlan(scenario, seed)
      expect(generatePlan(scenario, seed)).toEqual(plan)
      expect(validatePlan(plan)).toEqual({ ok: true, plan })
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    }
    expect(generatePlan(scenario, 'one').operations).not.toEqual(generatePlan(scenario, 'two').operations)
  })

  it('has the operations that fast-check generates first, for its shrinking begins there', async () => {
    for (const seed of SEEDS) {
      const scenario = shelfScenario(true)
      const seen: unknown[] = []
      const spy = fc.asyncProperty(workload(scenario), async (operations) => void seen.push(operations))
      await fc.check(spy, { seed: numericSeed(seed), numRuns: 1, endOnFailure: false })
      expect(seen).toEqual([generatePlan(scenario, seed).operations])
    }
  })

  it('meets faults, disasters and schedules of every kind in some seed', () => {
    const plans = Array.from({ length: 120 }, (_, seed) => generatePlan(suite[0]!, String(seed)))
    expect(new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(suite[0]!.faults))
    expect(new Set(plans.flatMap(({ disasters }) => disasters.map(({ kind }) => kind)))).toEqual(
      new Set(['machine-loss', 'region-loss']),
    )
    expect(new Set(plans.map(({ schedule }) => schedule))).toEqual(new Set(['in-order', 'explored']))
  })
})

describe('the workload', () => {
  const scenario = shelfScenario(true)

  /** A generated workload and everything that fast-check tries next when it fails. */
  async function shrinksOf(seed: string): Promise<readonly (readonly PlannedOperation[])[]> {
    const seen: PlannedOperation[][] = []
    const property = fc.asyncProperty(workload(scenario), async (operations) => seen.push(operations) > 1)
    await fc.check(property, { seed: numericSeed(seed), numRuns: 1, endOnFailure: false })
    return seen
  }

  it('keeps the ids of the operations that stay when it shrinks, and changes one at a time', async () => {
    const [whole, ...shrinks] = await shrinksOf('shrink')
    const original = new Map(whole!.map((operation) => [operation.id, operation]))
    let fewer = 0
    for (const operations of shrinks) {
      const ids = operations.map(({ id }) => id)
      expect(ids).toEqual([...ids].sort((one, other) => one - other))
      expect(operations.every(({ id, client }) => original.get(id)!.client === client)).toBe(true)
      const changed = operations.filter(
        (operation) => JSON.stringify(operation) !== JSON.stringify(original.get(operation.id)),
      )
      if (operations.length < whole!.length) fewer++
      expect(changed.length).toBeLessThanOrEqual(operations.length < whole!.length ? 0 : 1)
    }
    expect(fewer).toBeGreaterThan(whole!.length)
    expect(fewer).toBeLessThan(shrinks.length)
  })

  it('tries without large parts first, then without single operations, then simpler ones', async () => {
    const [whole, ...shrinks] = await shrinksOf('shrink')
    const sizes = shrinks.map((operations) => operations.length)
    expect(sizes[0]).toBe(Math.ceil(whole!.length / 2))
    expect(sizes.indexOf(whole!.length)).toBeGreaterThan(sizes.lastIndexOf(whole!.length - 1))
    expect(sizes.at(-1)).toBe(whole!.length)
  })
})

const WRONG: readonly (readonly [string, unknown])[] = [
  ['v', 2],
  ['scenario', ''],
  ['scenario', 7],
  ['seed', undefined],
  ['device', 'floppy'],
  ['device', 'toString'],
  ['schedule', null],
  ['operations', {}],
  ['operations.0', null],
  ['operations.0.id', -1],
  ['operations.0.id', 1.5],
  ['operations.1.client', '0'],
  ['operations.1.thinkUs', Infinity],
  ['operations.2.value', undefined],
  ['faults', 'none'],
  ['faults.0.kind', 'flood'],
  ['faults.0.disk', 'wal'],
  ['faults.0.oneIn', 0],
  ['faults.0.fromUs', undefined],
  ['replication', 'asr'],
  ['replication', []],
  ['replication.crashPointIntervalUs', 0],
  ['replication.crashPointIntervalUs', '5'],
  ['replication.memory', undefined],
  ['replication.memory.lowWaterBytes', 1e12],
  ['replication.uplink.link', null],
  ['replication.uplink.link.lossOneIn', 1],
  ['replication.uplink.faults', {}],
  ['replication.uplink.faults', [null]],
  ['replication.retention.thinning.0.everyUs', 'never'],
  ['replication.processing.bytesPerSecond', 'fast'],
  ['replication.groups', 1],
  ['disasters.0', 5],
  ['disasters.0.kind', 'flood'],
  ['disasters.0.atUs', -5],
  ['disasters.1.choice', 'oldest'],
  ['disasters.1.choice', { custom: '' }],
]

describe('a plan from outside', () => {
  const plan: Plan = {
    ...generatePlan(suite[0]!, '1'),
    faults: [{ kind: 'stall', disk: 'db/wal', fromUs: 0, toUs: 5, oneIn: 3 }],
  }

  it.each(WRONG)('is refused in one line that names %s = %j', (path, value) => {
    const checked = validatePlan(withField(plan, path, value))
    expect(checked.ok).toBe(false)
    const message = checked.ok ? '' : checked.message
    expect(message).toMatch(/^plan\./)
    expect(message).toContain(
      path
        .replace(/\.(\d)/, '[$1]')
        .split('.')
        .at(path.endsWith('faults') ? 0 : -1),
    )
    expect(message).not.toContain('\n')
    expect(message.length).toBeLessThan(300)
  })

  it('may leave limits out of a policy that can do without', () => {
    for (const path of [
      'processing.bytesPerSecond',
      'resync.bytesPerSecond',
      'retention.maximumPoints',
      'uplink.link.bytesPerSecond',
    ])
      expect(validatePlan(withField(plan, `replication.${path}`, null)).ok).toBe(true)
    expect(validatePlan({ ...plan, replication: null }).ok).toBe(true)
  })

  it('must not name two operations alike', () => {
    expect(validatePlan({ ...plan, operations: [plan.operations[0], plan.operations[0]] })).toEqual({
      ok: false,
      message: 'plan.operations: two operations have the id 1',
    })
  })

  it('never makes the check throw, whatever it is', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
    })
    const paths = WRONG.map(([path]) => path)
    fc.assert(
      fc.property(anything, (value) => void validatePlan(value)),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (path, value) => {
        const copy = structuredClone(plan) as unknown as Record<string, unknown>
        const names = path.split('.')
        const last = names.pop()!
        const owner = names.reduce<Record<string, unknown>>(
          (object, name) => object[name] as Record<string, unknown>,
          copy,
        )
        owner[last] = value
        const checked = validatePlan(copy)
        if (!checked.ok) expect(checked.message).toMatch(/^plan[.:[ ]/)
      }),
      { numRuns: 600 },
    )
  })
})
