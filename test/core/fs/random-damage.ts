/** Random damage to the metadata of a file system: of the medium, which checksums tell, and of whoever wrote it, which they do not. */
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES, SECTOR_BYTES, SECTORS_PER_BLOCK } from '../../../core/block/geometry.ts'
import { encodeJournalHeader } from '../../../core/fs/journal-records.ts'
import { inodeBlockOf, INODE_BYTES, inodeOffsetOf, ROOT_INO } from '../../../core/fs/layout.ts'
import { CorruptMetadata, decodeDirectoryBlock, decodeExtentBlock, encodeDirectoryBlock, encodeExtentBlock, encodeOrphans, seal } from '../../../core/fs/records.ts'
import type { Extent, InodeRecord } from '../../../core/fs/records.ts'
import type { RandomStream } from '../../../core/sim/index.ts'
import { changeBlock, changeInode, layout, recordOf, surveyOf } from './damage.ts'

/** What a damage can hit, by what it belongs to. */
export interface Targets {
  readonly inodes: readonly number[]
  readonly directoryBlocks: ReadonlyMap<number, number>
  readonly extentBlocks: ReadonlyMap<number, number>
}

export function targetsOf(image: BlockImage): Targets {
  const { inodes } = surveyOf(image)
  const directoryBlocks = new Map<number, number>()
  const extentBlocks = new Map<number, number>()
  for (const [ino, { record, extents, extentBlocks: chain }] of inodes) {
    for (const block of chain) extentBlocks.set(block, ino)
    if (record.type !== 'directory') continue
    for (const { block, count } of extents) for (let index = 0; index < count; index++) directoryBlocks.set(block + index, ino)
  }
  return { inodes: [...inodes.keys()], directoryBlocks, extentBlocks }
}

/** One sector is zeroed, or has a bit flipped, or holds something else. @returns the inodes that may be hit */
export function damageSector(image: BlockImage, stream: RandomStream, targets: Targets): readonly number[] {
  const fixed = [layout.journalStart, layout.orphans, layout.bitmapStart, ...Array.from({ length: layout.dataStart - layout.inodesStart }, (_, index) => layout.inodesStart + index)]
  const own = new Map([...targets.directoryBlocks, ...targets.extentBlocks])
  const block = stream.pick([0, layout.superblockCopy, ...fixed, ...fixed, ...own.keys(), ...own.keys()])
  const at = block * BLOCK_BYTES + stream.below(SECTORS_PER_BLOCK) * SECTOR_BYTES
  const bytes = image.read(at, SECTOR_BYTES).slice()
  const choice = stream.below(3)
  if (choice === 0) bytes.fill(0)
  else if (choice === 1) bytes[stream.below(SECTOR_BYTES)]! ^= 1 << stream.below(8)
  else for (let index = 0; index < SECTOR_BYTES; index++) bytes[index] = stream.below(256)
  image.write(at, bytes)
  const first = (at / BLOCK_BYTES - layout.inodesStart) * (BLOCK_BYTES / INODE_BYTES) + 1
  return own.has(block) ? [own.get(block)!] : Array.from({ length: SECTOR_BYTES / INODE_BYTES }, (_, index) => first + index)
}

type Wrong = (image: BlockImage, stream: RandomStream, targets: Targets) => readonly number[]

const someBlock = (stream: RandomStream): number => stream.pick([stream.below(layout.blocks), stream.below(layout.blocks), stream.below(2 ** 32)])
const someIno = (stream: RandomStream, { inodes }: Targets): number => stream.pick([stream.pick(inodes), stream.pick(inodes), ROOT_INO, stream.below(layout.inodes + 5)])
const somePage = (stream: RandomStream): number => stream.pick([stream.below(20), stream.below(20), stream.below(2 ** 32)])
const someCount = (stream: RandomStream): number => stream.pick([stream.below(5), stream.below(5), stream.below(layout.blocks), stream.below(2 ** 31)])
const someSize = (stream: RandomStream): number =>
  stream.pick([stream.below(50_000), stream.below(10) * BLOCK_BYTES, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 43, 2 ** 60, 0.5])
const someType = (stream: RandomStream): InodeRecord['type'] => stream.pick(['file', 'directory', 'symlink'] as const)

const wrongExtents = (extents: readonly Extent[], stream: RandomStream): Extent[] => {
  const other: Extent = { page: somePage(stream), block: someBlock(stream), count: someCount(stream), unwritten: stream.chance(1, 3) }
  const at = stream.below(extents.length + 1)
  return stream.pick([[...extents].reverse(), extents.slice(0, at), [...extents.slice(0, at), other, ...extents.slice(at + 1)]])
}

