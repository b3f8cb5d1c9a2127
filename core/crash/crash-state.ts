/** One state that a crash may leave at one instant, and what the layers need to make such states. */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import type { CrashKind } from '../machine/machine.ts'
import type { RandomStream } from '../sim/random.ts'
import type { LegalRule } from './legality.ts'
import type { Choice, PickedWrite } from './picks.ts'

export interface CrashState {
  readonly kind: CrashKind
  readonly choice: Choice
  /** The rule by which the device may leave it. */
  readonly why: LegalRule
}

/** Pending writes that survive whole. */
export function whole(pending: readonly PendingWrite[]): PickedWrite[] {
  return pending.map((write) => ({ pending: write, offsets: null }))
}

/** Up to `count` of them: all when they are few, else a seeded sample in version order. */
export function sample(pending: readonly PendingWrite[], count: number, stream: RandomStream): readonly PendingWrite[] {
  if (pending.length <= count) return pending
  const chosen = new Set<number>()
  while (chosen.size < count) chosen.add(stream.below(pending.length))
  return pending.filter((_, index) => chosen.has(index))
}

export function inFlightAt(cursor: DurabilityCursor, pending: readonly PendingWrite[]): readonly PendingWrite[] {
  return pending.filter((write) => !write.completedAt(cursor.seq))
}
