/**
 * The crash states of one instant, coarse to fine. Everything generated here is legal by the
 * definition of its kind of crash; which states are worth their time is the sweep's business.
 */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import type { SECTORS_PER_BLOCK } from '../block/geometry.ts'
import type { CrashKind } from '../machine/machine.ts'
import type { RandomStream } from '../sim/random.ts'
import { allPending } from './picks.ts'
import type { Choice, PickedWrite } from './picks.ts'

export interface CrashState {
  readonly kind: CrashKind
  readonly choice: Choice
}

/** Floors, all completed, all submitted: what an instant leaves at its edges. */
export function coarseStates(cursor: DurabilityCursor): CrashState[] {
  const pending = allPending(cursor)
  const states: CrashState[] = [{ kind: 'process-kill', choice: 'newest' }, { kind: 'power-cut', choice: 'floors' }]
  if (pending.length === 0) return states
  const inFlight = pending.some((write) => !write.completedAt(cursor.seq))
  if (pending.some((write) => write.completedAt(cursor.seq))) states.push({ kind: 'power-cut', choice: 'completed' })
  if (inFlight) states.push({ kind: 'power-cut', choice: 'newest' }, { kind: 'os-reset', choice: 'completed' })
  return states
}

export interface FineOptions {
  readonly stream: RandomStream
  /** Sectors that a power cut leaves whole together: 1 or 8. */
  readonly atomicSectors: 1 | typeof SECTORS_PER_BLOCK
  /** Seeded picks for each instant. */
  readonly seededPicks: number
  /** At most this many writes are omitted, or torn, one by one. */
  readonly singledOut: number
}

/** One write omitted, one write torn, and seeded picks of any versions. */
export function fineStates(cursor: DurabilityCursor, options: FineOptions): CrashState[] {
  const pending = allPending(cursor)
  if (pending.length === 0) return []
  const { stream, singledOut } = options
  const states: CrashState[] = []
  for (const write of sample(pending, singledOut, stream))
    if (pending.length > 1) states.push({ kind: 'power-cut', choice: whole(pending.filter((other) => other !== write)) })
  const tearable = pending.filter((write) => units(write, options.atomicSectors).length > 1)
  for (const write of sample(tearable, singledOut, stream)) {
    const torn = tear(write, options)
    if (torn) states.push({ kind: 'power-cut', choice: [...whole(pending.slice(0, pending.indexOf(write))), torn] })
  }
  for (let pick = 0; pick < options.seededPicks; pick++)
    states.push({ kind: 'power-cut', choice: seededPick(pending, options) })
  const inFlight = pending.filter((write) => !write.completedAt(cursor.seq))
  if (inFlight.length > 0) states.push({ kind: 'os-reset', choice: abortedInFlight(pending, inFlight, options) })
  return states
}

function whole(pending: readonly PendingWrite[]): PickedWrite[] {
  return pending.map((write) => ({ pending: write, offsets: null }))
}

/** Up to `count` of them: all when they are few, else a seeded sample in version order. */
function sample(pending: readonly PendingWrite[], count: number, stream: RandomStream): PendingWrite[] {
  if (pending.length <= count) return [...pending]
  const chosen = new Set<number>()
  while (chosen.size < count) chosen.add(stream.below(pending.length))
  return pending.filter((_, index) => chosen.has(index))
}

/** The units of a write that survive or not as a whole. */
function units(write: PendingWrite, atomicSectors: number): number[][] {
  const groups = new Map<number, number[]>()
  for (const offset of write.sectors()) {
    const unit = Math.floor((write.entry.storedLba + offset) / atomicSectors)
    const group = groups.get(unit)
    if (group) group.push(offset)
    else groups.set(unit, [offset])
  }
  return [...groups.values()]
}

/** A prefix, a suffix, or any part of a write that has more than one unit; null when no part is left. */
function tear(write: PendingWrite, { stream, atomicSectors }: FineOptions): PickedWrite | null {
  const parts = units(write, atomicSectors)
  const shape = stream.below(3)
  const edge = 1 + stream.below(parts.length - 1)
  const kept = shape === 0 ? parts.slice(0, edge) : shape === 1 ? parts.slice(edge) : someOf(parts, stream)
  return kept.length === 0 ? null : { pending: write, offsets: kept.flat() }
}

function someOf(parts: readonly number[][], stream: RandomStream): number[][] {
  return parts.filter(() => stream.chance(1, 2))
}

/** Each write kept, dropped or torn by coin; the bias is drawn too, so that extremes occur. */
function seededPick(pending: readonly PendingWrite[], { stream, atomicSectors }: FineOptions): PickedWrite[] {
  const keepInEight = stream.between(1, 7)
  const picked: PickedWrite[] = []
  for (const write of pending) {
    if (!stream.chance(keepInEight, 8)) continue
    const parts = units(write, atomicSectors)
    const torn = parts.length > 1 && stream.chance(1, 2)
    const kept = torn ? someOf(parts, stream) : parts
    if (kept.length > 0) picked.push({ pending: write, offsets: torn ? kept.flat() : null })
  }
  return picked
}

/** The device keeps its cache; of each write in flight it had stored whatever it had. */
function abortedInFlight(
  pending: readonly PendingWrite[],
  inFlight: readonly PendingWrite[],
  { stream, atomicSectors }: FineOptions,
): PickedWrite[] {
  const picked: PickedWrite[] = []
  for (const write of pending) {
    const offsets = inFlight.includes(write) ? someOf(units(write, atomicSectors), stream).flat() : null
    if (offsets === null || offsets.length > 0) picked.push({ pending: write, offsets })
  }
  return picked
}
