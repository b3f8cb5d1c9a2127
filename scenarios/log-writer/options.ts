/** What a log writer can be told, the defaults, and where things lie on its volume. */
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { LogWriterDefect, LogWriterFlush } from './defects.ts'

/**
 * When an append is durable. `always`: when it is acknowledged. `interval`: after the next periodic or
 * explicit sync. `none`: after an explicit sync or a freeze, else never promised.
 */
export type SyncPolicy = 'always' | 'interval' | 'none'

export interface LogWriterOptions {
  /** Default `always`. */
  readonly policy?: SyncPolicy
  /** How long acknowledged appends may wait for the periodic sync of policy `interval`. Default 10 000 µs. */
  readonly intervalUs?: number
  /** Size of one segment, a multiple of 512. Must be the same at every open of a volume. Default 64 KiB. */
  readonly segmentBytes?: number
  /** A full volume drops its oldest segment instead of rejecting appends. Default false. */
  readonly recycle?: boolean
  /**
   * Policy `always`: an append is acknowledged only when two seals behind it are durable as well, which say that
   * it was. Then damage to the last records is told from a torn tail too, at the price of a second flush. Default false.
   */
  readonly seals?: boolean
  /** A planted bug, by its name. Default: none. */
  readonly defect?: LogWriterDefect
  /** A flush to leave out, by its label. Default: none. */
  readonly skipFlush?: LogWriterFlush
}

export interface ResolvedOptions {
  readonly policy: SyncPolicy
  readonly intervalUs: number
  readonly segmentBytes: number
  readonly recycle: boolean
  readonly seals: boolean
  readonly defect: LogWriterDefect | undefined
  readonly skipFlush: LogWriterFlush | undefined
}

/** @throws RangeError when an option makes no sense. */
export function resolveOptions(options: LogWriterOptions): ResolvedOptions {
  const { policy = 'always', intervalUs = 10_000, segmentBytes = 65_536, recycle = false, seals = false, defect, skipFlush } = options
  if (!Number.isInteger(intervalUs) || intervalUs < 1)
    throw new RangeError(`LogWriter.open: intervalUs must be a positive integer, got ${intervalUs}`)
  if (!Number.isInteger(segmentBytes) || segmentBytes < 2 * SECTOR_BYTES || segmentBytes % SECTOR_BYTES !== 0)
    throw new RangeError(`LogWriter.open: segmentBytes must be a multiple of 512, at least 1024, got ${segmentBytes}`)
  if (seals && policy !== 'always') throw new RangeError(`LogWriter.open: seals need policy "always", got "${policy}"`)
  return { policy, intervalUs, segmentBytes, recycle, seals, defect, skipFlush }
}

/**
 * The volume: first the directory, one sector for the header of each slot, so that one read finds all
 * segments; then the slots. The segment with sequence number s lives in slot s mod slots.
 */
export interface Layout {
  readonly slots: number
  readonly segmentBytes: number
  readonly directoryBytes: number
}

/** @throws RangeError when fewer than two segments fit. */
export function layoutOf(volumeBytes: number, segmentBytes: number): Layout {
  const directoryFor = (slots: number) => Math.ceil((slots * SECTOR_BYTES) / BLOCK_BYTES) * BLOCK_BYTES
  let slots = Math.floor(volumeBytes / segmentBytes)
  while (slots > 0 && directoryFor(slots) + slots * segmentBytes > volumeBytes) slots -= 1
  if (slots < 2)
    throw new RangeError(`LogWriter.open: ${volumeBytes} bytes of volume hold no two segments of ${segmentBytes} bytes`)
  return { slots, segmentBytes, directoryBytes: directoryFor(slots) }
}

/** Where the header of a slot lies on the volume, in bytes. */
export const headerOffset = (slot: number): number => slot * SECTOR_BYTES

/** Where the records of a slot begin on the volume, in bytes. */
export const slotOffset = (layout: Layout, slot: number): number => layout.directoryBytes + slot * layout.segmentBytes
