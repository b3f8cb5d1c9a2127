/** Keys that are replaced and removed, one client for each key: files know no other order. */
import { fc, scenario } from '../core/index.ts'
import type { Scenario } from '../core/index.ts'
import { fileStore } from './file-store/index.ts'
import type { FileStoreOptions } from './file-store/index.ts'

const KEYS = ['alpha', 'beta', 'gamma'] as const
/** Longer than a sector, some longer than a page. */
const SIZES = [20, 700, 5000] as const

export function fileStoreScenario(name: string, options: FileStoreOptions = {}): Scenario {
  return scenario({
    name,
    machines: { host: fileStore(options) },
    operation: fc.record({ key: fc.constantFrom(...KEYS), text: fc.string({ minLength: 1, maxLength: 6 }), size: fc.constantFrom(...SIZES) }),
    async apply({ host }, { key, text, size }) {
      await host.set(key, text.padEnd(size, '.'))
    },
    model: {
      initial: {} as Readonly<Record<string, string>>,
      step: (state, { key, text, size }) => ({ ...state, [key]: text.padEnd(size, '.') }),
    },
    observe: ({ host }) => host.readAll(),
    clients: 1,
    operations: 20,
  })
}
