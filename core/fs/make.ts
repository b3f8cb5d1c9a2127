/** Makes an empty file system on an image. */
import type { BlockImage } from '../block/block-image.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'
import { BITS_PER_BLOCK, mark } from './bitmap.ts'
import { encodeJournalHeader } from './journal-records.ts'
import { inodeBlockOf, layoutOf, ROOT_INO } from './layout.ts'
import { encodeInode, encodeOrphans, encodeSuperblock } from './records.ts'

/** @throws RangeError when the image is too small */
export function makeFileSystem(image: BlockImage): void {
  const layout = layoutOf(image.sizeBytes)
  const write = (block: number, data: Uint8Array): void => image.write(block * BLOCK_BYTES, data)
  write(layout.journalStart, encodeJournalHeader({ sequence: 1, position: 1 }))
  const orphans = new Uint8Array(BLOCK_BYTES)
  encodeOrphans(orphans, layout.orphans, [])
  write(layout.orphans, orphans)
  for (let index = 0; index < layout.bitmapBlocks; index++) write(layout.bitmapStart + index, bitmapOf(layout, index))
  const table = new Uint8Array(BLOCK_BYTES)
  encodeInode(table, ROOT_INO, {
    type: 'directory', mode: 0o755, uid: 0, gid: 0, links: 2, sizeBytes: 0, modifiedUs: 0, changedUs: 0, createdUs: 0,
    extents: [], extentBlock: 0, target: '',
  })
  write(inodeBlockOf(layout, ROOT_INO), table)
  const superblock = encodeSuperblock(layout)
  write(layout.superblockCopy, superblock)
  write(0, superblock)
}

function bitmapOf({ dataStart, superblockCopy, blocks }: ReturnType<typeof layoutOf>, index: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_BYTES)
  const first = index * BITS_PER_BLOCK
  for (let block = first; block < Math.min(blocks, first + BITS_PER_BLOCK); block++)
    if (block < dataStart || block === superblockCopy) mark(bytes, block, true)
  return bytes
}
