/** Operations are plain JSON and stay as they are: what runs is what the plan, and so the token, says. */
import { ScenarioError } from './options.ts'
import type { PlannedOperation } from './plan.ts'

/**
 * Copies of the operations, each its own JSON and frozen to the depth: a property with the value undefined
 * is absent, and an application or a model that changes its operation fails at once instead of in a later run.
 * @throws ScenarioError naming the first value that JSON cannot hold
 */
export function plainOperations(
  scenario: string,
  operations: readonly PlannedOperation[],
): readonly PlannedOperation[] {
  const problem = problemOfValues(operations)
  if (problem !== null) throw new ScenarioError(scenario, `operation must be plain JSON: ${problem}`)
  return frozen(JSON.parse(JSON.stringify(operations)) as readonly PlannedOperation[])
}

/** Such as `operation 3, .when is a Date`; null when all values are plain JSON. */
export function problemOfValues(operations: readonly PlannedOperation[]): string | null {
  for (const { id, value } of operations) {
    const problem = problemOf(value, '', [])
    if (problem !== null) return `operation ${id}${problem}`
  }
  return null
}

/** @param around the lists and objects that the value lies in */
function problemOf(value: unknown, path: string, around: readonly unknown[]): string | null {
  const problem = (what: string): string => `${path === '' ? '' : `, ${path}`} ${what}`
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value)) return null
  if (typeof value !== 'object') return problem(`is ${nameOf(value)}`)
  if (around.includes(value)) return problem('contains itself')
  if (!Array.isArray(value) && !isPlainObject(value)) return problem(`is ${instanceName(value)}`)
  const inside = [...around, value]
  const parts: Iterable<readonly [string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value).filter(([, part]) => part !== undefined)
  for (const [key, part] of parts) {
    const wrong = problemOf(part, path + (typeof key === 'number' ? `[${key}]` : `.${key}`), inside)
    if (wrong !== null) return wrong
  }
  return null
}

/** Of this realm or another, with a prototype or without. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nameOf(value: unknown): string {
  if (value === undefined || typeof value === 'number') return String(value)
  return typeof value === 'bigint' ? 'a BigInt' : `a ${typeof value}`
}

function instanceName(value: object): string {
  const name = typeof value.constructor === 'function' ? value.constructor.name : ''
  return name === '' ? 'an instance of a class' : `a ${name}`
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
