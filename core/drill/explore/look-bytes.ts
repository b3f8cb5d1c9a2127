/** The bytes that the write at a step replaces, and those that it brings. */
import type { BlockImage } from '../../block/block-image.ts'
import type { DurabilityCursor } from '../../block/durability.ts'
import { PendingWrite } from '../../block/durability.ts'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../block/geometry.ts'
import type { WriteEntry } from '../../block/write-log.ts'
import { hex, ROW_BYTES } from '../scene/blocks.ts'
import { MOST_ROWS } from './look.ts'
import type { LookBytes } from './look.ts'
import type { RunView } from './run-view.ts'

/** Of the first block in which the two differ; null: the step is no write. */
export function bytesAt({ evidence, shelf }: RunView, cursor: DurabilityCursor): LookBytes | null {
  const { log, diskIds } = evidence.run.site
  const entry = log.step(cursor.seq)
  if (entry.kind === 'mark' || entry.kind === 'reset' || entry.kind === 'flush') return null
  // What is durable by its completion lies under all that is pending by then.
  const isPending = cursor.disks[entry.disk]!.pending.some((pending) => pending.entry === entry)
  const standing = isPending ? cursor : shelf.forkAt(entry.submitSeq)
  const before = contentWithout(standing, entry)
  const after = before.fork()
  new PendingWrite(entry).applyTo(after)
  if (!isPending) standing.release()
  const found = firstDifference(before, after, entry)
  before.release()
  after.release()
  return { write: `W${entry.submitSeq}`, disk: diskIds[entry.disk]!, ...found }
}

function contentWithout(cursor: DurabilityCursor, entry: WriteEntry): BlockImage {
  const { floors, pending } = cursor.disks[entry.disk]!
  const image = floors.fork()
  for (const other of pending) if (other.entry.submitSeq < entry.submitSeq) other.applyTo(image)
  return image
}

function firstDifference(before: BlockImage, after: BlockImage, { storedLba, sectors }: WriteEntry): Omit<LookBytes, 'write' | 'disk'> {
  const first = Math.floor((storedLba * SECTOR_BYTES) / BLOCK_BYTES) * BLOCK_BYTES
  const end = (storedLba + sectors) * SECTOR_BYTES
  for (let offset = first; offset < end; offset += BLOCK_BYTES) {
    const rows = rowsOf(before, after, offset)
    if (rows.length > 0) return { offset, rows: rows.slice(0, MOST_ROWS), rowsLeftOut: Math.max(0, rows.length - MOST_ROWS) }
  }
  return { offset: first, rows: [], rowsLeftOut: 0 }
}

function rowsOf(before: BlockImage, after: BlockImage, offset: number): LookBytes['rows'][number][] {
  // A volume need not end with a whole block.
  const length = Math.min(BLOCK_BYTES, before.sizeBytes - offset)
  const [was, is] = [before.read(offset, length), after.read(offset, length)]
  const rows: LookBytes['rows'][number][] = []
  for (let at = 0; at < length; at += ROW_BYTES) {
    const [one, other] = [hex(was.subarray(at, at + ROW_BYTES)), hex(is.subarray(at, at + ROW_BYTES))]
    if (one !== other) rows.push({ offset: offset + at, before: one, after: other })
  }
  return rows
}
