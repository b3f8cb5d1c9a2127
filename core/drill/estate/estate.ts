/** `estate`: what a person who owns a disaster-recovery plan states, and the check of it. */
import {
  checkDependencies, checkOperators, checkPlatformDurations, checkRecoveryPlan, OPERATORS, planOf, PLATFORM_DURATIONS,
} from '../../failover/index.ts'
import type { Dependencies, Operators, PlatformDurations, RecoveryPlan } from '../../failover/index.ts'
import type { DnsClientGroup } from '../../net/index.ts'
import { checkDuration } from '../../sim/index.ts'
import type { Scenario } from '../scenario.ts'
import { shortText } from '../text.ts'
import { checkClients } from './check-clients.ts'
import { checked } from './checked.ts'
import { DISASTERS, ESTATE_DISASTER_KINDS } from './disaster.ts'
import type { DisasterTiming, EstateDisasterKind } from './disaster.ts'
import { machinesOf } from './estate-machine.ts'
import type { EstateMachine } from './estate-machine.ts'
import { checkIncidents } from './incidents.ts'
import type { Incident } from './incidents.ts'
import { checkObjectives } from './objectives.ts'
import type { Objectives } from './objectives.ts'
import { platformOf } from './platform.ts'
import type { EstatePlatform, PlatformDefinition } from './platform.ts'

/**
 * `disks`: what the machines hold. `backup-operator`: copies as well, without the right to change a vault's protection.
 * `vault-administrator`: that too.
 */
export type Intruder = 'disks' | 'backup-operator' | 'vault-administrator'

const INTRUDERS: readonly Intruder[] = ['disks', 'backup-operator', 'vault-administrator']

/** The data of one machine, to be judged by itself where a copy has no common cut. */
export interface EstatePart {
  /** Whether an operation changes this data. */
  readonly touches: (operation: never) => boolean
  /** This data, of all that the scenario observes (or projects from its model). */
  readonly show: (observed: never) => unknown
}

export interface EstateDefinition extends PlatformDefinition {
  /** Unique in a comparison: `orders`. */
  readonly name: string
  readonly summary?: string
  /** Machines, applications, operations, model: as for a drill. Its policy, faults and disasters are not looked at. */
  readonly scenario: Scenario
  /** By machine of the scenario. Default: Linux, 128 GiB, 4 written a day evenly by 8 KiB, caches of the usual kind. */
  readonly machines?: Readonly<Record<string, Partial<EstateMachine>>>
  /** Default: all machines at once, and nothing automated. */
  readonly recoveryPlan?: RecoveryPlan
  /** What clients need beside the machines. Default: {@link USUAL_DEPENDENCIES}. */
  readonly dependencies?: Dependencies
  /** Who does what is not automatic. Default: one pair of hands. */
  readonly operators?: Partial<Operators>
  /** Of the platform, where it is known better than by default. */
  readonly durations?: Partial<PlatformDurations>
  /** Of disasters: when they are noticed and answered. */
  readonly timing?: Readonly<Partial<Record<EstateDisasterKind, DisasterTiming>>>
  /** How long a name is cached by clients, in s. Default 300. */
  readonly dnsTtlSeconds?: number
  /** Who looks the name up. Default: twenty clients that ask every ten seconds, behind one resolver. */
  readonly clients?: readonly DnsClientGroup[]
  /** Operations of all clients together. Default 20. */
  readonly operationsPerHour?: number
  /** An operation that somebody carries out by mistake; without one there is no accidental deletion. */
  readonly mishap?: unknown
  /** Of estates with data on several machines. Default: the data is judged as a whole only. */
  readonly parts?: Readonly<Record<string, EstatePart>>
  /** What an intruder can get at, and destroys as far as it lets itself be destroyed. Default `disks`. */
  readonly intruder?: Intruder
  /** The source stops serving so long after it has lost contact, in s. Null: it serves whoever comes. Default null. */
  readonly fencedAfterSeconds?: number | null
  /** What happens to its protection before each disaster, see `Incident`. Every disaster then has a run of its own. Default: nothing. */
  readonly incidents?: readonly Incident[]
  /**
   * Another tool backs up the log of each machine's database so often, in s, on top of a full backup that it made on the
   * first day. A full backup by anybody else breaks its chain, and what it loses by that counts for the RPO. Default: there
   * is none.
   */
  readonly logBackupEverySeconds?: number | null
  /** What the plan promises. Whatever breaks it is named in the outcome. Default: nothing is promised. */
  readonly objectives?: Objectives
  /** What a system outside was told by an operation and keeps for ever; null: nothing. Default: nobody outside is told anything. */
  readonly toldOutside?: (operation: never, result: never) => string | null
}

