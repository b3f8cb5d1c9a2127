/** Gets scenarios into the thread that runs them. */
import type { ExpectedBecause } from '../core/drill/events.ts'
import type { AppDefinition, Scenario, VerdictName } from '../core/index.ts'
import { codeHash } from './code-hash.ts'
import { engineScenarios } from './engine-sets.ts'
import type { SetKind } from './engine-sets.ts'
import type { ScenarioFacts, ScenarioRef } from './order.ts'

export interface BuiltIn {
  readonly scenario: Scenario
  readonly kind: 'suite' | SetKind | 'planted' | 'twin'
  /** Verdicts of which one must be found; null for a scenario that must pass. */
  readonly expects: readonly VerdictName[] | null
  readonly because: ExpectedBecause | null
  readonly summary: string | null
}

/**
 * Everything that comes with the package; loaded only when asked for.
 * @param mentioned what names the sets that are wanted; null: all of them
 */
export async function builtIns(mentioned: readonly string[] | null): Promise<readonly BuiltIn[]> {
  const { suite, zoo, canary } = await import('../scenarios/index.ts')
  const twins = new Set(zoo.map(({ twin }) => twin))
  return [
    ...suite.map((scenario) => soundOne('suite', scenario)),
    ...(await engineScenarios(mentioned)).map(
      ({ scenario, kind, expected, because, summary }): BuiltIn => ({ scenario, kind, expects: expected, because, summary }),
    ),
    ...[...zoo.map(({ bug, ...row }) => ({ ...row, scenario: bug })), canary].map(
      ({ scenario, expected, summary }): BuiltIn => ({ scenario, kind: 'planted', expects: expected, because: 'planted', summary }),
    ),
    ...[...twins].map((scenario) => soundOne('twin', scenario)),
  ]
}

const soundOne = (kind: 'suite' | 'twin', scenario: Scenario): BuiltIn => ({ scenario, kind, expects: null, because: null, summary: null })

/** @throws RangeError when there is no such scenario; whatever the user's file throws */
export async function loadScenario({ name, bundle }: ScenarioRef): Promise<Scenario> {
  const candidates =
    bundle === null ? (await builtIns([name])).map(({ scenario }) => scenario) : scenariosOf(await import(bundle))
  const found = candidates.find((scenario) => scenario.name === name)
  if (!found) throw new RangeError(`there is no scenario ${name}`)
  return found
}

/** Every scenario that a module exports: by default, by name, or in a list. */
export function scenariosOf(module: Readonly<Record<string, unknown>>): readonly Scenario[] {
  return [...new Set(Object.values(module).flat().filter(isScenario))]
}

/** By which name a module exports a scenario; null: only in a list. */
export function exportOf(module: Readonly<Record<string, unknown>>, scenario: string): string | null {
  return Object.keys(module).find((name) => isScenario(module[name]) && (module[name] as Scenario).name === scenario) ?? null
}

function isScenario(value: unknown): value is Scenario {
  if (typeof value !== 'object' || value === null) return false
  const { name, machines, operation, apply, model, observe } = value as Partial<Scenario>
  const parts = [machines, operation, model]
  return (
    typeof name === 'string' &&
    [apply, observe].every((part) => typeof part === 'function') &&
    parts.every((part) => typeof part === 'object' && part !== null)
  )
}

/** What a listing shows. */
export function factsOf({ name, machines, durability, faults }: Scenario): ScenarioFacts {
  const apps = Object.entries(machines as Readonly<Record<string, Pick<AppDefinition, 'name' | 'code' | 'codeFiles'>>>)
  const programs = apps.flatMap(([, { code }]) => code ?? [])
  return {
    name,
    machines: Object.fromEntries(apps.map(([machine, app]) => [machine, app.name])),
    durability: durability ?? 'ack',
    faults: faults ?? [],
    programFiles: apps.flatMap(([, { codeFiles }]) => codeFiles ?? []),
    programs: programs.length === 0 ? null : codeHash(programs),
  }
}
