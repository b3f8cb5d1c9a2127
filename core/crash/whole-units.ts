/** On a device that keeps blocks whole a block holds one of its versions, and each version holds the ones before it. */
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import { allPending } from './picks.ts'
import type { Choice, PickedWrite } from './picks.ts'
import { unitsOf } from './units.ts'
import type { AtomicSectors } from './units.ts'

/** The choice with every earlier write to the blocks that a picked write has reached. */
export function wholeUnits(choice: Choice, cursor: DurabilityCursor, atomicSectors: AtomicSectors): Choice {
  if (typeof choice === 'string') return choice
  const all = allPending(cursor)
  const newestOf = newestByUnit(choice, all, atomicSectors)
  return all.flatMap((pending, version): readonly PickedWrite[] => {
    const picked = choice.find((other) => other.pending === pending)
    const units = unitsOf(pending, atomicSectors)
    const kept = units.filter((offsets) => {
      const newest = newestOf.get(unitKey(pending.entry, offsets[0]!, atomicSectors))
      return newest !== undefined && newest >= version
    })
    if (kept.length === 0) return []
    const offsets = kept.length === units.length ? null : kept.flat()
    return [{ pending, offsets, ...(picked?.damage ? { damage: picked.damage } : {}) }]
  })
}

/** For each unit the version (the place among all pending writes) of the newest picked write to it. */
function newestByUnit(
  choice: readonly PickedWrite[],
  all: readonly PendingWrite[],
  atomicSectors: AtomicSectors,
): Map<string, number> {
  const newest = new Map<string, number>()
  for (const { pending, offsets } of choice) {
    for (const offset of offsets ?? pending.sectors()) {
      const key = unitKey(pending.entry, offset, atomicSectors)
      newest.set(key, Math.max(newest.get(key) ?? 0, all.indexOf(pending)))
    }
  }
  return newest
}

function unitKey({ disk, storedLba }: { readonly disk: number; readonly storedLba: number }, offset: number, atomicSectors: AtomicSectors): string {
  return `${disk}/${Math.floor((storedLba + offset) / atomicSectors)}`
}
