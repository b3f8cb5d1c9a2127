/** `scenario`: checks a definition and returns it. */
import { FAULTS } from '../block/faults.ts'
import { DEVICE_PROFILES } from '../block/device-profile.ts'
import type { AnyApp, Scenario, ScenarioDefinition } from './scenario.ts'

const FUNCTIONS = ['apply', 'observe'] as const
const COUNTS = ['clients', 'operations', 'thinkUs'] as const
const DURABILITIES = ['ack', 'sync', 'none']

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
  if (Object.keys(definition.machines ?? {}).length === 0) throw new TypeError(`${where}: machines must name at least one machine`)
  for (const [machine, app] of Object.entries(definition.machines))
    if (typeof app?.boot !== 'function') throw new TypeError(`${where}: machines.${machine} must be an application, see defineApp`)
  for (const field of FUNCTIONS)
    if (typeof definition[field] !== 'function') throw new TypeError(`${where}: ${field} must be a function`)
  if (typeof definition.model?.step !== 'function') throw new TypeError(`${where}: model must be { initial, step }`)
  if (typeof definition.operation?.generate !== 'function') throw new TypeError(`${where}: operation must be a fast-check arbitrary`)
  checkOptions(where, definition as Scenario)
  return definition as Scenario
}

function checkOptions(where: string, definition: Scenario): void {
  for (const field of COUNTS) {
    const value = definition[field]
    const least = field === 'thinkUs' ? 0 : 1
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
      throw new RangeError(`${where}: ${field} must be a whole number ≥ ${least}, got ${String(value)}`)
  }
  if (definition.durability !== undefined && !DURABILITIES.includes(definition.durability))
    throw new RangeError(`${where}: durability must be one of ${DURABILITIES.join(', ')}, got ${String(definition.durability)}`)
  if (definition.device !== undefined && !Object.hasOwn(DEVICE_PROFILES, definition.device))
    throw new RangeError(`${where}: device must be one of ${Object.keys(DEVICE_PROFILES).join(', ')}, got ${String(definition.device)}`)
  for (const kind of definition.faults ?? [])
    if (!Object.hasOwn(FAULTS, kind)) throw new RangeError(`${where}: faults must be of ${Object.keys(FAULTS).join(', ')}, got ${String(kind)}`)
}
