/** Damage to the superblocks, the journal, inodes, and the blocks that files have. */
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { encodeDescriptor, encodeJournalHeader } from '../../../core/fs/journal-records.ts'
import { inodeBlockOf, inodeOffsetOf, MOST_FILE_PAGES, ROOT_INO } from '../../../core/fs/layout.ts'
import { encodeExtentBlock, seal, viewOf } from '../../../core/fs/records.ts'
import { blocksOf, changeBlock, changeInode, flip, freeBlocks, layout, markBlocks, place, recordOf, surveyOf } from './damage.ts'
import { change, INO, lose, withoutA } from './damage-case.ts'
import type { DamageCase, Tree } from './damage-case.ts'

const leaked = (image: BlockImage, ino: number): readonly string[] => blocksOf(image, ino).map((block) => `bitmap - ${block}`)
const zeros = (size: number): string => '\0'.repeat(size)
const chainOf = (image: BlockImage): number => recordOf(image, INO.many)!.extentBlock

/** Of a file that was made away with. */
const goneFile = (ino: number) => (sound: BlockImage): readonly string[] => [`dangling-name ${INO.root} -`, ...leaked(sound, ino)]
const goneInode = (ino: number) => (sound: BlockImage): readonly string[] => [`inode ${ino} ${inodeBlockOf(layout, ino)}`, ...goneFile(ino)(sound)]

function changeRawInode(image: BlockImage, ino: number, change: (view: DataView) => void): void {
  changeBlock(image, inodeBlockOf(layout, ino), (table) => {
    const bytes = table.subarray(inodeOffsetOf(ino), inodeOffsetOf(ino) + 256)
    change(viewOf(bytes))
    seal(bytes, ino)
  })
}

const SUPERBLOCKS: readonly DamageCase[] = [
  { name: 'the superblock is lost', damage: (image) => changeBlock(image, 0, flip(9)), problems: () => ['superblock - 0'] },
  {
    name: 'the copy of the superblock is lost', damage: (image) => changeBlock(image, layout.superblockCopy, flip(9)),
    problems: () => [`superblock - ${layout.superblockCopy}`],
  },
]

const JOURNALS: readonly DamageCase[] = [
  { name: 'the header of the journal is lost', damage: (image) => changeBlock(image, layout.journalStart, flip(5)), problems: () => [`journal - ${layout.journalStart}`] },
  ...[0, layout.journalBlocks].map((position): DamageCase => ({
    name: `the journal begins outside itself, at ${position}`,
    damage: (image) => image.write(layout.journalStart * BLOCK_BYTES, encodeJournalHeader({ sequence: 9, position })),
    problems: () => [`journal - ${layout.journalStart}`],
  })),
  {
    name: 'the journal holds what came after a lost transaction',
    damage: (image) => image.write((layout.journalStart + 7) * BLOCK_BYTES, encodeDescriptor({ sequence: 1000, blocks: [], revoked: [] })),
    problems: () => [`journal - ${layout.journalStart + 7}`],
  },
]

const INODES: readonly DamageCase[] = [
  {
    name: 'an inode has a wrong checksum', damage: (image) => changeBlock(image, inodeBlockOf(layout, INO.a), flip(inodeOffsetOf(INO.a) + 13)),
    problems: goneInode(INO.a), after: withoutA,
  },
  { name: 'an inode is of no type', damage: (image) => changeRawInode(image, INO.a, (view) => view.setUint8(0, 9)), problems: goneInode(INO.a), after: withoutA },
  { name: 'an inode has more extents than room', damage: (image) => changeRawInode(image, INO.a, (view) => view.setUint16(52, 60_000, true)), problems: goneInode(INO.a), after: withoutA },
  {
    name: 'a symbolic link leads to what is no text', damage: (image) => changeRawInode(image, INO.l, (view) => view.setUint8(64, 0xff)),
    problems: goneInode(INO.l), after: (tree) => void tree.delete('/l'),
  },
  { name: 'an inode is free, and its name is not', damage: (image) => changeInode(image, INO.a, () => null), problems: goneFile(INO.a), after: withoutA },
  {
    name: 'the root is lost', damage: (image) => changeBlock(image, inodeBlockOf(layout, ROOT_INO), flip(inodeOffsetOf(ROOT_INO) + 13)),
    problems: (sound) => [`inode ${ROOT_INO} ${inodeBlockOf(layout, ROOT_INO)}`, `inode ${ROOT_INO} -`, ...leaked(sound, ROOT_INO)],
    after: (tree) => {
      lose(tree, { '/a': INO.a, '/d': INO.d, '/many': INO.many, '/l': INO.l, '/names': INO.names })
      // Its other name is in a directory that is there.
      tree.delete('/n')
      change(tree, `/lost+found/#${INO.d}/n`, { links: 1 })
    },
  },
  {
    name: 'the root is a file', damage: (image) => changeInode(image, ROOT_INO, () => ({ type: 'file' })), problems: () => [`inode ${ROOT_INO} -`],
    after: (tree) => {
      lose(tree, { '/a': INO.a, '/d': INO.d, '/many': INO.many, '/l': INO.l, '/names': INO.names })
      tree.delete('/n')
      change(tree, `/lost+found/#${INO.d}/n`, { links: 1 })
    },
  },
]

