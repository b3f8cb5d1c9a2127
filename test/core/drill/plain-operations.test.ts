/** What runs is what the token says: operations are plain JSON, and nobody changes them. */
import { describe, expect, it } from 'vitest'
import { drill, fc, ScenarioError } from '../../../core/index.ts'
import { generatePlan, planOf } from '../../../core/drill/generate-plan.ts'
import { validatePlan } from '../../../core/drill/validate-plan.ts'
import { notebookScenario } from './toys.ts'
import type { Notebook } from './toys.ts'

const withOperation = (operation: fc.Arbitrary<unknown>) => notebookScenario({}, { operation, operations: 4 })
const cyclic: unknown[] = []
cyclic.push({ cyclic })

const NOT_PLAIN: readonly (readonly [string, unknown, string])[] = [
  ['a Date', { when: new Date(0) }, ', .when is a Date'],
  ['NaN', [1, { sum: NaN }], ', [1].sum is NaN'],
  ['Infinity', Infinity, ' is Infinity'],
  ['a BigInt', { a: [{ b: 1n }] }, ', .a[0].b is a BigInt'],
  ['a Map', new Map(), ' is a Map'],
  ['bytes', { bytes: new Uint8Array(2) }, ', .bytes is a Uint8Array'],
  ['undefined', undefined, ' is undefined'],
  ['undefined in a list', ['a', undefined], ', [1] is undefined'],
  ['a function', { call: () => 1 }, ', .call is a function'],
  ['a symbol', { mark: Symbol('m') }, ', .mark is a symbol'],
  ['an instance', { page: new (class Page {})() }, ', .page is a Page'],
  ['an instance without a name', new (class {})(), ' is an instance of a class'],
  ['a cycle', cyclic, ', [0].cyclic contains itself'],
]

describe('operations of a plan', () => {
  it.each(NOT_PLAIN)('must not be %s', async (_, value, problem) => {
    const scenario = withOperation(fc.constant(value))
    const message = `toy/notebook: operation must be plain JSON: operation 1${problem}`
    expect(() => generatePlan(scenario, '1')).toThrow(new ScenarioError('toy/notebook', message.slice(14)))
    await expect(planOf(scenario, {})).rejects.toThrow(message)
    const plan = generatePlan(notebookScenario(), '1')
    const given = { ...plan, operations: [{ ...plan.operations[0]!, value }] }
    await expect(planOf(notebookScenario(), { plan: given })).rejects.toThrow(message)
  })

  it('lose properties that are undefined, and negative zero, before they run', () => {
    const [first] = generatePlan(withOperation(fc.constant({ a: undefined, b: -0, c: null })), '1').operations
    expect(first!.value).toStrictEqual({ b: 0, c: null })
    expect(Object.keys(first!.value as object)).toEqual(['b', 'c'])
  })

  it('may be objects without a prototype, as fast-check draws them', () => {
    const value: unknown = Object.assign(Object.create(null) as object, { a: 1 })
    expect(generatePlan(withOperation(fc.constant(value)), '1').operations[0]!.value).toStrictEqual({ a: 1 })
  })

  it('are what fast-check draws as plain JSON, and their own JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { operations } = generatePlan(withOperation(fc.constant(value)), '1')
        expect(operations).toStrictEqual(JSON.parse(JSON.stringify(operations)))
        expect(JSON.stringify(operations[0]!.value)).toBe(JSON.stringify(value))
      }),
      { numRuns: 100 },
    )
  })

  it('cannot be changed, be they generated or given, and the given ones stay as they were', async () => {
    const scenario = withOperation(fc.constant({ list: [{ a: 1 }] }))
    const given = JSON.parse(JSON.stringify(generatePlan(scenario, '1'))) as ReturnType<typeof generatePlan>
    for (const plan of [generatePlan(scenario, '1'), await planOf(scenario, { plan: given })]) {
      const { list } = plan.operations[0]!.value as { list: { a: number }[] }
      expect(() => (list[0]!.a = 2)).toThrow(TypeError)
      expect(() => list.push({ a: 2 })).toThrow(TypeError)
      expect(() => (plan.operations as unknown[]).pop()).toThrow(TypeError)
    }
    expect(Object.isFrozen(given.operations[0]!.value)).toBe(false)
  })

  it('changed by a model are a mistake of the scenario', async () => {
    const model = {
      initial: [] as string[],
      step: (state: string[], operation: { text: string }) => {
        operation.text += '!'
        return [...state, operation.text]
      },
    }
    const scenario = notebookScenario(
      {},
      {
        operation: fc.record({ text: fc.constant('a') }),
        apply: ({ book }, { text }: Entry) => (book as Notebook).append(text),
        model,
      },
    )
    await expect(drill(scenario, { seed: '1', stateBudget: 20, shrinkAttempts: 0 })).rejects.toThrow(
      /model\.step: Cannot assign to read only property 'text'/,
    )
  })
})

type Entry = { readonly text: string; readonly at?: number | undefined }

/** The simplest is an entry that JSON cannot hold (hardly ever drawn), the next has a property that it drops. */
const entry = fc.integer({ min: 0, max: 999 }).map((number): Entry => {
  if (number === 0) return { text: 'a', at: NaN }
  return number < 500 ? { text: 'b', at: undefined } : { text: 'c' }
})

describe('a shrunk plan', () => {
  it('has only what a token can hold, and what it ran with', async () => {
    const ran: Entry[] = []
    const scenario = notebookScenario(
      { forgetsFlush: true },
      {
        operation: entry,
        apply: ({ book }, operation: Entry) => {
          ran.push(operation)
          return (book as Notebook).append(operation.text)
        },
        model: { initial: [] as string[], step: (state: string[], { text }: Entry) => [...state, text] },
      },
    )
    const seed = '4'
    const { failures } = await drill(scenario, { seed, stateBudget: 200, shrinkAttempts: 40 })
    const { operations } = failures[0]!.plan
    const drawn = generatePlan(scenario, seed).operations.find(({ id }) => id === operations[0]!.id)
    expect(drawn!.value).toStrictEqual({ text: 'c' })
    expect(operations.map(({ value }) => value)).toStrictEqual([{ text: 'b' }])
    expect(Object.isFrozen(operations[0]!.value)).toBe(true)
    expect(new Set(ran.map(({ text }) => text))).toEqual(new Set(['b', 'c']))
  })
})

describe('a drill of days', () => {
  const thinkUs = 6 * 3600 * 1e6
  const scenario = notebookScenario({}, { faults: ['stall', 'bit-rot'], thinkUs, operations: 30, clients: 1 })

  it('draws disasters and faults over its whole length', () => {
    const plans = Array.from({ length: 60 }, (_, seed) => generatePlan(scenario, String(seed)))
    const instants = plans.flatMap(({ disasters }) => disasters.map(({ atUs }) => atUs))
    const lengthUs = 30 * thinkUs
    expect(instants.every((atUs) => Number.isSafeInteger(atUs) && atUs >= 1 && atUs <= lengthUs)).toBe(true)
    expect(Math.min(...instants)).toBeLessThan(lengthUs / 20)
    expect(Math.max(...instants)).toBeGreaterThan(lengthUs / 4)
    expect(new Set(instants.map((atUs) => atUs % 1000)).size).toBeGreaterThan(100)
    expect(plans.some(({ faults }) => faults.length > 0)).toBe(true)
    for (const plan of plans) expect(validatePlan(plan).ok).toBe(true)
  })
})
