/** Long values set in a few registers by several clients. */
import fc from 'fast-check'
import { scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { registers } from '../core/oracle/index.ts'
import type { RegisterWrites } from '../core/oracle/index.ts'
import { registerFile, VALUE_BYTES } from './register-file/index.ts'

/** Few, so that a slot is soon written again. */
const REGISTERS = 3

const setting: fc.Arbitrary<RegisterWrites<string>> = fc.record({
  writes: fc.tuple(
    fc.record({
      key: fc.nat(REGISTERS - 1).map(String),
      value: fc.string({ unit: 'grapheme-ascii', minLength: VALUE_BYTES / 2, maxLength: VALUE_BYTES, size: 'max' }),
    }),
  ),
})

export function registerFileScenario(name: string): Scenario {
  return scenario({
    name,
    machines: { registers: registerFile(REGISTERS) },
    operation: setting,
    async apply(machines, { writes }) {
      for (const { key, value } of writes) await machines.registers.set(Number(key), value!)
    },
    model: registers<string>(),
    project: (state) => Object.fromEntries(state),
    observe: (machines) => machines.registers.readAll(),
    faults: ['stall', 'error-once', 'error-sticky', 'never-answers'],
  })
}
