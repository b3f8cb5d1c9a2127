/** `scenario`: checks a definition and returns it. */
import { FAULTS } from '../block/faults.ts'
import type { FaultKind } from '../block/faults.ts'
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import { WRITEBACK_SCHEDULES } from '../fs/mount-options.ts'
import { disksOf } from '../machine/app-disks.ts'
import { DISASTER_KINDS } from './plan.ts'
import { problemOfProperties } from './app-definition.ts'
import { markMade } from './made-at.ts'
import { stamped } from './origin.ts'
import type { AnyApp, Scenario, ScenarioDefinition } from './scenario.ts'
import { shortText } from './text.ts'
import { problemOfPolicy } from './validate-policy.ts'

const FUNCTIONS = ['apply', 'observe'] as const
const COUNTS = ['clients', 'operations', 'thinkUs'] as const
const DURABILITIES = ['ack', 'sync', 'none']
/** All that a definition may have; a field that is missing here does not compile. */
const FIELDS: Readonly<Record<keyof Scenario, true>> = {
  name: true,
  machines: true,
  operation: true,
  apply: true,
  model: true,
  observe: true,
  project: true,
  invariants: true,
  clients: true,
  operations: true,
  thinkUs: true,
  operationKind: true,
  durability: true,
  faults: true,
  destructive: true,
  policy: true,
  disasters: true,
  device: true,
  writeback: true,
  swarm: true,
}

/**
 * States a scenario.
 * @throws TypeError or RangeError that names the field when the definition is incomplete or wrong
 */
export function scenario<Machines extends Record<string, AnyApp>, Operation, Result, State, Observed>(
  definition: ScenarioDefinition<Machines, Operation, Result, State, Observed>,
): Scenario {
  const name = definition.name
  if (typeof name !== 'string' || !/^[\w.-]+(\/[\w.+-]+)*$/.test(name))
    throw new TypeError(`scenario: name must be like "ledger/failover", got ${JSON.stringify(name)}`)
  const where = `scenario(${name})`
  checkFields(where, definition)
  checkMachines(where, definition.machines)
  for (const field of FUNCTIONS)
    if (typeof definition[field] !== 'function') throw new TypeError(`${where}: ${field} must be a function`)
  if (typeof definition.model?.step !== 'function')
    throw new TypeError(`${where}: model must be { initial, step }`)
  if (!('initial' in definition.model))
    throw new TypeError(`${where}: model.initial is missing; it is the state of empty volumes`)
  if (typeof definition.operation?.generate !== 'function')
    throw new TypeError(`${where}: operation must be a fast-check arbitrary`)
  checkOptions(where, definition as Scenario)
  return markMade(stamped(definition as Scenario))
}

function checkFields(where: string, definition: object): void {
  for (const field of Object.keys(definition))
    if (!Object.hasOwn(FIELDS, field))
      throw new TypeError(
        `${where}: there is no field ${shortText(field)}; the fields are ${Object.keys(FIELDS).join(', ')}`,
      )
}

/** Applications need not come from defineApp, so their volumes are checked here as well. */
function checkMachines(where: string, machines: Readonly<Record<string, AnyApp>> | undefined): void {
  if (Object.keys(machines ?? {}).length === 0) throw new TypeError(`${where}: machines must name at least one machine`)
  for (const [machine, app] of Object.entries(machines!)) {
    if (!/^[\w.-]+$/.test(machine))
      throw new TypeError(`${where}: a machine's name has letters, digits, "_", "." and "-", got ${shortText(machine)}`)
    if (typeof app?.boot !== 'function')
      throw new TypeError(`${where}: machines.${machine} must be an application, see defineApp`)
    if (app.close !== undefined && typeof app.close !== 'function')
      throw new TypeError(`${where}: machines.${machine}.close must be a function, got ${shortText(app.close)}`)
    if (disksOf(app, `${where}: machines.${machine}.`).length === 0)
      throw new TypeError(`${where}: machines.${machine}.volumes must name at least one volume, or fileSystems one`)
    const problem = problemOfProperties(app.properties)
    if (problem !== null) throw new TypeError(`${where}: machines.${machine}.${problem}`)
  }
}

function checkOptions(where: string, definition: Scenario): void {
  for (const field of COUNTS) {
    const value = definition[field]
    const least = field === 'thinkUs' ? 0 : 1
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
      throw new RangeError(`${where}: ${field} must be a whole number ≥ ${least}, got ${String(value)}`)
  }
  if (definition.operationKind !== undefined && typeof definition.operationKind !== 'function')
    throw new TypeError(`${where}: operationKind must be a function, got ${shortText(definition.operationKind)}`)
  checkDurability(where, definition)
  checkPolicyField(where, definition.policy)
  if (definition.swarm !== undefined && (definition.swarm as unknown) !== false)
    throw new TypeError(`${where}: swarm can only be false, got ${shortText(definition.swarm)}`)
  if (definition.writeback !== undefined && !WRITEBACK_SCHEDULES.includes(definition.writeback))
    throw new RangeError(`${where}: writeback must be one of ${WRITEBACK_SCHEDULES.join(', ')}, got ${String(definition.writeback)}`)
  if (definition.device !== undefined && !Object.hasOwn(DEVICE_PROFILES, definition.device))
    throw new RangeError(
      `${where}: device must be one of ${Object.keys(DEVICE_PROFILES).join(', ')}, got ${String(definition.device)}`,
    )
  checkKinds(`${where}: faults`, definition.faults, Object.keys(FAULTS))
  checkDestructive(where, definition)
  checkKinds(`${where}: disasters`, definition.disasters, DISASTER_KINDS)
}

function checkDestructive(where: string, { faults = [], destructive }: Scenario): void {
  const kinds = Object.keys(FAULTS).filter((kind) => FAULTS[kind as FaultKind].destructive)
  checkKinds(`${where}: destructive`, destructive, kinds)
  const both = destructive?.find((kind) => faults.includes(kind))
  if (both !== undefined)
    throw new RangeError(`${where}: ${both} is in faults and in destructive; what is survived is judged in full`)
}

function checkDurability(where: string, { durability, machines }: Scenario): void {
  if (durability === undefined) return
  if (!DURABILITIES.includes(durability))
    throw new RangeError(`${where}: durability must be one of ${DURABILITIES.join(', ')}, got ${String(durability)}`)
  const count = Object.keys(machines as object).length
  if (durability !== 'ack' && count > 1)
    throw new RangeError(
      `${where}: durability "${durability}" means one real-time prefix over the whole scenario, ` +
        `which ${count} machines of their own cannot keep; use one machine, or durability "ack"`,
    )
}

function checkPolicyField(where: string, policy: unknown): void {
  if (policy === undefined || policy === false) return
  if (typeof policy !== 'object' || policy === null)
    throw new TypeError(`${where}: policy must be false or a policy such as policies.asr, got ${shortText(policy)}`)
  const problem = problemOfPolicy(`${where}: policy`, policy)
  if (problem !== null) throw new RangeError(problem)
}

function checkKinds(what: string, kinds: unknown, known: readonly string[]): void {
  if (kinds === undefined) return
  if (!Array.isArray(kinds))
    throw new TypeError(`${what} must be a list of ${known.join(', ')}, got ${shortText(kinds)}`)
  for (const kind of kinds as readonly unknown[])
    if (!known.includes(kind as string))
      throw new RangeError(`${what} must be of ${known.join(', ')}, got ${shortText(kind)}`)
}
