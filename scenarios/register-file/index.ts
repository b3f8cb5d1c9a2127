/**
 * A few registers with values of several sectors, written through (FUA) and without a checksum: an honest small
 * application that trusts what a device acknowledges. It models no transactions over registers.
 */
import type { AppDefinition } from '../../core/machine/app.ts'
import { RegisterFile, volumeBytes } from './register-file.ts'

export { RegisterFile, VALUE_BYTES } from './register-file.ts'

/** The register file as an application with so many registers. */
export function registerFile(registers: number): AppDefinition<'data', RegisterFile> {
  return {
    name: 'register-file',
    volumes: { data: volumeBytes(registers) },
    boot: (context) => RegisterFile.open(context, registers),
    close: (file) => file.close(),
  }
}
