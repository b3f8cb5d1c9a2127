import { SECTOR_BYTES } from '../block/geometry.ts'
import type { BlockImage } from '../block/block-image.ts'
import type { WriteEntry } from '../block/write-log.ts'
import type { ByteRange } from './change-map.ts'
import type { PendingPoint } from './pending-point.ts'
import type { TrackedDisk } from './tracked-disk.ts'

interface ItemBase {
  readonly disk: TrackedDisk
  /** What it counts for in memory and on the wire. */
  readonly bytes: number
  /** When it was captured. */
  readonly atUs: number
}

export interface WriteItem extends ItemBase {
  readonly kind: 'write'
  readonly entry: WriteEntry
}

export interface TagItem extends ItemBase {
  readonly kind: 'tag'
  readonly point: PendingPoint
}

/** Blocks as a resync has read them. */
export interface BlocksItem extends ItemBase {
  readonly kind: 'blocks'
  readonly offset: number
  readonly data: Uint8Array
}

/** The end of a resync: once all before it is applied, the replica is a prefix again. */
export interface RestoredItem extends ItemBase {
  readonly kind: 'restored'
  readonly round: number
  readonly position: number
}

/** What a machine sends, in one order over all its disks: by completion time, and by sequence at one instant. */
export type StreamItem = WriteItem | TagItem | BlocksItem | RestoredItem

/** Head of every item on the wire, in bytes (assumed). */
export const RECORD_BYTES = 64

/** Where a write goes, as the driver above the device sees it, whatever a faulty device makes of it. */
export function rangeOf({ lba, sectors }: WriteEntry): ByteRange {
  return { offset: lba * SECTOR_BYTES, length: sectors * SECTOR_BYTES }
}

/** Applies what carries content to a copy of the disk. */
export function applyItem(item: StreamItem, image: BlockImage): void {
  if (item.kind === 'blocks') image.write(item.offset, item.data)
  if (item.kind !== 'write') return
  const { offset, length } = rangeOf(item.entry)
  if (item.entry.data) image.write(offset, item.entry.data)
  else image.writeZeroes(offset, length)
}

export const isWrite = ({ kind }: StreamItem): boolean => kind === 'write'