/** A checked estate: everything is there. */
export interface Estate extends Required<Omit<EstateDefinition, 'machines' | 'operators' | 'durations' | 'mishap' | 'toldOutside' | keyof EstatePlatform>>, EstatePlatform {
  readonly machines: Readonly<Record<string, EstateMachine>>
  readonly operators: Operators
  readonly durations: PlatformDurations
  readonly mishap: unknown
  readonly toldOutside: ((operation: never, result: never) => string | null) | null
}

/** A name, an address for the public, its balancer, rules and routes that a script sets at the target, and a look at the application. */
export const USUAL_DEPENDENCIES: Dependencies = [
  { item: 'nsg', prepared: true },
  { item: 'udr', prepared: true },
  { item: 'public-ip' },
  { item: 'load-balancer' },
  { item: 'dns' },
  { item: 'application-verification' },
]

const FIELDS: Readonly<Record<keyof EstateDefinition, true>> = {
  name: true,
  summary: true,
  scenario: true,
  machines: true,
  recoveryPlan: true,
  dependencies: true,
  operators: true,
  durations: true,
  timing: true,
  dnsTtlSeconds: true,
  clients: true,
  operationsPerHour: true,
  mishap: true,
  parts: true,
  intruder: true,
  objectives: true,
  incidents: true,
  logBackupEverySeconds: true,
  fencedAfterSeconds: true,
  toldOutside: true,
  capacity: true,
  costs: true,
  failoverPolicy: true,
}

/**
 * States an estate.
 * @throws TypeError or RangeError that names the field when the definition is incomplete or wrong
 */
export function estate(definition: EstateDefinition): Estate {
  const { name, scenario } = definition
  if (typeof name !== 'string' || !/^[\w.-]+(\/[\w.+-]+)*$/.test(name))
    throw new TypeError(`estate: name must be like "orders/east", got ${shortText(name)}`)
  const where = `estate(${name})`
  for (const field of Object.keys(definition))
    if (!Object.hasOwn(FIELDS, field))
      throw new TypeError(`${where}: there is no field ${shortText(field)}; the fields are ${Object.keys(FIELDS).join(', ')}`)
  if (typeof scenario?.apply !== 'function') throw new TypeError(`${where}: scenario must be made by scenario({ … })`)
  const ids = Object.keys(scenario.machines as object)
  const { recoveryPlan = planOf(ids), dependencies = USUAL_DEPENDENCIES } = definition
  const machines = machinesOf(where, ids, definition.machines ?? {})
  const operators = { ...OPERATORS, ...definition.operators }
  const durations = { ...PLATFORM_DURATIONS, ...definition.durations }
  const platform = platformOf(where, definition)
  checked(`${where}: recoveryPlan`, () => checkRecoveryPlan(recoveryPlan, ids, platform.failoverPolicy))
  checked(`${where}: dependencies`, () => checkDependencies(dependencies, ids))
  checked(`${where}: operators`, () => checkOperators(operators))
  checked(`${where}: durations`, () => checkPlatformDurations(durations))
  checkTiming(where, definition.timing ?? {})
  checkNumbers(where, definition)
  checkClients(`${where}: clients`, definition.clients ?? USUAL_CLIENTS)
  checkParts(where, ids, definition.parts ?? {})
  checkObjectives(where, definition.objectives ?? {})
  checkIncidents(`${where}: incidents`, definition.incidents ?? [], ids)
  if (definition.intruder !== undefined && !INTRUDERS.includes(definition.intruder))
    throw new RangeError(`${where}: intruder must be one of ${INTRUDERS.join(', ')}, got ${shortText(definition.intruder)}`)
  return {
    summary: '',
    dnsTtlSeconds: DEFAULT_TTL_SECONDS,
    clients: USUAL_CLIENTS,
    operationsPerHour: DEFAULT_OPERATIONS_PER_HOUR,
    timing: {},
    parts: {},
    intruder: 'disks',
    objectives: {},
    incidents: [],
    logBackupEverySeconds: null,
    fencedAfterSeconds: null,
    ...definition,
    ...platform,
    machines,
    recoveryPlan,
    dependencies,
    operators,
    durations,
    mishap: definition.mishap ?? null,
    toldOutside: definition.toldOutside ?? null,
  }
}

