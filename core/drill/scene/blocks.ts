/**
 * The blocks that decide a failure: of each write to blame what was there before it, what the crash left and what
 * the write had, where these differ. Does not look inside what an application keeps in them.
 */
import type { BlockImage } from '../../block/block-image.ts'
import type { DurabilityCursor, PendingWrite } from '../../block/durability.ts'
import { BLOCK_BYTES, SECTOR_BYTES } from '../../block/geometry.ts'
import type { WriteEntry } from '../../block/write-log.ts'
import { buildImages } from '../../crash/picks.ts'
import type { Choice } from '../../crash/picks.ts'
import type { NameWrite } from '../epochs.ts'
import type { CutView } from '../recreate.ts'
import { clipped } from './drafts.ts'
import type { SceneBlock, SceneBlockRow } from './scene.ts'

const MOST_BLOCKS = 6
const BLOCKS_OF_A_WRITE = 3
/** Rows of a block. */
const MOST_ROWS = 24
const ROW_BYTES = 16

/** @param blamed of the view's pending writes, the most important first */
export function decidingBlocks({ cursor }: CutView, choice: Choice, blamed: readonly PendingWrite[], diskIds: readonly string[], nameOf: NameWrite): SceneBlock[] {
  const left = buildImages(cursor, choice)
  const blocks: SceneBlock[] = []
  for (const pending of blamed) {
    const { entry } = pending
    const before = contentBefore(cursor, entry)
    const intended = before.fork()
    pending.applyTo(intended)
    const images = { before, left: left[entry.disk]!, intended }
    const about = { write: nameOf(entry), label: clipped(entry.label), disk: diskIds[entry.disk]! }
    blocks.push(...blocksOf(pending).map((offset) => ({ ...about, offset, ...rowsOf(images, offset) })))
    before.release()
    intended.release()
  }
  for (const image of left) image.release()
  return blocks.slice(0, MOST_BLOCKS)
}

/** What a disk holds without a write: its floors, and what was pending when that was submitted. The caller releases it. */
export function contentBefore({ disks }: DurabilityCursor, { disk, submitSeq }: WriteEntry): BlockImage {
  const { floors, pending } = disks[disk]!
  const image = floors.fork()
  for (const other of pending) if (other.entry.submitSeq < submitSeq) other.applyTo(image)
  return image
}

/** Rows of a block that are not the same in all images, each with its bytes as hexadecimal text in the order of the images. */
export function differingRows(images: readonly BlockImage[], offset: number): { readonly offset: number; readonly hexes: readonly string[] }[] {
  // A volume need not end with a whole block.
  const length = Math.min(BLOCK_BYTES, images[0]!.sizeBytes - offset)
  const bytes = images.map((image) => image.read(offset, length))
  const rows: { readonly offset: number; readonly hexes: readonly string[] }[] = []
  for (let at = 0; at < length; at += ROW_BYTES) {
    const hexes = bytes.map((all) => hex(all.subarray(at, at + ROW_BYTES)))
    if (hexes.some((one) => one !== hexes[0])) rows.push({ offset: offset + at, hexes })
  }
  return rows
}

/** Offsets of the first blocks that a write touches. */
function blocksOf({ firstLba, endLba }: PendingWrite): number[] {
  const first = Math.floor((firstLba * SECTOR_BYTES) / BLOCK_BYTES)
  const end = Math.ceil((endLba * SECTOR_BYTES) / BLOCK_BYTES)
  return Array.from({ length: Math.min(BLOCKS_OF_A_WRITE, end - first) }, (_, index) => (first + index) * BLOCK_BYTES)
}

type Three = Readonly<Record<'before' | 'left' | 'intended', BlockImage>>

function rowsOf({ before, left, intended }: Three, offset: number): Pick<SceneBlock, 'rows' | 'rowsLeftOut'> {
  const differing = differingRows([before, left, intended], offset).map(({ offset: at, hexes }): SceneBlockRow => ({ offset: at, before: hexes[0]!, left: hexes[1]!, intended: hexes[2]! }))
  const rows = fewOf(differing)
  return { rows, rowsLeftOut: differing.length - rows.length }
}

/** Of a torn write both kinds are worth a look: rows as they were written, and rows that are not. In their order. */
function fewOf(rows: readonly SceneBlockRow[]): readonly SceneBlockRow[] {
  const written = rows.filter(({ left, intended }) => left === intended)
  const otherwise = rows.filter(({ left, intended }) => left !== intended)
  const others = Math.min(otherwise.length, Math.max(MOST_ROWS / 2, MOST_ROWS - written.length))
  const kept = new Set([...otherwise.slice(0, others), ...written.slice(0, MOST_ROWS - others)])
  return rows.filter((row) => kept.has(row))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
