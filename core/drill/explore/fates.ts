/** What is left of a pending write by the fate that a person chose for it. */
import type { PendingWrite } from '../../block/durability.ts'
import { unitsOf } from '../../crash/units.ts'
import type { AtomicSectors } from '../../crash/units.ts'
import type { Fate } from './branch.ts'

/** Offsets within the write that survive; or, in one line, why that cannot be. */
export function offsetsOf({ seq, fate, sectors }: Fate, pending: PendingWrite, atomicSectors: AtomicSectors): readonly number[] | string {
  if (fate !== 'torn') return sectors ? `W${seq} is not torn, so there are no sectors of it to choose` : fate === 'lost' ? [] : pending.sectors()
  const units = unitsOf(pending, atomicSectors)
  if (units.length < 2) return `W${seq} cannot be torn: ${atomicSectors === 1 ? 'a sector survives whole, and it has one' : 'this device keeps blocks of 4 KiB whole, and it has one'}`
  if (!sectors) return units.slice(0, Math.ceil(units.length / 2)).flat()
  const all = pending.sectors()
  const strange = sectors.find((sector) => !all.includes(sector))
  if (strange !== undefined) return strangeSector(seq, strange, pending)
  const chosen = all.filter((sector) => sectors.includes(sector))
  if (chosen.length === 0 || chosen.length === all.length) return `W${seq} is torn when some of its sectors survive and some do not: ${chosen.length} of ${all.length} were chosen`
  const cut = units.some((unit) => unit.some((sector) => chosen.includes(sector)) && !unit.every((sector) => chosen.includes(sector)))
  return cut ? `W${seq} cannot be torn inside a block: this device keeps blocks of 4 KiB whole` : chosen
}

function strangeSector(seq: number, sector: number, { entry }: PendingWrite): string {
  return sector >= 0 && sector < entry.sectors
    ? `sector ${sector} of W${seq} cannot survive: a later version of it is durable, or the device never stored it`
    : `W${seq} has the sectors 0 to ${entry.sectors - 1}, and no sector ${sector}`
}
