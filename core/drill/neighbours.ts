/** Examines the crash states one write away from a failing one, all of them legal, and the nearest beyond. */
import type { PendingWrite } from '../block/durability.ts'
import type { CrashSpec } from '../crash/crash-spec.ts'
import { pendingOf } from './prober.ts'
import type { Cut, Prober } from './prober.ts'
import { expected, isTorn, isWhole, lastCutKind, mayDiffer } from './survivors.ts'
import type { Survivors } from './survivors.ts'

/** At most so many states beside the failing one are examined. */
export const MOST_NEIGHBOURS = 48

/** One write made whole, or taken away. */
export interface Neighbour {
  readonly change: 'whole' | 'absent'
  readonly index: number
  readonly pending: PendingWrite
  readonly survivors: Survivors
  /** How many sectors of the disk it changes. */
  readonly sectors: number
}

export interface Neighbourhood {
  /** Those that pass, nearest first. */
  readonly passing: readonly Neighbour[]
  /** Writes that have to be changed together, where no one of them is enough; empty when that is not known. */
  readonly together: readonly PendingWrite[]
  readonly togetherSectors: number
  readonly examined: number
  /** Neighbours that there are; more than were examined when they are many. */
  readonly all: number
}

export async function examineNeighbours(prober: Prober, crash: CrashSpec, cut: Cut): Promise<Neighbourhood> {
  const all = neighboursOf(crash, cut)
  const passing: Neighbour[] = []
  for (const neighbour of all.slice(0, MOST_NEIGHBOURS))
    if ((await prober.probe(crash, neighbour.survivors)) === 'passes') passing.push(neighbour)
  passing.sort((one, other) => one.sectors - other.sectors)
  const together = passing.length > 0 ? [] : await changedTogether(prober, crash, cut)
  const togetherSectors = together.reduce((sum, index) => sum + changedSectors(cut, index), 0)
  const pending = pendingOf(cut)
  return {
    passing,
    together: together.map((index) => pending[index]!),
    togetherSectors,
    examined: Math.min(all.length, MOST_NEIGHBOURS),
    all: all.length,
  }
}

/** Missing and torn writes first, and the latest of each kind: that is where crashes are decided. */
function neighboursOf(crash: CrashSpec, cut: Cut): Neighbour[] {
  const kind = lastCutKind(crash)
  if (kind === null) return []
  const whole: Neighbour[] = []
  const absent: Neighbour[] = []
  pendingOf(cut).forEach((pending, index) => {
    const offsets = cut.survivors[index]!
    if (!mayDiffer(kind, cut.cursor, pending)) return
    const sectors = pending.sectors()
    if (!isWhole(pending, offsets)) {
      const survivors = cut.survivors.with(index, sectors)
      whole.push({ change: 'whole', index, pending, survivors, sectors: sectors.length - offsets.length })
    }
    if (offsets.length > 0)
      absent.push({ change: 'absent', index, pending, survivors: cut.survivors.with(index, []), sectors: offsets.length })
  })
  const tornFirst = (one: Neighbour, other: Neighbour): number =>
    Number(isTorn(other.pending, cut.survivors[other.index]!)) - Number(isTorn(one.pending, cut.survivors[one.index]!))
  return [...whole.reverse().sort(tornFirst), ...absent.reverse()]
}

/** All that is lost or torn put right passes, where one write does not: then as few of them as will do. */
async function changedTogether(prober: Prober, crash: CrashSpec, cut: Cut): Promise<readonly number[]> {
  const pending = pendingOf(cut)
  const putRight = (indices: readonly number[]): Survivors =>
    cut.survivors.map((offsets, index) => (indices.includes(index) ? expected(cut.cursor, pending[index]!) : offsets))
  const passes = async (indices: readonly number[]): Promise<boolean> =>
    (await prober.probe(crash, putRight(indices))) === 'passes'
  let needed = pending.flatMap((_, index) => (changedSectors(cut, index) > 0 ? [index] : []))
  if (needed.length < 2 || needed.length > MOST_NEIGHBOURS || !(await passes(needed))) return []
  for (const index of needed) {
    const fewer = needed.filter((other) => other !== index)
    if (fewer.length > 1 && (await passes(fewer))) needed = fewer
  }
  return needed
}

/** Sectors in which a write survives otherwise than one expects. */
function changedSectors(cut: Cut, index: number): number {
  const wanted = expected(cut.cursor, pendingOf(cut)[index]!)
  return Math.abs(wanted.length - cut.survivors[index]!.length)
}
