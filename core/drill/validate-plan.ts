/** Checks a plan that came from outside: one line that says what is wrong and what is allowed. */
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import { FAULT_KINDS } from '../block/faults.ts'
import { WRITEBACK_SCHEDULES } from '../fs/mount-options.ts'
import { DISASTER_KINDS } from './plan.ts'
import type { Plan } from './plan.ts'
import { shortText } from './text.ts'
import { problemOfPolicy } from './validate-policy.ts'

export type ValidPlan = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly message: string }

type Check = (value: unknown) => boolean
type Fields = Readonly<Record<string, readonly [Check, string]>>

const isWhole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isText: Check = (value) => typeof value === 'string' && value !== ''
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const oneOf = (names: readonly string[]): readonly [Check, string] => [
  (value) => typeof value === 'string' && names.includes(value),
  `one of ${names.join(', ')}`,
]
const WHOLE = [isWhole, 'a whole number ≥ 0'] as const

const PLAN_FIELDS: Fields = {
  v: [(value) => value === 1, '1'],
  scenario: [isText, 'the name of a scenario'],
  seed: [isText, 'a text'],
  device: oneOf(Object.keys(DEVICE_PROFILES)),
  schedule: oneOf(['in-order', 'explored']),
  operations: [Array.isArray, 'a list'],
  faults: [Array.isArray, 'a list'],
  replication: [(value) => value === null || isObject(value), 'a replication policy or null'],
  disasters: [Array.isArray, 'a list'],
}

const WRITEBACK_FIELDS: Fields = { writeback: oneOf(WRITEBACK_SCHEDULES) }

const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)

const SWARM_FIELDS: Fields = {
  familiesOff: [isTexts, 'a list of texts'],
  operationsOff: [isTexts, 'a list of texts'],
}

const OPERATION_FIELDS: Fields = {
  id: WHOLE,
  client: WHOLE,
  thinkUs: WHOLE,
  value: [(value) => value !== undefined, 'an operation'],
}

const FAULT_FIELDS: Fields = {
  kind: oneOf(FAULT_KINDS),
  disk: [(value) => typeof value === 'string' && /^[^/]+\/[^/]+$/.test(value), '"machine/volume"'],
  fromUs: WHOLE,
  toUs: WHOLE,
  oneIn: [(value) => isWhole(value) && (value as number) >= 1, 'a whole number ≥ 1'],
}

const CHOICES = ['latest', 'latest-processed', 'latest-app-consistent']

const DISASTER_FIELDS: Fields = {
  kind: oneOf(DISASTER_KINDS),
  atUs: WHOLE,
  choice: [
    (value) => CHOICES.includes(value as string) || (isObject(value) && isText((value as { custom?: unknown }).custom)),
    `one of ${CHOICES.join(', ')}, or {"custom": "<point>"}`,
  ],
}

/** Never throws: a malformed plan is an answer. */
export function validatePlan(value: unknown): ValidPlan {
  const message = problem(value)
  return message === null ? { ok: true, plan: value as Plan } : { ok: false, message }
}

function problem(value: unknown): string | null {
  const wrong = firstWrong('plan', value, PLAN_FIELDS)
  if (wrong) return wrong
  const plan = value as Plan
  const wrongSwarm = plan.swarm !== undefined && firstWrong('plan.swarm', plan.swarm, SWARM_FIELDS)
  if (wrongSwarm) return wrongSwarm
  const wrongWriteback = plan.writeback !== undefined && firstWrong('plan', value, WRITEBACK_FIELDS)
  if (wrongWriteback) return wrongWriteback
  const lists = { operations: OPERATION_FIELDS, faults: FAULT_FIELDS, disasters: DISASTER_FIELDS } as const
  for (const [name, fields] of Object.entries(lists)) {
    const wrongItem = firstWrongItem(`plan.${name}`, plan[name as keyof typeof lists], fields)
    if (wrongItem) return wrongItem
  }
  const wrongPolicy = plan.replication && problemOfPolicy('plan.replication', plan.replication)
  return wrongPolicy ?? duplicateId(plan)
}

/** What is wrong with a list of operations, wherever it stands; null when nothing is. */
export function problemOfOperations(where: string, value: unknown): string | null {
  return Array.isArray(value) ? firstWrongItem(where, value, OPERATION_FIELDS) : `${where} must be a list`
}

function firstWrongItem(where: string, items: readonly unknown[], fields: Fields): string | null {
  for (const [index, item] of items.entries()) {
    const wrong = firstWrong(`${where}[${index}]`, item, fields)
    if (wrong) return wrong
  }
  return null
}

function firstWrong(where: string, value: unknown, fields: Fields): string | null {
  if (!isObject(value)) return `${where} must be an object`
  for (const [name, [check, allowed]] of Object.entries(fields)) {
    const field = (value as Record<string, unknown>)[name]
    if (!check(field))
      return `${where}.${name} must be ${allowed}; got ${field === undefined ? 'nothing' : shortText(field)}`
  }
  return null
}

function duplicateId(plan: Plan): string | null {
  const ids = new Set<number>()
  for (const { id } of plan.operations) {
    if (ids.has(id)) return `plan.operations: two operations have the id ${id}`
    ids.add(id)
  }
  return null
}
