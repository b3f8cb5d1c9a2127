/** Texts that one client appends. */
import { fc, scenario } from '../core/index.ts'
import type { Scenario } from '../core/index.ts'
import { twinHeaders } from './twin-headers/index.ts'

export function twinHeadersScenario(name: string): Scenario {
  return scenario({
    name,
    machines: { host: twinHeaders() },
    operation: fc.string({ minLength: 1, maxLength: 20 }),
    apply: ({ host }, text) => host.append(text),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text] },
    observe: ({ host }) => host.readAll(),
    clients: 1,
    operations: 12,
  })
}