const DEFAULT_TTL_SECONDS = 300
const DEFAULT_OPERATIONS_PER_HOUR = 20
const USUAL_CLIENTS: readonly DnsClientGroup[] = [{ count: 20, everyUs: 10_000_000, resolver: 'provider' }]

function checkTiming(where: string, timing: NonNullable<EstateDefinition['timing']>): void {
  for (const [kind, own] of Object.entries(timing)) {
    if (!Object.hasOwn(DISASTERS, kind))
      throw new RangeError(`${where}: timing.${kind}: a disaster is one of ${ESTATE_DISASTER_KINDS.join(', ')}`)
    for (const [phase, model] of Object.entries(own ?? {})) checked(`${where}: timing.${kind}`, () => checkDuration(phase, model))
  }
}

function checkNumbers(where: string, definition: EstateDefinition): void {
  const { dnsTtlSeconds = DEFAULT_TTL_SECONDS, operationsPerHour = DEFAULT_OPERATIONS_PER_HOUR } = definition
  const { fencedAfterSeconds = null, logBackupEverySeconds = null } = definition
  if (!(Number.isSafeInteger(dnsTtlSeconds) && dnsTtlSeconds >= 0))
    throw new RangeError(`${where}: dnsTtlSeconds must be a whole number ≥ 0, got ${shortText(dnsTtlSeconds)}`)
  if (!(operationsPerHour > 0 && operationsPerHour <= MOST_OPERATIONS_PER_HOUR))
    throw new RangeError(`${where}: operationsPerHour must be above 0 and at most ${MOST_OPERATIONS_PER_HOUR}, got ${shortText(operationsPerHour)}`)
  if (fencedAfterSeconds !== null && !(Number.isSafeInteger(fencedAfterSeconds) && fencedAfterSeconds >= 0 && fencedAfterSeconds <= MOST_SECONDS))
    throw new RangeError(`${where}: fencedAfterSeconds must be null or a whole number from 0 to ${MOST_SECONDS}, got ${shortText(fencedAfterSeconds)}`)
  if (logBackupEverySeconds !== null && !(Number.isSafeInteger(logBackupEverySeconds) && logBackupEverySeconds >= 1 && logBackupEverySeconds <= MOST_SECONDS))
    throw new RangeError(`${where}: logBackupEverySeconds must be null or a whole number from 1 to ${MOST_SECONDS}, got ${shortText(logBackupEverySeconds)}`)
}

const MOST_OPERATIONS_PER_HOUR = 36_000
/** A year: beyond it, never is meant. */
const MOST_SECONDS = 31_536_000

function checkParts(where: string, ids: readonly string[], parts: NonNullable<EstateDefinition['parts']>): void {
  for (const [id, part] of Object.entries(parts)) {
    if (!ids.includes(id)) throw new RangeError(`${where}: parts.${id}: the scenario has no such machine; it has ${ids.join(', ')}`)
    if (typeof part?.touches !== 'function' || typeof part.show !== 'function')
      throw new TypeError(`${where}: parts.${id} must be { touches, show }`)
  }
}
