/** Mixtures of versions: drawn at random, and all of them where they are few. */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import type { CrashState } from './crash-state.ts'
import type { LayerOptions } from './layer-options.ts'
import { inFlightAt } from './crash-state.ts'
import { allPending } from './picks.ts'
import type { PickedWrite } from './picks.ts'
import { someOf } from './single-deviations.ts'
import { unitsOf } from './units.ts'
import type { AtomicSectors } from './units.ts'

/** Each write kept, lost or torn by coin; the bias is drawn too, so that extremes occur. */
export function seededStates(cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] {
  const pending = allPending(cursor)
  if (pending.length === 0) return []
  return Array.from({ length: options.seededPicks }, () => ({
    kind: 'power-cut',
    choice: seededPick(pending, options),
    why: 'sectors-independent',
  }))
}

function seededPick(pending: readonly PendingWrite[], { stream, atomicSectors }: LayerOptions): PickedWrite[] {
  const keepInEight = stream.between(1, 7)
  const picked: PickedWrite[] = []
  for (const write of pending) {
    if (!stream.chance(keepInEight, 8)) continue
    const units = unitsOf(write, atomicSectors)
    const torn = units.length > 1 && stream.chance(1, 2)
    const kept = torn ? someOf(units, stream) : units
    if (kept.length > 0) picked.push({ pending: write, offsets: torn ? kept.flat() : null })
  }
  return picked
}

/** One place of a disk, and the writes of which it may hold its part, with the offsets of that part. */
interface Place {
  readonly versions: readonly { readonly write: PendingWrite; readonly offsets: readonly number[] }[]
  /** It has to hold one of them: nothing older can be there. */
  readonly certain: boolean
}

/**
 * Every state that a power cut or a reset may leave at this instant; none when there are more than
 * `mostExhaustive` of one kind.
 */
export function exhaustiveStates(cursor: DurabilityCursor, options: LayerOptions): readonly CrashState[] {
  const pending = allPending(cursor)
  if (pending.length === 0) return []
  const { atomicSectors, mostExhaustive } = options
  const powerCut = product(pending, placesOf(pending, atomicSectors, () => true), mostExhaustive)
  const inFlight = new Set(inFlightAt(cursor, pending))
  const reset = inFlight.size === 0 ? [] : product(pending, placesOf(pending, atomicSectors, (write) => inFlight.has(write)), mostExhaustive)
  return [
    ...powerCut.map((choice): CrashState => ({ kind: 'power-cut', choice, why: 'sectors-independent' })),
    ...reset.map((choice): CrashState => ({ kind: 'os-reset', choice, why: 'in-flight-cut' })),
  ]
}

/** @param isOptional a write of which the device may have nothing; of the others the newest is there for sure */
function placesOf(
  pending: readonly PendingWrite[],
  atomicSectors: AtomicSectors,
  isOptional: (write: PendingWrite) => boolean,
): readonly Place[] {
  const places = new Map<string, { versions: Place['versions'][number][]; certain: boolean }>()
  for (const write of pending) {
    for (const offsets of unitsOf(write, atomicSectors)) {
      const unit = Math.floor((write.entry.storedLba + offsets[0]!) / atomicSectors)
      const key = `${write.entry.disk}/${unit}`
      let place = places.get(key)
      if (!place) places.set(key, (place = { versions: [], certain: false }))
      if (!isOptional(write)) Object.assign(place, { versions: [], certain: true })
      place.versions.push({ write, offsets })
    }
  }
  return [...places.values()]
}

function product(pending: readonly PendingWrite[], places: readonly Place[], most: number): readonly (readonly PickedWrite[])[] {
  const count = places.reduce((sum, { versions, certain }) => sum * (versions.length + (certain ? 0 : 1)), 1)
  if (count > most) return []
  let partial: Map<PendingWrite, number[]>[] = [new Map()]
  for (const { versions, certain } of places) {
    const alternatives = certain ? versions : [null, ...versions]
    partial = partial.flatMap((chosen) => alternatives.map((version) => (version ? withPart(chosen, version) : chosen)))
  }
  return partial.map((chosen) => asPicks(chosen, pending))
}

function withPart(chosen: Map<PendingWrite, number[]>, { write, offsets }: Place['versions'][number]): Map<PendingWrite, number[]> {
  return new Map(chosen).set(write, [...(chosen.get(write) ?? []), ...offsets])
}

/** In version order. */
function asPicks(chosen: Map<PendingWrite, number[]>, pending: readonly PendingWrite[]): readonly PickedWrite[] {
  return pending.flatMap((write) => {
    const offsets = chosen.get(write)
    return offsets ? [{ pending: write, offsets: offsets.sort((one, other) => one - other) }] : []
  })
}