/** Each with a right checksum. */
const WRONG: Readonly<Record<string, Wrong>> = {
  inode: (image, stream, { inodes }) => {
    const ino = stream.pick(inodes)
    if (!recordOf(image, ino)) return []
    changeInode(image, ino, ({ extents }) => stream.pick([
      null, { type: someType(stream) }, { links: stream.below(4) }, { sizeBytes: someSize(stream) }, { extentBlock: someBlock(stream) },
      { extents: wrongExtents(extents, stream) }, { extents: wrongExtents(extents, stream), sizeBytes: someSize(stream) },
    ]))
    return [ino]
  },
  copiedInode: (image, stream, { inodes }) => {
    const [from, to] = [stream.pick(inodes), 1 + stream.below(layout.inodes)]
    const bytes = image.read(inodeBlockOf(layout, from) * BLOCK_BYTES, BLOCK_BYTES).slice().subarray(inodeOffsetOf(from), inodeOffsetOf(from) + INODE_BYTES)
    changeBlock(image, inodeBlockOf(layout, to), (table) => table.set(seal(bytes, to), inodeOffsetOf(to)))
    return [to]
  },
  names: (image, stream, targets) => {
    if (targets.directoryBlocks.size === 0) return []
    const [at, directory] = stream.pick([...targets.directoryBlocks])
    changeBlock(image, at, (bytes) => {
      const names = decodeDirectoryBlock(bytes, at)
      const known = [...names.keys()]
      if (stream.chance(1, 3) && known.length > 0) names.delete(stream.pick(known))
      else names.set(stream.pick([...known, 'new', 'lost+found']), { ino: someIno(stream, targets), type: someType(stream) })
      encodeDirectoryBlock(bytes, at, names)
    })
    return [directory]
  },
  chain: (image, stream, { extentBlocks }) => {
    if (extentBlocks.size === 0) return []
    const [at, ino] = stream.pick([...extentBlocks])
    changeBlock(image, at, (bytes) => {
      const { extents, next } = decodeExtentBlock(bytes, at)
      if (stream.chance(1, 2)) encodeExtentBlock(bytes, at, extents, stream.pick([at, someBlock(stream)]))
      else encodeExtentBlock(bytes, at, wrongExtents(extents, stream), next)
    })
    return [ino]
  },
  orphans: (image, stream, targets) => {
    const list = Array.from({ length: stream.below(4) }, () => someIno(stream, targets))
    changeBlock(image, layout.orphans, (bytes) => encodeOrphans(bytes, layout.orphans, list))
    return []
  },
  bitmap: (image, stream) => {
    changeBlock(image, layout.bitmapStart, (bytes) => void (bytes[stream.below(layout.blocks / 8)]! ^= 1 << stream.below(8)))
    return []
  },
  journal: (image, stream) => {
    image.write(layout.journalStart * BLOCK_BYTES, encodeJournalHeader({ sequence: stream.below(20), position: stream.below(layout.journalBlocks + 2) }))
    return []
  },
  /** Any bytes of any structure. */
  bytes: (image, stream, targets) => {
    const places = [...targets.directoryBlocks, ...targets.extentBlocks]
    if (places.length > 0 && stream.chance(1, 2)) {
      const [at, ino] = stream.pick(places)
      changeBlock(image, at, (bytes) => void seal(scrambled(bytes, stream), at))
      return [ino]
    }
    const ino = stream.pick(targets.inodes)
    changeBlock(image, inodeBlockOf(layout, ino), (table) => void seal(scrambled(table.subarray(inodeOffsetOf(ino), inodeOffsetOf(ino) + INODE_BYTES), stream), ino))
    return [ino]
  },
}

function scrambled(bytes: Uint8Array, stream: RandomStream): Uint8Array {
  for (let count = stream.between(1, 4); count > 0; count--) bytes[stream.below(stream.pick([70, bytes.length]))] = stream.below(256)
  return bytes
}

/** Something is written that makes no sense, with a right checksum. @returns the inodes that it is about */
export function writeWrongly(image: BlockImage, stream: RandomStream, targets: Targets): readonly number[] {
  try {
    return stream.pick(Object.values(WRONG))(image, stream, targets)
  } catch (error) {
    // Another damage came first.
    if (error instanceof CorruptMetadata) return []
    throw error
  }
}