const emptyA = (tree: Tree): void => change(tree, '/a', { content: zeros(8000) })
const misplaced = (block: number, count = 1): DamageCase => ({
  name: `an extent lies in ${count} blocks from ${block} on`,
  damage: (image) => place(image, INO.a, [{ block, count }]), problems: () => [`extents ${INO.a} ${block}`], after: emptyA,
})

const EXTENTS: readonly DamageCase[] = [
  misplaced(layout.superblockCopy), misplaced(layout.blocks + 7), misplaced(layout.inodesStart), misplaced(layout.dataStart, 0), misplaced(0xffff_ffff),
  {
    name: 'an extent begins before the data and ends in it, where the root has its names',
    damage: (image) => place(image, INO.a, [{ block: layout.dataStart - 1, count: 2 }]),
    problems: () => [`extents ${INO.a} ${layout.dataStart - 1}`, `shared ${INO.a} ${layout.dataStart}`], after: emptyA,
  },
  {
    name: 'extents are out of order, and one lies outside the data',
    damage: (image) => {
      const second = blocksOf(image, INO.a)[0]!
      place(image, INO.a, [{ page: 1, block: second }, { page: 0, block: layout.superblockCopy }])
      markBlocks(image, [second], true)
    },
    problems: () => [`extents ${INO.a} ${layout.superblockCopy}`],
    after: (tree) => change(tree, '/a', { content: zeros(BLOCK_BYTES) + 'a'.repeat(8000 - BLOCK_BYTES) }),
  },
  {
    name: 'two extents hold one page',
    damage: (image) => {
      const blocks = blocksOf(image, INO.a)
      place(image, INO.a, blocks.map((block) => ({ page: 0, block })))
      markBlocks(image, blocks, true)
    },
    problems: (sound) => [`extents ${INO.a} ${blocksOf(sound, INO.a)[1]!}`],
    after: (tree) => change(tree, '/a', { content: 'a'.repeat(BLOCK_BYTES) + zeros(8000 - BLOCK_BYTES) }),
  },
  {
    name: 'an extent lies beyond the end of the largest file',
    damage: (image) => changeInode(image, INO.a, ({ extents }) => ({ extents: [{ ...extents[0]!, page: MOST_FILE_PAGES - 1, unwritten: true }] })),
    problems: (sound) => [`extents ${INO.a} ${blocksOf(sound, INO.a)[0]!}`], after: emptyA,
  },
  {
    name: 'the block of more extents has a wrong checksum', damage: (image) => changeBlock(image, chainOf(image), flip(13)),
    problems: (sound) => [`extents ${INO.many} ${chainOf(sound)}`, ...leaked(sound, INO.many).slice(recordOf(sound, INO.many)!.extents.length)],
    after: (tree) => {
      const { content } = tree.get('/many')!
      const kept = content.slice(0, 2 * 15 * BLOCK_BYTES)
      change(tree, '/many', { content: kept + zeros(content.length - kept.length) })
    },
  },
  {
    name: 'the blocks of more extents go round in a circle',
    damage: (image) => {
      const at = chainOf(image)
      const { extents } = surveyOf(image).inodes.get(INO.many)!
      changeBlock(image, at, (bytes) => encodeExtentBlock(bytes, at, extents.slice(recordOf(image, INO.many)!.extents.length), at))
    },
    problems: (sound) => [`shared ${INO.many} ${chainOf(sound)}`],
  },
  {
    name: 'the blocks of more extents go on outside the data',
    damage: (image) => {
      const at = chainOf(image)
      const { extents } = surveyOf(image).inodes.get(INO.many)!
      changeBlock(image, at, (bytes) => encodeExtentBlock(bytes, at, extents.slice(recordOf(image, INO.many)!.extents.length), layout.blocks))
    },
    problems: () => [`extents ${INO.many} ${layout.blocks}`],
  },
  {
    name: 'two files have one block each of the same',
    damage: (image) => {
      const [, shared] = blocksOf(image, INO.a)
      const [own] = blocksOf(image, INO.b)
      place(image, INO.b, [{ page: 0, block: own! }, { page: 1, block: shared! }])
      markBlocks(image, [own!], true)
    },
    problems: (sound) => [`shared ${INO.b} ${blocksOf(sound, INO.a)[1]!}`],
    after: (tree) => change(tree, '/d/b', { content: 'b'.repeat(BLOCK_BYTES) + zeros(8000 - BLOCK_BYTES) }),
  },
  {
    name: 'two files have the same blocks, of which the second has one more before and after',
    damage: (image) => {
      const [before, shared] = blocksOf(image, INO.f)
      place(image, INO.f, [{ block: before! }])
      markBlocks(image, [before!], true)
      markBlocks(image, blocksOf(image, INO.b), false)
      changeInode(image, INO.b, () => ({ extents: [{ page: 0, block: shared!, count: 3, unwritten: false }], sizeBytes: 3 * BLOCK_BYTES }))
      markBlocks(image, [shared!], true)
    },
    problems: (sound) => [`shared ${INO.b} ${blocksOf(sound, INO.a)[0]!}`],
    after: (tree) => {
      change(tree, '/d/e/f', { content: 'f'.repeat(BLOCK_BYTES) + zeros(5000 - BLOCK_BYTES) })
      change(tree, '/d/b', { content: 'f'.repeat(5000 - BLOCK_BYTES).padEnd(BLOCK_BYTES, '\0') + zeros(2 * BLOCK_BYTES) })
    },
  },
]

