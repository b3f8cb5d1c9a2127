/**
 * Sets of scenarios beside the suite: over other people's code (real engines and npm packages), which need packages that are
 * optional and take their time to load, and of disaster recovery. Each is loaded only where its name is mentioned.
 */
import type { EngineScenario } from '../scenarios/engine-scenario.ts'
import { UsageError } from './usage-error.ts'

export type SetKind = 'engine' | 'recovery'

export interface SetScenario extends EngineScenario {
  readonly kind: SetKind
}

interface EngineSet {
  /** Names of its scenarios begin with it and a slash. */
  readonly id: string
  readonly kind: SetKind
  /** Without these it cannot be loaded. */
  readonly packages: readonly string[]
  readonly load: () => Promise<readonly EngineScenario[]>
}

const ENGINE_SETS: readonly EngineSet[] = [
  {
    id: 'sqlite',
    kind: 'engine',
    packages: ['@sqlite.org/sqlite-wasm'],
    load: async () => (await import('../scenarios/sqlite-scenarios.ts')).sqliteDrills(),
  },
  {
    id: 'hosted',
    kind: 'engine',
    packages: ['write-file-atomic', 'atomically', 'steno', 'lowdb'],
    load: async () => (await import('../scenarios/hosted-scenarios.ts')).hostedDrills(),
  },
  {
    id: 'dr',
    kind: 'recovery',
    packages: [],
    load: async () => (await import('../scenarios/dr-scenarios.ts')).drDrills(),
  },
]

/** @param mentioned patterns or names; null: all sets that can be loaded */
export async function engineScenarios(mentioned: readonly string[] | null): Promise<readonly SetScenario[]> {
  const found: SetScenario[] = []
  for (const set of ENGINE_SETS) {
    if (mentioned && !mentioned.some((text) => text.includes(set.id))) continue
    try {
      found.push(...(await set.load()).map((each) => ({ ...each, kind: set.kind })))
    } catch (error) {
      if (!isMissing(error, set)) throw error
      if (mentioned) throw new UsageError(`the ${set.id} scenarios need ${set.packages.join(' and ')}: npm install ${set.packages.join(' ')}`)
    }
  }
  return found
}

function isMissing(error: unknown, { packages }: EngineSet): boolean {
  const { name: kind, code, message } = error as { readonly name?: string; readonly code?: string; readonly message?: string }
  return (code === 'ERR_MODULE_NOT_FOUND' || kind === 'HostingError') && packages.some((name) => message?.includes(name))
}
