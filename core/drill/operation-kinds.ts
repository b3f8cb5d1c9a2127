/**
 * Tells the kinds of a scenario's operations apart, so that a seed can leave some of them out. The scenario
 * names them (`operationKind`), or they are found by looking at a fixed sample: by a discriminator field, else
 * by the set of keys. A kind too rare for the sample is never left out.
 */
import fc from 'fast-check'
import { withOwnSettings } from './own-settings.ts'
import type { Scenario } from './scenario.ts'
import { shortText } from './text.ts'
import { callPart } from './user-code.ts'

export interface OperationKinds {
  readonly kindOf: (operation: unknown) => string
  /** How many operations of the sample had each kind, by name in alphabetical order. */
  readonly sampled: ReadonlyMap<string, number>
  readonly sampleSize: number
}

const SAMPLE = { seed: 0x5eed, numRuns: 64 }
/**
 * A text in one of these fields is the kind. Not `to` or `name`: in most workloads those are data.
 * The first field that tells at least two kinds apart wins.
 */
const DISCRIMINATORS = ['kind', 'type', 'op', 'operation', 'action']
/** A field with more values than this is data. */
const MOST_KINDS = 12
const ONLY_KIND = 'operation'

export function operationKinds(scenario: Scenario): OperationKinds {
  const sample = withOwnSettings(() => fc.sample(scenario.operation as fc.Arbitrary<unknown>, SAMPLE))
  const kindOf = scenario.operationKind ? named(scenario) : found(sample)
  const sampled = new Map<string, number>()
  for (const operation of sample) {
    const kind = kindOf(operation)
    sampled.set(kind, (sampled.get(kind) ?? 0) + 1)
  }
  return { kindOf, sampled: new Map([...sampled].sort(([one], [other]) => (one < other ? -1 : 1))), sampleSize: sample.length }
}

function named(scenario: Scenario): OperationKinds['kindOf'] {
  const nameOf = scenario.operationKind as (operation: unknown) => unknown
  return (operation) =>
    callPart(scenario, 'operationKind', () => {
      const kind = nameOf(operation)
      if (typeof kind !== 'string' || kind === '') throw new TypeError(`must return a text, got ${shortText(kind)}`)
      return kind
    })
}

/** The way of telling kinds apart that fits the sample. */
function found(sample: readonly unknown[]): OperationKinds['kindOf'] {
  const ways = [...DISCRIMINATORS.map((field) => (operation: unknown) => textIn(operation, field)), keysOf]
  const tells = (way: (operation: unknown) => string | null): boolean => {
    const kinds = new Set(sample.map(way))
    return !kinds.has(null) && kinds.size > 1 && kinds.size <= MOST_KINDS
  }
  const way = ways.find(tells)
  return (operation) => way?.(operation) ?? ONLY_KIND
}

function textIn(operation: unknown, field: string): string | null {
  if (typeof operation !== 'object' || operation === null || !Object.hasOwn(operation, field)) return null
  const text = (operation as Readonly<Record<string, unknown>>)[field]
  return typeof text === 'string' ? text : null
}

/** As JSON will have them: a property with the value undefined is absent. */
function keysOf(operation: unknown): string | null {
  if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) return null
  const keys = Object.entries(operation).flatMap(([key, value]) => (value === undefined ? [] : [key]))
  return keys.length === 0 ? null : keys.sort().join('+')
}
