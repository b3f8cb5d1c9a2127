/**
 * Several files that clients replace at once. Demands that each is whole after a crash; does not check which version it
 * has, since nobody promises an order among files.
 */
import { fc, scenario } from '../../core/index.ts'
import type { MountPreset, Scenario } from '../../core/index.ts'
import { readIfThere } from './folder.ts'
import { LENGTHS, paceOf, textOf } from './one-file.ts'
import { fileWriter } from './writers.ts'
import type { FileWriter, Habit } from './writers.ts'

const FILES = ['alpha.json', 'beta.json', 'gamma.json'] as const

/** @throws SyntaxError, TypeError when a file is not the whole of a text */
export async function checkWhole({ disk }: FileWriter): Promise<'whole'> {
  for (const file of FILES) {
    const text = await readIfThere(disk, file)
    if (text === null) continue
    const { length, text: filling } = JSON.parse(text) as { readonly length: number; readonly text: string }
    if (filling.length !== length) throw new TypeError(`${file} holds ${filling.length} of ${length} characters`)
  }
  return 'whole'
}

export function severalFiles(name: string, habit: Habit, mount: MountPreset): Scenario {
  return scenario({
    name,
    machines: { host: fileWriter(habit, { mount, files: {} }) },
    operation: fc.record({ file: fc.constantFrom(...FILES), stamp: fc.integer({ min: 1, max: 99 }), length: fc.constantFrom(...LENGTHS) }),
    apply: ({ host }, { file, ...replacement }) => host.replace(file, textOf(replacement)),
    model: { initial: 'whole' as const, step: (state) => state },
    observe: ({ host }) => checkWhole(host),
    durability: 'none',
    policy: false,
    ...paceOf(habit),
  })
}
