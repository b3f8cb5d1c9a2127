/** Gets estates and strategies into the thread that runs them. */
import { strategies as presets } from '../../core/drill/estate/index.ts'
import type { Estate, Strategy } from '../../core/drill/estate/index.ts'
import type { VerdictName } from '../../core/index.ts'
import type { EstateCase } from '../../scenarios/index.ts'
import { factsOf, loadScenario, scenariosOf } from '../load-scenario.ts'
import type { EstateFacts, EstateRef } from './order.ts'
import { estateOfScenario, isOfScenario } from './scenario-estate.ts'

/** Loaded only when asked for. */
export async function builtInEstates(): Promise<readonly Estate[]> {
  return (await import('../../scenarios/estates.ts')).estates
}

/** What the zoo says of an estate of its own: how it is protected, and what strikes it when. */
export type StatedCase = EstateCase & { readonly kind: 'planted' | 'twin'; readonly summary: string | null; readonly expects: readonly VerdictName[] | null }

/** The estates of the zoo: the bugs, and their twins. Loaded only when asked for. */
export async function zooCases(): Promise<readonly StatedCase[]> {
  const { estateZoo } = await import('../../scenarios/zoo/estates/index.ts')
  return [
    ...estateZoo.map(({ bug, summary, expected }): StatedCase => ({ ...bug, kind: 'planted', summary, expects: expected })),
    ...[...new Set(estateZoo.map(({ twin }) => twin))].map((twin): StatedCase => ({ ...twin, kind: 'twin', summary: null, expects: null })),
  ]
}

async function ownEstates(name: string): Promise<readonly Estate[]> {
  return name.startsWith('zoo/') ? (await zooCases()).map(({ estate }) => estate) : builtInEstates()
}

/**
 * Else the scenario of this name, with an estate around it.
 * @throws RangeError when there is neither; whatever the user's file throws
 */
export async function loadEstate({ name, bundle, file, codeHash }: EstateRef): Promise<Estate> {
  const candidates = bundle === null ? await ownEstates(name) : estatesOf(await import(bundle))
  const found = candidates.find((estate) => estate.name === name)
  return found ?? estateOfScenario(await loadScenario({ name, bundle, file, codeHash }))
}

type Module = Readonly<Record<string, unknown>>

/** Every estate that a module exports: by default, by name, or in a list. */
export function estatesOf(module: Module): readonly Estate[] {
  return [...new Set(Object.values(module).flat().filter(isEstate))]
}

/** Every scenario that a module exports and makes no estate of, with an estate of defaults around it. */
export function wrappedScenariosOf(module: Module): readonly Estate[] {
  const taken = new Set(estatesOf(module).flatMap(({ name, scenario }) => [name, scenario.name]))
  return scenariosOf(module).filter(({ name }) => !taken.has(name)).map(estateOfScenario)
}

/** Every strategy that a module exports beside the presets, which it may export as well. */
export function strategiesOf(module: Module): readonly Strategy[] {
  const known: readonly unknown[] = Object.values(presets)
  return [...new Set(Object.values(module).flat().filter(isStrategy))].filter((strategy) => !known.includes(strategy))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** `estate` fills in every field; nothing else that a file exports has all of these. */
function isEstate(value: unknown): value is Estate {
  if (!isObject(value) || typeof value.name !== 'string') return false
  return ['scenario', 'machines', 'recoveryPlan', 'dependencies', 'operators', 'durations', 'timing'].every((field) => isObject(value[field]))
}

/** Whether it is a good one is another matter: see `checkStrategy`. */
function isStrategy(value: unknown): value is Strategy {
  return isObject(value) && typeof value.id === 'string' && (isObject(value.replication) || isObject(value.backup))
}

/** The data of an estate, without its functions. */
export function estateFactsOf(estate: Estate): EstateFacts {
  const { name, summary, scenario, recoveryPlan, dependencies, operators, durations, timing, dnsTtlSeconds, operationsPerHour, capacity, costs, failoverPolicy } = estate
  const { machines, programs } = factsOf(scenario)
  return {
    name, summary, recoveryPlan, dependencies, operators, durations, timing, dnsTtlSeconds, operationsPerHour, capacity, costs, failoverPolicy,
    machines: Object.fromEntries(Object.entries(estate.machines).map(([id, machine]) => [id, { ...machine, application: machines[id]! }])),
    hasMishap: estate.mishap !== null,
    parts: Object.keys(estate.parts),
    tellsOutside: estate.toldOutside !== null,
    ofScenario: isOfScenario(estate),
    programs,
  }
}
