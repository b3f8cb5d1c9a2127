/**
 * What only a device that is not power-safe may leave: garbage or zeros in the sectors that it was writing
 * when the power failed, and in their neighbours, which share a 4 KiB block with them. Any write that no
 * completed flush covers may have been on its way to the medium at that instant.
 */
import type { BlockImage } from '../block/block-image.ts'
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import { SECTOR_BYTES, SECTORS_PER_BLOCK } from '../block/geometry.ts'
import { hashBytes } from '../block/xxhash32.ts'

export const DAMAGE_CONTENTS = ['garbage', 'zeros'] as const

export interface Damage {
  /** The damaged sectors, as offsets from the first sector of the write; neighbours lie before 0 or behind its end. */
  readonly sectors: readonly number[]
  readonly content: (typeof DAMAGE_CONTENTS)[number]
}

/** Whether a write may have damaged these sectors. */
export function mayDamage(cursor: DurabilityCursor, write: PendingWrite, { sectors }: Damage): boolean {
  const reach = new Set([...ownSectors(write), ...neighbours(cursor, write)])
  return sectors.every((sector) => reach.has(sector))
}

/** The same old content is always followed by the same garbage, so that a damaged sector does not change by being read. */
export function applyDamage(image: BlockImage, write: PendingWrite, { sectors, content }: Damage): void {
  for (const sector of sectors) {
    const lba = write.entry.storedLba + sector
    if (content === 'zeros') image.writeZeroes(lba * SECTOR_BYTES, SECTOR_BYTES)
    else image.write(lba * SECTOR_BYTES, garbage(hashBytes(image.read(lba * SECTOR_BYTES, SECTOR_BYTES)) ^ lba))
  }
}

function garbage(seed: number): Uint8Array {
  const bytes = new Uint8Array(SECTOR_BYTES)
  let word = seed | 1
  for (let index = 0; index < SECTOR_BYTES; index++) {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    bytes[index] = word
  }
  return bytes
}

export function ownSectors(write: PendingWrite): readonly number[] {
  return write.sectors()
}

/** The sectors that share a block with the write and are not its own. */
export function neighbours({ disks }: DurabilityCursor, { entry, firstLba, endLba }: PendingWrite): readonly number[] {
  const end = Math.min(Math.ceil(endLba / SECTORS_PER_BLOCK) * SECTORS_PER_BLOCK, disks[entry.disk]!.floors.sizeBytes / SECTOR_BYTES)
  const found: number[] = []
  for (let lba = Math.floor(firstLba / SECTORS_PER_BLOCK) * SECTORS_PER_BLOCK; lba < end; lba++)
    if (lba < firstLba || lba >= endLba) found.push(lba - entry.storedLba)
  return found
}
