/** The bytes that the write at a step replaces, and those that it brings. */
import type { BlockImage } from '../../block/block-image.ts'
import type { DurabilityCursor } from '../../block/durability.ts'
import { PendingWrite } from '../../block/durability.ts'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../block/geometry.ts'
import type { WriteEntry } from '../../block/write-log.ts'
import { contentBefore, differingRows } from '../scene/blocks.ts'
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
  const before = contentBefore(standing, entry)
  const after = before.fork()
  new PendingWrite(entry).applyTo(after)
  if (!isPending) standing.release()
  const found = firstDifference(before, after, entry)
  before.release()
  after.release()
  return { write: `W${entry.submitSeq}`, disk: diskIds[entry.disk]!, ...found }
}

function firstDifference(before: BlockImage, after: BlockImage, { storedLba, sectors }: WriteEntry): Omit<LookBytes, 'write' | 'disk'> {
  const first = Math.floor((storedLba * SECTOR_BYTES) / BLOCK_BYTES) * BLOCK_BYTES
  const end = (storedLba + sectors) * SECTOR_BYTES
  for (let offset = first; offset < end; offset += BLOCK_BYTES) {
    const rows = differingRows([before, after], offset).map(({ offset: at, hexes }) => ({ offset: at, before: hexes[0]!, after: hexes[1]! }))
    if (rows.length > 0) return { offset, rows: rows.slice(0, MOST_ROWS), rowsLeftOut: Math.max(0, rows.length - MOST_ROWS) }
  }
  return { offset: first, rows: [], rowsLeftOut: 0 }
}
