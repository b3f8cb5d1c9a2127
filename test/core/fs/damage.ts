/** A small sound file system, and ways to damage it that leave every checksum right: what only a survey can find. */
import { createArena, createImage } from '../../../core/block/index.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { bitmapBlockOf, mark } from '../../../core/fs/bitmap.ts'
import { survey } from '../../../core/fs/check.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { inodeBlockOf, layoutOf } from '../../../core/fs/layout.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import { decodeDirectoryBlock, decodeInode, encodeDirectoryBlock, encodeInode } from '../../../core/fs/records.ts'
import type { Extent, InodeRecord, NameRecord } from '../../../core/fs/records.ts'
import { repair } from '../../../core/fs/repair.ts'
import type { Repair } from '../../../core/fs/repair.ts'
import { runAtOnce } from '../../../core/fs/task.ts'

export const SIZE_BYTES = 512 << 10
export const layout = layoutOf(SIZE_BYTES)

export const surveyOf = (image: BlockImage) => runAtOnce(imageDevice(image), survey(layout.blocks))
export const mend = (image: BlockImage): Repair => runAtOnce(imageDevice(image), repair(layout.blocks))

/** Each as `kind inode block`, with `-` for none. */
export function problemsOf(image: BlockImage): readonly string[] {
  return surveyOf(image).problems.map(({ kind, ino, block }) => `${kind} ${ino ?? '-'} ${block ?? '-'}`).sort()
}

export function emptyImage(): BlockImage {
  const image = createImage(createArena(), SIZE_BYTES)
  makeFileSystem(image)
  return image
}

export function put(files: FileCalls, path: string, content: string, at = 0): void {
  const descriptor = files.open(path, { access: 'write', create: true })
  files.write(descriptor, new TextEncoder().encode(content), at)
  files.close(descriptor)
}

/** Blocks 0 and 1 of it are full; 2 has room. */
export const LONG_NAMES = Array.from({ length: 40 }, (_, index) => `${index}-`.padEnd(230, 'long'))
/** More extents than an inode has room for. */
const SCATTERED_PAGES = 20

/**
 * `/a` and `/d/b` with two blocks each, `/d/e/f` below two directories and older than both, `/many` in single blocks,
 * `/l` a symbolic link, `/n` with a second name `/d/n`, and `/names` with many names for one file.
 */
export function soundImage(): BlockImage {
  const image = emptyImage()
  const { files: { sync: files }, settle } = openImage(image)
  put(files, '/f', 'f'.repeat(5000))
  put(files, '/a', 'a'.repeat(8000))
  files.makeDirectory('/d')
  put(files, '/d/b', 'b'.repeat(8000))
  files.makeDirectory('/d/e')
  files.rename('/f', '/d/e/f')
  for (let page = 0; page < SCATTERED_PAGES; page++) put(files, '/many', `${page}`.repeat(100), 2 * page * BLOCK_BYTES)
  files.symlink('a', '/l')
  put(files, '/n', 'n')
  files.link('/n', '/d/n')
  files.makeDirectory('/names')
  put(files, '/names/first', 'first')
  for (const name of LONG_NAMES) files.link('/names/first', `/names/${name}`)
  settle()
  return image
}

export const inodeOf = (image: BlockImage, path: string): number => openImage(image.fork()).files.sync.lstat(path).ino
export const blockOf = (image: BlockImage, at: number): Uint8Array => image.read(at * BLOCK_BYTES, BLOCK_BYTES).slice()
/** Null for a free inode. */
export const recordOf = (image: BlockImage, ino: number): InodeRecord | null => decodeInode(blockOf(image, inodeBlockOf(layout, ino)), ino)
/** Of an inode: those that hold its content, in the order of its pages. */
export const blocksOf = (image: BlockImage, ino: number): readonly number[] =>
  surveyOf(image).inodes.get(ino)!.extents.flatMap(({ block, count }) => Array.from({ length: count }, (_, index) => block + index))
/** Those that hold neither metadata nor content of files. */
export function freeBlocks(image: BlockImage): readonly number[] {
  const { owners } = surveyOf(image)
  return Array.from({ length: layout.superblockCopy - layout.dataStart }, (_, index) => layout.dataStart + index).filter((block) => !owners.has(block))
}

export function changeBlock(image: BlockImage, at: number, change: (bytes: Uint8Array) => void): void {
  const bytes = blockOf(image, at)
  change(bytes)
  image.write(at * BLOCK_BYTES, bytes)
}

export const flip = (offset: number) => (bytes: Uint8Array): void => void (bytes[offset]! ^= 0x5a)

export function changeInode(image: BlockImage, ino: number, change: (record: InodeRecord) => Partial<InodeRecord> | null): void {
  changeBlock(image, inodeBlockOf(layout, ino), (table) => {
    const record = decodeInode(table, ino)!
    const changed = change(record)
    encodeInode(table, ino, changed && { ...record, ...changed })
  })
}

/** @param page which block of it */
export function changeDirectory(image: BlockImage, ino: number, change: (names: Map<string, NameRecord>) => void, page = 0): void {
  const at = blocksOf(image, ino)[page]!
  changeBlock(image, at, (bytes) => {
    const names = decodeDirectoryBlock(bytes, at)
    change(names)
    encodeDirectoryBlock(bytes, at, names)
  })
}

/** The bitmap follows what was done to the blocks of an inode. */
export function markBlocks(image: BlockImage, blocks: readonly number[], used: boolean): void {
  for (const block of blocks) changeBlock(image, bitmapBlockOf(layout, block), (bitmap) => mark(bitmap, block, used))
}

/** Puts an inode on other blocks. */
export function place(image: BlockImage, ino: number, extents: readonly Partial<Extent>[]): void {
  markBlocks(image, blocksOf(image, ino), false)
  changeInode(image, ino, () => ({ extents: extents.map((extent) => ({ page: 0, block: 0, count: 1, unwritten: false, ...extent })) }))
}
