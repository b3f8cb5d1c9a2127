/** One file that several clients replace, often at once, and read back after a crash. */
import { fc, scenario } from '../../core/index.ts'
import type { Durability, InvariantContext, MountPreset, Scenario, Verdict } from '../../core/index.ts'
import { readIfThere } from './folder.ts'
import { fileWriter } from './writers.ts'
import type { FileWriter, Habit } from './writers.ts'

export interface Replacement {
  readonly stamp: number
  /** Characters of the text beside the stamp. */
  readonly length: number
}

const FILE = 'settings.json'
/** Less than a sector, and more than a page. */
export const LENGTHS = [10, 600, 5000] as const
const ORIGINAL: Replacement = { stamp: 0, length: 10 }

export const textOf = ({ stamp, length }: Replacement): string => JSON.stringify({ stamp, length, text: '.'.repeat(length) })

/** @throws SyntaxError when the file is not the whole of a text */
export async function observe({ disk }: FileWriter): Promise<Replacement | null> {
  const text = await readIfThere(disk, FILE)
  if (text === null) return null
  const { stamp, length } = JSON.parse(text) as Replacement
  return { stamp, length }
}

type Context = Pick<InvariantContext<Replacement, Replacement | null>, 'kind' | 'must' | 'may' | 'observed'>

/**
 * Where an acknowledgement promises nothing after a power failure, it does while the operating system lives: what was
 * replaced by an acknowledged write that came later must not be seen.
 */
export function isKeptWhenKilled({ kind, must, may, observed }: Context): Verdict {
  if (kind !== 'process-kill' || must.length === 0) return { status: 'ok' }
  const current = may.filter(({ answered }) => !answered || !must.some(({ submitted }) => submitted.seq > answered.seq))
  if (current.some(({ value }) => value.stamp === observed?.stamp && value.length === observed.length)) return { status: 'ok' }
  return {
    status: 'violated',
    verdict: 'lost-ack',
    message: `an acknowledged write is gone with the process alone; the file has ${JSON.stringify(observed)}`,
    operations: must.map(({ id }) => id),
  }
}

export interface OneFileOptions {
  readonly habit: Habit
  readonly mount: MountPreset
  readonly durability: Durability
}

const SYNCS: readonly Habit[] = ['write-file-atomic', 'write-file-atomic/sync', 'atomically', 'atomically/fsync-not-awaited']

export const paceOf = (habit: Habit): typeof SYNCING | typeof LEISURELY => (SYNCS.includes(habit) ? SYNCING : LEISURELY)

export function oneFile(name: string, { habit, mount, durability }: OneFileOptions): Scenario {
  return scenario({
    name,
    machines: { host: fileWriter(habit, { mount, files: { [FILE]: textOf(ORIGINAL) } }) },
    operation: fc.record({ stamp: fc.integer({ min: 1, max: 99 }), length: fc.constantFrom(...LENGTHS) }),
    apply: ({ host }, replacement) => host.replace(FILE, textOf(replacement)),
    model: { initial: ORIGINAL as Replacement | null, step: (_, { stamp, length }) => ({ stamp, length }) },
    observe: ({ host }: { readonly host: FileWriter }) => observe(host),
    invariants: durability === 'none' ? { 'process-kill': isKeptWhenKilled } : {},
    durability,
    policy: false,
    ...paceOf(habit),
  })
}

/**
 * Few, since every state boots a program in a realm of its own. A program that syncs makes many states itself; for one that
 * does not, the operating system must have the time to write.
 */
export const SYNCING = { operations: 5 } as const
export const LEISURELY = { operations: 5, thinkUs: 50_000, writeback: 'random' } as const
