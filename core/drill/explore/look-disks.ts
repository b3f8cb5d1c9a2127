/** The block map of each disk at one step of a run, with that of its replica. */
import type { DiskDurability, DurabilityCursor, PendingWrite } from '../../block/durability.ts'
import { BLOCK_BYTES, SECTORS_PER_BLOCK } from '../../block/geometry.ts'
import type { WriteEntry } from '../../block/write-log.ts'
import { MAP_CELLS } from './look.ts'
import type { BlockCell, LookDisk, ReplicaCell } from './look.ts'
import type { Lagging } from './look-replica.ts'
import type { RunView } from './run-view.ts'

/** From the safest to the most exposed. */
const EXPOSURES: readonly BlockCell[] = ['empty', 'durable', 'volatile', 'in-flight']

export function disksAt(view: RunView, cursor: DurabilityCursor, lagging: Lagging): LookDisk[] {
  const { diskIds } = view.evidence.run.site
  return cursor.disks.map((disk, index) => {
    const held = disk.floors.heldBlocks()
    const end = Math.max(1, view.map.endBlocks[index]!, heldEnd(held))
    const blocksPerCell = Math.ceil(end / MAP_CELLS)
    const exposures = new Uint8Array(Math.ceil(end / blocksPerCell))
    for (const offset of held) exposures[Math.floor(offset / BLOCK_BYTES / blocksPerCell)] = 1
    for (const pending of disk.pending) expose(exposures, blocksPerCell, pending, pending.completedAt(cursor.seq) ? 2 : 3)
    return {
      disk: diskIds[index]!,
      blocks: Math.ceil(disk.floors.sizeBytes / BLOCK_BYTES),
      used: held.length + newBlocks(disk, held),
      cells: Array.from(exposures, (exposure) => EXPOSURES[exposure]!),
      blocksPerCell,
      replica: lagging?.[index] ? replicaCells(exposures, blocksPerCell, lagging[index]) : null,
    }
  })
}

/** The first block behind what is held: what was there before the run may lie behind all that it wrote. */
function heldEnd(held: readonly number[]): number {
  return held.length === 0 ? 0 : held.at(-1)! / BLOCK_BYTES + 1
}

function expose(exposures: Uint8Array, blocksPerCell: number, { firstLba, endLba }: PendingWrite, exposure: number): void {
  eachCell(firstLba, endLba, blocksPerCell, (cell) => (exposures[cell] = Math.max(exposures[cell]!, exposure)))
}

function eachCell(firstLba: number, endLba: number, blocksPerCell: number, visit: (cell: number) => void): void {
  const end = Math.ceil(endLba / SECTORS_PER_BLOCK)
  for (let block = Math.floor(firstLba / SECTORS_PER_BLOCK); block < end; block++) visit(Math.floor(block / blocksPerCell))
}

/** Blocks that only pending writes have brought something to. */
function newBlocks({ pending }: DiskDurability, held: readonly number[]): number {
  const written = pending.filter(({ entry }) => entry.data !== null)
  if (written.length === 0) return 0
  const known = new Set(held)
  const fresh = new Set<number>()
  for (const { firstLba, endLba } of written)
    eachCell(firstLba, endLba, 1, (block) => void (known.has(block * BLOCK_BYTES) || fresh.add(block)))
  return fresh.size
}

function replicaCells(exposures: Uint8Array, blocksPerCell: number, lagging: readonly WriteEntry[]): ReplicaCell[] {
  const cells = Array.from(exposures, (exposure): ReplicaCell => (exposure === 0 ? 'empty' : 'same'))
  for (const { lba, sectors } of lagging) eachCell(lba, lba + sectors, blocksPerCell, (cell) => (cells[cell] = 'lag'))
  return cells
}
