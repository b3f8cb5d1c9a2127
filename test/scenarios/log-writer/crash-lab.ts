/** Crash images that the device may leave, and what a log must show when it is opened on one. */
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import type { RandomStream } from '../../../core/sim/random.ts'
import type { SyncPolicy } from '../../../scenarios/log-writer/index.ts'
import type { FakeDisk, LoggedWrite, Span } from './fake.ts'

export const STRATEGIES = [
  'prefix', 'newest', 'floor', 'random', 'few-lost', 'few-kept', 'omit-write', 'only-write',
] as const
export type Strategy = (typeof STRATEGIES)[number]

/** A state that a power cut (or, for `prefix`, a replica) may leave at this event. */
export function crashImage(disk: FakeDisk, cut: number, strategy: Strategy, random: RandomStream): Uint8Array {
  const image = disk.base.slice()
  const flushed = disk.flushes.reduce((best, f) => (f.completed <= cut ? Math.max(best, f.submitted) : best), 0)
  const volatile: LoggedWrite[] = []
  for (const write of disk.writes) {
    if (write.submitted > cut) break
    if (write.completed <= flushed) image.set(write.data, write.offset)
    else volatile.push(write)
  }
  if (volatile.length === 0) return image
  const special = random.pick(volatile)
  const keep: Record<Strategy, (write: LoggedWrite) => boolean> = {
    prefix: (write) => write.completed <= cut,
    newest: () => true,
    floor: () => false,
    random: () => random.chance(1, 2),
    'few-lost': () => random.chance(7, 8),
    'few-kept': () => random.chance(1, 8),
    'omit-write': (write) => write !== special,
    'only-write': (write) => write === special,
  }
  // In the order of submission, and a later version kept means that the earlier ones do not matter.
  for (const write of volatile)
    for (let offset = 0; offset < write.data.length; offset += SECTOR_BYTES)
      if (keep[strategy](write)) image.set(write.data.subarray(offset, offset + SECTOR_BYTES), write.offset + offset)
  return image
}

/** What a log shows: the number of its first record, and its texts. */
export interface Shown {
  readonly first: number
  readonly texts: readonly string[]
}

export const lastOf = (shown: Shown): number => shown.first + shown.texts.length - 1

export interface Operation {
  readonly text: string
  readonly submitted: number
  answered: number
  position: number | undefined
  rejected: boolean
}

/** What is known about one process's life on a disk. */
export interface Lifetime {
  readonly policy: SyncPolicy
  readonly disk: FakeDisk
  readonly spans: readonly Span[]
  /** Event at which the log was open. */
  readonly opened: number
  /** What it showed then. */
  readonly base: Shown
  /** The last record of `base` that must persist. */
  readonly baseMust: number
  readonly operations: readonly Operation[]
  /** First record of the log after each segment that was dropped, beginning with none. */
  readonly firstNumbers: readonly number[]
}

/** The last record that must be there after a crash at this event. */
export function mustReach({ policy, baseMust, operations, spans }: Lifetime, cut: number): number {
  const synced = spans.reduce((best, s) => (s.name === 'sync' && s.ended <= cut ? Math.max(best, s.began) : best), 0)
  const before = policy === 'always' ? cut : synced
  return operations.reduce((must, o) => (o.answered <= before ? Math.max(must, o.position ?? 0) : must), baseMust)
}

/** Says what is wrong with what is shown after a crash at this event, or nothing. */
export function violation(lifetime: Lifetime, cut: number, shown: Shown): string | undefined {
  const { base, disk, operations, firstNumbers } = lifetime
  const must = mustReach(lifetime, cut)
  if (lastOf(shown) < must) return `lost-ack: ends at ${lastOf(shown)}, must reach ${must}`
  const dropped = (write: LoggedWrite) => write.label === 'segment-retire' && write.submitted > lifetime.opened
  const retired = disk.writes.filter((write) => dropped(write) && write.submitted <= cut)
  if (shown.first < base.first || shown.first > (firstNumbers[retired.length] ?? Infinity))
    return `lost-ack: begins at ${shown.first}`
  const free = new Map<string, Operation>()
  const placed = new Map<number, Operation>()
  for (const operation of operations)
    if (operation.position !== undefined) placed.set(operation.position, operation)
    else if (!operation.rejected) free.set(operation.text, operation)
  for (const [index, text] of shown.texts.entries()) {
    const number = shown.first + index
    if (number <= lastOf(base)) {
      if (text !== base.texts[number - base.first]) return `wrong-data: record ${number} changed`
      continue
    }
    const operation = placed.get(number) ?? free.get(text)
    if (!operation || operation.text !== text) return `phantom: record ${number} is ${text.slice(0, 20)}`
    if (operation.submitted > cut) return `phantom: record ${number} is from the future`
    free.delete(text)
  }
  return undefined
}