const BITMAPS: readonly DamageCase[] = [
  {
    name: 'a free block is in use to the bitmap', damage: (image) => markBlocks(image, freeBlocks(image).slice(-1), true),
    problems: (sound) => [`bitmap - ${freeBlocks(sound).at(-1)!}`],
  },
  {
    name: 'a block in use is free to the bitmap', damage: (image) => markBlocks(image, blocksOf(image, INO.a).slice(0, 1), false),
    problems: (sound) => [`bitmap ${INO.a} ${blocksOf(sound, INO.a)[0]!}`],
  },
  { name: 'a block of the file system is free to the bitmap', damage: (image) => markBlocks(image, [0], false), problems: () => ['bitmap 0 0'] },
]

const SIZES: readonly DamageCase[] = [
  ...[Number.NaN, -1, 1.5, 2 ** 44, Number.POSITIVE_INFINITY].flatMap((sizeBytes): DamageCase[] => [
    {
      name: `a file is of ${sizeBytes} bytes`, damage: (image) => changeInode(image, INO.a, () => ({ sizeBytes })), problems: () => [`size ${INO.a} -`],
      after: (tree) => change(tree, '/a', { content: 'a'.repeat(8000).padEnd(2 * BLOCK_BYTES, '\0') }),
    },
    { name: `a symbolic link is of ${sizeBytes} bytes`, damage: (image) => changeInode(image, INO.l, () => ({ sizeBytes })), problems: () => [`size ${INO.l} -`] },
  ]),
  {
    name: 'a file ends before its blocks', damage: (image) => changeInode(image, INO.a, () => ({ sizeBytes: 10 })), problems: () => [`size ${INO.a} -`],
    after: (tree) => change(tree, '/a', { content: 'a'.repeat(10) }),
  },
  { name: 'a directory ends within a block', damage: (image) => changeInode(image, INO.d, () => ({ sizeBytes: 100 })), problems: () => [`size ${INO.d} -`] },
  {
    name: 'a directory ends after its blocks', damage: (image) => changeInode(image, INO.d, () => ({ sizeBytes: 2 * BLOCK_BYTES })),
    problems: () => [`size ${INO.d} -`, `directory ${INO.d} -`],
  },
]

export const DAMAGE_OF_BLOCKS: readonly DamageCase[] = [...SUPERBLOCKS, ...JOURNALS, ...INODES, ...EXTENTS, ...BITMAPS, ...SIZES]
