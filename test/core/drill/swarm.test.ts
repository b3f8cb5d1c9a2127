import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAMILY_OF, FAULT_FAMILY_NAMES } from '../../../core/block/fault-families.ts'
import { FAULT_KINDS } from '../../../core/block/faults.ts'
import { ScenarioError } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import { operationKinds } from '../../../core/drill/operation-kinds.ts'
import { drawSwarm } from '../../../core/drill/swarm.ts'
import { validatePlan } from '../../../core/drill/validate-plan.ts'
import { numericSeed, workload } from '../../../core/drill/workload.ts'
import { suite } from '../../../scenarios/suite.ts'
import { shelfScenario } from './toys.ts'

const SEEDS = Array.from({ length: 120 }, (_, index) => `swarm ${index}`)
const walDb = suite[0]!

function withOperation(operation: fc.Arbitrary<unknown>, more: Partial<Scenario> = {}): Scenario {
  return { ...shelfScenario(true), operation, ...more }
}

const put = fc.record({ kind: fc.constant('put'), key: fc.nat(9) })
const get = fc.record({ kind: fc.constant('get'), key: fc.nat(9) })
const drop = fc.record({ kind: fc.constant('drop'), key: fc.nat(9) })
const store = withOperation(fc.oneof(put, get, drop))
const kindOf = (operation: unknown): string => (operation as { kind: string }).kind

describe('fault families', () => {
  it('are claimed by every kind exactly once, and none is empty', () => {
    expect(Object.keys(FAMILY_OF).sort()).toEqual([...FAULT_KINDS].sort())
    expect(new Set(Object.values(FAMILY_OF))).toEqual(new Set(FAULT_FAMILY_NAMES))
  })

  it('that are off have no fault in the plan, and of those that are on each has one', () => {
    const claimed = new Set(walDb.faults!.map((kind) => FAMILY_OF[kind]))
    for (const seed of SEEDS) {
      const { swarm, faults } = generatePlan(walDb, seed)
      const struck = new Set(faults.map(({ kind }) => FAMILY_OF[kind]))
      expect(FAULT_FAMILY_NAMES.filter((family) => claimed.has(family) && !struck.has(family))).toEqual(swarm!.familiesOff)
      expect(faults.every(({ kind }) => walDb.faults!.includes(kind))).toBe(true)
    }
  })

  it('are each on in some seeds and off in others; about half of the seeds have none', () => {
    const plans = SEEDS.map((seed) => generatePlan(walDb, seed))
    for (const family of ['errors', 'space', 'timing'] as const) {
      const off = plans.filter(({ swarm }) => swarm!.familiesOff.includes(family)).length
      expect(off).toBeGreaterThan(SEEDS.length / 3)
      expect(off).toBeLessThan(SEEDS.length - 10)
    }
    const calm = plans.filter(({ faults }) => faults.length === 0).length
    expect(calm).toBeGreaterThan(SEEDS.length / 3)
    expect(calm).toBeLessThan((SEEDS.length * 2) / 3)
  })

  it('are not drawn where the scenario claims no fault', () => {
    for (const seed of SEEDS) expect(drawSwarm(store, seed).familiesOff).toEqual([])
  })
})

