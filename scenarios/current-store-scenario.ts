/** Keys of the current store that are set by one client, in its order. */
import { fc, scenario } from '../core/index.ts'
import type { Scenario } from '../core/index.ts'
import { currentStore } from './current-store/index.ts'
import type { CurrentStoreOptions } from './current-store/index.ts'

const KEYS = ['alpha', 'beta', 'gamma', 'delta'] as const

export function currentStoreScenario(name: string, options: CurrentStoreOptions = {}): Scenario {
  return scenario({
    name,
    machines: { host: currentStore(options) },
    operation: fc.record({ key: fc.constantFrom(...KEYS), value: fc.string({ minLength: 1, maxLength: 40 }) }),
    async apply({ host }, { key, value }) {
      await host.set(key, value)
    },
    model: {
      initial: {} as Readonly<Record<string, string>>,
      step: (state, { key, value }) => ({ ...state, [key]: value }),
    },
    observe: ({ host }) => host.readAll(),
    clients: 1,
    operations: 24,
  })
}
