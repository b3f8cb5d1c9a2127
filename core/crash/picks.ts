/** From a choice of surviving versions to images, and to the plain data that addresses them. */
import type { BlockImage } from '../block/block-image.ts'
import type { DurabilityCursor, PendingWrite } from '../block/durability.ts'
import type { AnchorIndex } from './anchors.ts'
import type { Picks } from './crash-spec.ts'
import { applyDamage, mayDamage } from './damage.ts'
import type { Damage } from './damage.ts'

/** One write that survives above the floor; `offsets` (sectors within it) when only a part does. */
export interface PickedWrite {
  readonly pending: PendingWrite
  readonly offsets: readonly number[] | null
  /** What the device spoilt while it was writing it; only of one that is not power-safe. */
  readonly damage?: Damage
}

/** `page-cache`: all that was submitted, and all that the operating system holds. */
export type Choice = 'floors' | 'completed' | 'newest' | 'page-cache' | readonly PickedWrite[]

/** One image for each disk of the cursor; the caller releases them. */
export function buildImages(cursor: DurabilityCursor, choice: Choice): BlockImage[] {
  const images = cursor.disks.map((disk) => disk.floors.fork())
  for (const { pending, offsets, damage } of pickedWrites(cursor, choice)) {
    const image = images[pending.entry.disk]!
    if (offsets) pending.applySectors(image, offsets)
    else pending.applyTo(image)
    if (damage) applyDamage(image, pending, damage)
  }
  return choice === 'page-cache' ? images.map((image, disk) => withPageCache(image, cursor, disk)) : images
}

/** What a machine finds whose processes alone are gone. */
function withPageCache(image: BlockImage, { disks }: DurabilityCursor, disk: number): BlockImage {
  const { pageCache } = disks[disk]!
  if (!pageCache) return image
  image.release()
  return pageCache.image()
}

/** The writes of a choice, oldest version first. */
function pickedWrites(cursor: DurabilityCursor, choice: Choice): readonly PickedWrite[] {
  if (typeof choice !== 'string') return choice
  if (choice === 'floors') return []
  const picked: PickedWrite[] = []
  for (const disk of cursor.disks) {
    for (const pending of disk.pending) {
      if (choice !== 'completed' || pending.completedAt(cursor.seq)) picked.push({ pending, offsets: null })
    }
  }
  return picked
}

/** All pending writes of a cursor, disk by disk, oldest version first. */
export function allPending(cursor: DurabilityCursor): PendingWrite[] {
  return cursor.disks.flatMap((disk) => disk.pending)
}

export function toPicks(choice: Choice, anchors: AnchorIndex): Picks {
  if (typeof choice === 'string') return { pick: choice }
  return {
    pick: 'listed',
    writes: choice.map(({ pending, offsets, damage }) => ({
      write: anchors.ofPending(pending),
      ...(offsets ? { sectors: offsets } : {}),
      ...(damage ? { damage } : {}),
    })),
  }
}

/** The choice that plain picks mean at this cursor, or null when a write that they name is not pending here. */
export function fromPicks(picks: Picks, cursor: DurabilityCursor, anchors: AnchorIndex): Choice | null {
  if (picks.pick !== 'listed') return picks.pick
  const all = allPending(cursor)
  const chosen: PickedWrite[] = []
  for (const { write, sectors, damage } of picks.writes) {
    const pending = all.find((candidate) => anchors.isNameOf(write, candidate))
    if (!pending) return null
    const legal = new Set(pending.sectors())
    if (sectors && !sectors.every((sector) => legal.has(sector))) return null
    if (damage && !mayDamage(cursor, pending, damage)) return null
    chosen.push({ pending, offsets: sectors ?? null, ...(damage ? { damage } : {}) })
  }
  return chosen.sort((one, other) => all.indexOf(one.pending) - all.indexOf(other.pending))
}