describe('kinds of operations', () => {
  const CASES: readonly (readonly [string, fc.Arbitrary<unknown>, readonly string[]])[] = [
    ['a discriminator', fc.oneof(put, get), ['get', 'put']],
    ['a discriminator that is not always there: no', fc.oneof(put, fc.record({ value: fc.nat(3) })), ['key+kind', 'value']],
    ['sets of keys', fc.oneof(fc.record({ append: fc.string() }), fc.constant({ sync: true })), ['append', 'sync']],
    ['a key whose value is undefined', fc.oneof(fc.constant({ a: 1, b: undefined }), fc.constant({ a: 1, b: 2 })), ['a', 'a+b']],
    ['a field with many values', fc.record({ op: fc.uuid() }), ['operation']],
    ['values that are no objects', fc.oneof(fc.nat(), fc.string()), ['operation']],
    ['one shape', fc.record({ from: fc.nat(2), to: fc.constantFrom('a', 'b') }), ['operation']],
  ]

  it.each(CASES)('are found by %s', (_, operation, expected) => {
    expect([...operationKinds(withOperation(operation)).sampled.keys()]).toEqual(expected)
  })

  it('are named by the scenario if it says how', () => {
    const byParity = withOperation(put, { operationKind: ({ key }: { key: number }) => (key % 2 === 0 ? 'even' : 'odd') })
    expect([...operationKinds(byParity).sampled.keys()]).toEqual(['even', 'odd'])
    const plans = SEEDS.map((seed) => generatePlan(byParity, seed))
    const evenOnly = plans.find(({ swarm }) => swarm!.operationsOff[0] === 'odd')!
    expect(evenOnly.operations.every(({ value }) => (value as { key: number }).key % 2 === 0)).toBe(true)
  })

  it('must have names', () => {
    const nameless = withOperation(put, { operationKind: () => 7 as never })
    expect(() => SEEDS.map((seed) => generatePlan(nameless, seed))).toThrow(
      new ScenarioError(nameless.name, 'operationKind: must return a text, got 7'),
    )
  })

  it('that are off are not in the workload, never all are off, and half of the seeds have all', () => {
    const offs = new Map<string, number>()
    let complete = 0
    for (const seed of SEEDS) {
      const { swarm, operations } = generatePlan(store, seed)
      const used = new Set(operations.map(({ value }) => kindOf(value)))
      expect(swarm!.operationsOff.length).toBeLessThan(3)
      for (const kind of swarm!.operationsOff) {
        expect(used.has(kind)).toBe(false)
        offs.set(kind, (offs.get(kind) ?? 0) + 1)
      }
      if (swarm!.operationsOff.length === 0) complete++
    }
    expect([...offs.keys()].sort()).toEqual(['drop', 'get', 'put'])
    expect(complete).toBeGreaterThan(SEEDS.length * 0.4)
    expect(complete).toBeLessThan(SEEDS.length * 0.8)
  })

  it('do not hang on the faults that the scenario claims', () => {
    const faulty: Scenario = { ...store, faults: ['stall', 'enospc', 'error-once'] }
    const off = (scenario: Scenario) => SEEDS.map((seed) => drawSwarm(scenario, seed).operationsOff)
    expect(off(faulty)).toEqual(off(store))
  })

  it('that make up nearly all of a workload stay', () => {
    const mostlyPuts = withOperation(fc.oneof({ weight: 9, arbitrary: put }, { weight: 1, arbitrary: get }))
    const off = new Set(SEEDS.flatMap((seed) => generatePlan(mostlyPuts, seed).swarm!.operationsOff))
    expect([...off]).toEqual(['get'])
  })
})

describe('a plan of the swarm', () => {
  it('is the same for the same seed, valid, and says what is off', () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const plan = generatePlan(store, seed)
      expect(generatePlan(store, seed)).toEqual(plan)
      expect(validatePlan(plan)).toEqual({ ok: true, plan })
    }
    const plan = generatePlan(store, '1')
    const { swarm: _, ...older } = plan
    expect(validatePlan(older)).toEqual({ ok: true, plan: older })
    for (const swarm of [null, {}, { familiesOff: [], operationsOff: [7] }])
      expect(validatePlan({ ...plan, swarm })).toMatchObject({ ok: false, message: expect.stringMatching(/^plan\.swarm/) })
  })

  it('has the operations that fast-check generates first, and shrinks them without bringing a kind back', async () => {
    const seed = SEEDS.find((one) => drawSwarm(store, one).operationsOff.length > 0)!
    const { allows, operationsOff } = drawSwarm(store, seed)
    const seen: { readonly value: unknown }[][] = []
    const property = fc.asyncProperty(workload(store, { allows }), async (operations) => seen.push(operations) > 1)
    await fc.check(property, { seed: numericSeed(seed), numRuns: 1, endOnFailure: false })
    expect(seen[0]).toEqual(generatePlan(store, seed).operations)
    expect(seen.length).toBeGreaterThan(60)
    for (const { value } of seen.flat()) expect(operationsOff).not.toContain(kindOf(value))
  })
})

it('leaves nothing out where the scenario says so', () => {
  const whole: Scenario = { ...walDb, swarm: false }
  for (let seed = 0; seed < 20; seed++)
    expect(drawSwarm(whole, String(seed))).toEqual({ familiesOff: [], operationsOff: [], allows: null })
})
