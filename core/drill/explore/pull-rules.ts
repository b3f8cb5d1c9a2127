/** What each way to crash a machine may leave, as far as a person chooses it. */
import type { DurabilityCursor, PendingWrite } from '../../block/durability.ts'
import type { Picks } from '../../crash/crash-spec.ts'
import type { CrashKind } from '../../machine/machine.ts'
import type { Fate, Pull, Survivors } from './branch.ts'

export type ImagePull = Extract<Pull, { readonly fates: unknown }>
type How = ImagePull['how']

export const KINDS: Readonly<Record<How, CrashKind>> = { 'process-crash': 'process-kill', 'os-crash': 'os-reset', 'power-cut': 'power-cut' }

interface PullRules {
  /** Why this cannot be what survives, in one line; null: it can. */
  readonly problemOf: (survivors: Survivors, cursor: DurabilityCursor) => string | null
  /** The same in the words of a crash. */
  readonly asTold: (survivors: Survivors, cursor: DurabilityCursor) => Exclude<Picks['pick'], 'listed'>
  readonly problemOfFate: (fate: Fate, pending: PendingWrite, cursor: DurabilityCursor) => string | null
}

const NO_MEMORY = 'what the operating system held in memory is gone: choose floors, completed or newest'

export const RULES: Readonly<Record<How, PullRules>> = {
  'process-crash': {
    problemOf: (survivors) =>
      survivors === 'newest' || survivors === 'page-cache' ? null : `the crash of a process loses nothing that was asked for: survivors cannot be ${survivors}`,
    // Where there is a page cache it holds more than was submitted; elsewhere the two are the same.
    asTold: (_, { disks }) => (disks.some(({ pageCache }) => pageCache) ? 'page-cache' : 'newest'),
    problemOfFate: ({ seq, fate }) => (fate === 'survives' ? null : `the crash of a process loses nothing that was asked for: W${seq} cannot be ${fate}`),
  },
  'os-crash': {
    problemOf: (survivors, cursor) => {
      if (survivors === 'page-cache') return NO_MEMORY
      return survivors === 'floors' && cursor.holdsVolatile ? 'the device keeps its power, so all that had completed survives: choose completed or newest' : null
    },
    asTold: (survivors) => survivors,
    problemOfFate: ({ seq, fate }, pending, cursor) =>
      fate !== 'survives' && pending.completedAt(cursor.seq) ? `the device keeps its power, and W${seq} had completed: it cannot be ${fate}` : null,
  },
  'power-cut': {
    problemOf: (survivors) => (survivors === 'page-cache' ? NO_MEMORY : null),
    asTold: (survivors) => survivors,
    problemOfFate: () => null,
  },
}
