/**
 * What survives a cut, write by write, in a form that can be compared and changed: for each pending write,
 * in version order, the sectors of it that are there.
 */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import type { Choice, PickedWrite } from '../crash/picks.ts'
import { allPending } from '../crash/picks.ts'
import { lastLink, withLastLink } from '../crash/crash-links.ts'
import type { CrashSpec, ListedWrite, Picks } from '../crash/crash-spec.ts'
import type { CrashKind } from '../machine/machine.ts'

/** Aligned with the pending writes of the cursor: the offsets that survive of each. */
export type Survivors = readonly (readonly number[])[]

export const isWhole = (pending: PendingWrite, offsets: readonly number[]): boolean =>
  offsets.length === pending.sectors().length

/** In part. */
export const isTorn = (pending: PendingWrite, offsets: readonly number[]): boolean =>
  offsets.length > 0 && !isWhole(pending, offsets)

/** What became of a pending write by a cut. `in-flight`: and nothing of it is there. */
export function fateOf(pending: PendingWrite, offsets: readonly number[], seq: number): 'torn' | 'survived' | 'lost' | 'in-flight' {
  if (isTorn(pending, offsets)) return 'torn'
  if (offsets.length > 0) return 'survived'
  return pending.completedAt(seq) ? 'lost' : 'in-flight'
}

export function survivorsOf(cursor: DurabilityCursor, choice: Choice): Survivors {
  const picked = new Map<PendingWrite, PickedWrite | null>()
  if (typeof choice !== 'string') for (const one of choice) picked.set(one.pending, one)
  return allPending(cursor).map((pending) => {
    if (choice === 'floors') return []
    if (choice === 'newest' || choice === 'page-cache') return pending.sectors()
    if (choice === 'completed') return expected(cursor, pending)
    const one = picked.get(pending)
    return one ? (one.offsets ?? pending.sectors()) : []
  })
}

/** What one expects of a crash: whatever had completed is there, what was in flight is not. */
export function expected(cursor: DurabilityCursor, pending: PendingWrite): readonly number[] {
  return pending.completedAt(cursor.seq) ? pending.sectors() : []
}

/** @param cursor at the cut that the survivors are of, maybe of another run of the same plan */
export function choiceOf(cursor: DurabilityCursor, survivors: Survivors): readonly PickedWrite[] {
  const chosen: PickedWrite[] = []
  allPending(cursor).forEach((pending, index) => {
    const offsets = survivors[index] ?? []
    if (offsets.length > 0) chosen.push({ pending, offsets: isWhole(pending, offsets) ? null : offsets })
  })
  return chosen
}

/** The edge that these survivors are, if they are one. */
export function edgeOf(cursor: DurabilityCursor, survivors: Survivors): 'completed' | 'floors' | 'newest' | null {
  for (const edge of ['completed', 'floors', 'newest'] as const)
    if (sameSurvivors(survivors, survivorsOf(cursor, edge))) return edge
  return null
}

function sameSurvivors(one: Survivors, other: Survivors): boolean {
  return one.every((offsets, index) => offsets.join() === other[index]!.join())
}

/** Writes that completed and are not there, or not all of them, and writes in flight that are torn. */
export function lostWrites(cursor: DurabilityCursor, survivors: Survivors): number {
  const isLost = (pending: PendingWrite, index: number): boolean =>
    pending.completedAt(cursor.seq) ? !isWhole(pending, survivors[index]!) : isTorn(pending, survivors[index]!)
  return allPending(cursor).filter(isLost).length
}

/** A cache holds it from before the log of the recovered site began. */
export function isCarriedOver({ cachePlace }: PendingWrite): boolean {
  return cachePlace !== null
}

/** Whether this kind of crash may leave a pending write otherwise than it was expected. */
export function mayDiffer(kind: CrashKind, cursor: DurabilityCursor, pending: PendingWrite): boolean {
  if (kind === 'process-kill') return false
  return kind === 'power-cut' || !pending.completedAt(cursor.seq)
}

/** The kind of a crash's last cut; null where it cuts no write log. Second crashes are power cuts. */
export function lastCutKind(crash: CrashSpec): CrashKind | null {
  if (crash.kind === 'run' || crash.kind === 'disaster') return null
  if (crash.then) return 'power-cut'
  return 'picks' in crash ? crash.kind : null
}

export function lastPicks(crash: CrashSpec): Picks | null {
  if (crash.then) return lastLink(crash.then).picks
  return 'picks' in crash ? crash.picks : null
}

export function withPicks(crash: CrashSpec, picks: Picks): CrashSpec {
  if (crash.kind === 'run') return crash
  if (crash.then) return { ...crash, then: withLastLink(crash.then, (link) => ({ ...link, picks })) }
  return 'picks' in crash ? { ...crash, picks } : crash
}

/** The crash with fewer links, shortest first. */
export function shorterCrashes(crash: CrashSpec): CrashSpec[] {
  if (crash.kind === 'run' || !crash.then) return []
  const shorter: CrashSpec[] = []
  const { then, ...alone } = crash
  shorter.push(alone as CrashSpec)
  const { then: deeper, ...first } = then
  if (deeper) shorter.push({ ...crash, then: first })
  return shorter
}

/** The listed writes beside which a device that is not power-safe spoilt something. */
export function damaged(picks: Picks | null): readonly ListedWrite[] {
  return picks?.pick === 'listed' ? picks.writes.filter(({ damage }) => damage) : []
}

/** The same picks on a device that spoils nothing. */
export function undamaged(picks: Picks): Picks {
  if (picks.pick !== 'listed') return picks
  return { pick: 'listed', writes: picks.writes.map(({ write, sectors }) => (sectors ? { write, sectors } : { write })) }
}
