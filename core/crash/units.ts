/** What of a write survives as a whole: single sectors, or the 4 KiB blocks of a device that keeps those. */
import type { PendingWrite } from '../block/durability.ts'
import type { SECTORS_PER_BLOCK } from '../block/geometry.ts'

/** Sectors that a power cut leaves whole together. */
export type AtomicSectors = 1 | typeof SECTORS_PER_BLOCK

/** The parts of a write that survive or not, each as ascending offsets within the write. */
export function unitsOf(write: PendingWrite, atomicSectors: AtomicSectors): readonly (readonly number[])[] {
  const units = new Map<number, number[]>()
  for (const offset of write.sectors()) {
    const unit = Math.floor((write.entry.storedLba + offset) / atomicSectors)
    const offsets = units.get(unit)
    if (offsets) offsets.push(offset)
    else units.set(unit, [offset])
  }
  return [...units.values()]
}
