/**
 * One damage each: what a survey is to say of it, and what of the tree a repair is to change. The table of the survey, of
 * the repair, and of a repair that is cut short.
 */
import type { BlockImage } from '../../../core/block/block-image.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { encodeDescriptor, encodeJournalHeader } from '../../../core/fs/journal-records.ts'
import { inodeBlockOf, inodeOffsetOf, MOST_FILE_PAGES, ROOT_INO } from '../../../core/fs/layout.ts'
import { encodeExtentBlock, encodeOrphans, seal, viewOf } from '../../../core/fs/records.ts'
import {
  blocksOf, changeBlock, changeDirectory, changeInode, flip, freeBlocks, layout, LONG_NAMES, markBlocks, place, recordOf, surveyOf,
} from './damage.ts'
import type { TreeEntry } from './file-operations.ts'

/** Of the sound image, in the order in which they were made. */
export const INO = { root: ROOT_INO, f: 3, a: 4, d: 5, b: 6, e: 7, many: 8, l: 9, n: 10, names: 11, first: 12 } as const
const FREE_INO = 60

export type Tree = Map<string, TreeEntry>

export interface DamageCase {
  readonly name: string
  readonly damage: (image: BlockImage) => void
  /** Each as `kind inode block`, by what the sound image was. */
  readonly problems: (sound: BlockImage) => readonly string[]
  /** Default: nothing changes. */
  readonly after?: (tree: Tree) => void
}

const change = (tree: Tree, path: string, changes: Partial<TreeEntry>): void => void tree.set(path, { ...tree.get(path)!, ...changes })
const move = (tree: Tree, from: string, to: string): void => {
  for (const [path, entry] of [...tree]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue
    tree.delete(path)
    tree.set(`${to}${path.slice(from.length)}`, entry)
  }
}
/** @param inos what is to be found there, by its old path */
const lose = (tree: Tree, inos: Readonly<Record<string, number>>): void => {
  tree.set('/lost+found', { type: 'directory', links: 2, content: '' })
  for (const [path, ino] of Object.entries(inos)) {
    move(tree, path, `/lost+found/#${ino}`)
    if (tree.get(`/lost+found/#${ino}`)!.type === 'directory') change(tree, '/lost+found', { links: tree.get('/lost+found')!.links + 1 })
  }
}

const leaked = (image: BlockImage, ino: number): readonly string[] => blocksOf(image, ino).map((block) => `bitmap - ${block}`)
const zeros = (size: number): string => '\0'.repeat(size)
const chainOf = (image: BlockImage): number => recordOf(image, INO.many)!.extentBlock

/** Of a file that was made away with. */
const goneFile = (ino: number) => (sound: BlockImage): readonly string[] => [`dangling-name ${INO.root} -`, ...leaked(sound, ino)]
const goneInode = (ino: number) => (sound: BlockImage): readonly string[] => [`inode ${ino} ${inodeBlockOf(layout, ino)}`, ...goneFile(ino)(sound)]
const withoutA = (tree: Tree): void => void tree.delete('/a')

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
    name: 'an extent begins before the data and ends in it',
    damage: (image) => {
      // Of three pages; the first of them is in the table of inodes.
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

export const PLAIN_DAMAGE: readonly DamageCase[] = [...SUPERBLOCKS, ...JOURNALS, ...INODES, ...EXTENTS, ...BITMAPS, ...SIZES]

const lostFromD = (tree: Tree): void => {
  lose(tree, { '/d/b': INO.b, '/d/e': INO.e })
  tree.delete('/d/n')
  change(tree, '/n', { links: 1 })
  change(tree, '/d', { links: 2 })
}
/** Nothing in `/d` can be found. */
const emptiedD = [`unreachable ${INO.b} -`, `unreachable ${INO.e} -`, `unreachable ${INO.f} -`, `links ${INO.d} -`, `links ${INO.n} -`]

/** Puts raw bytes over the first name of `/d`, of which a name has one byte. */
const rawName = (name: string, damage: (view: DataView) => void): DamageCase => ({
  name,
  damage: (image) => {
    const [at] = blocksOf(image, INO.d)
    changeBlock(image, at!, (bytes) => {
      damage(viewOf(bytes))
      seal(bytes, at!)
    })
  },
  problems: (sound) => [`directory ${INO.d} ${blocksOf(sound, INO.d)[0]!}`, ...emptiedD], after: lostFromD,
})

const dangling = (name: string, change: (image: BlockImage) => void, directory: number = INO.d): DamageCase =>
  ({ name, damage: change, problems: () => [`dangling-name ${directory} -`] })

const DIRECTORIES: readonly DamageCase[] = [
  {
    name: 'the block of a directory has a wrong checksum', damage: (image) => changeBlock(image, blocksOf(image, INO.d)[0]!, flip(3)),
    problems: (sound) => [`directory ${INO.d} ${blocksOf(sound, INO.d)[0]!}`, ...emptiedD], after: lostFromD,
  },
  rawName('a name has no bytes', (view) => view.setUint8(5, 0)),
  rawName('a name is a path', (view) => view.setUint8(6, '/'.charCodeAt(0))),
  rawName('a name is a dot', (view) => view.setUint8(6, '.'.charCodeAt(0))),
  rawName('a name has a zero', (view) => view.setUint8(6, 0)),
  rawName('a name is no text', (view) => view.setUint8(6, 0xff)),
  rawName('a name is there twice in one block', (view) => view.setUint8(6, 'n'.charCodeAt(0))),
  rawName('a name leads to no type', (view) => view.setUint8(4, 0)),
  {
    name: 'a directory has no blocks', damage: (image) => {
      markBlocks(image, blocksOf(image, INO.d), false)
      changeInode(image, INO.d, () => ({ extents: [] }))
    },
    problems: () => [`directory ${INO.d} -`, `size ${INO.d} -`, ...emptiedD], after: lostFromD,
  },
  {
    name: 'the first block of several of a directory is lost', damage: (image) => changeBlock(image, blocksOf(image, INO.names)[0]!, flip(3)),
    problems: (sound) => [`directory ${INO.names} ${blocksOf(sound, INO.names)[0]!}`, `links ${INO.first} -`],
    after: (tree) => {
      const kept = [...tree.keys()].filter((path) => path.startsWith('/names/'))
      const lost = kept.filter((path) => path === '/names/first' || LONG_NAMES.indexOf(path.slice('/names/'.length)) < 17)
      for (const path of lost) tree.delete(path)
      for (const path of kept) if (tree.has(path)) change(tree, path, { links: kept.length - lost.length })
    },
  },
  dangling('a name leads to a free inode', (image) => changeDirectory(image, INO.d, (names) => names.set('x', { ino: FREE_INO, type: 'file' }))),
  dangling('a name leads beyond the inodes', (image) => changeDirectory(image, INO.d, (names) => names.set('x', { ino: 100_000, type: 'file' }))),
  dangling('a second name of a file says that it is a link', (image) => changeDirectory(image, INO.d, (names) => names.set('x', { ino: INO.a, type: 'symlink' }))),
  dangling('a name leads to the root', (image) => changeDirectory(image, INO.d, (names) => names.set('x', { ino: ROOT_INO, type: 'directory' }))),
  dangling('a directory holds itself', (image) => changeDirectory(image, INO.d, (names) => names.set('x', { ino: INO.d, type: 'directory' }))),
  dangling('a directory is below itself', (image) => changeDirectory(image, INO.e, (names) => names.set('x', { ino: INO.d, type: 'directory' })), INO.e),
  dangling('a name is there twice in two blocks', (image) => changeDirectory(image, INO.names, (names) => names.set('first', { ino: INO.a, type: 'file' }), 2), INO.names),
  {
    name: 'the only name of a file is of another type', damage: (image) => changeDirectory(image, ROOT_INO, (names) => names.set('a', { ino: INO.a, type: 'directory' })),
    problems: () => [`dangling-name ${ROOT_INO} -`, `unreachable ${INO.a} -`], after: (tree) => lose(tree, { '/a': INO.a }),
  },
  {
    name: 'a directory has two parents', damage: (image) => changeDirectory(image, ROOT_INO, (names) => names.set('again', { ino: INO.e, type: 'directory' })),
    problems: () => [`dangling-name ${INO.d} -`, `links ${INO.d} -`, `links ${ROOT_INO} -`],
    after: (tree) => {
      move(tree, '/d/e', '/again')
      change(tree, '/d', { links: 2 })
    },
  },
  {
    name: 'a file has lost its name', damage: (image) => changeDirectory(image, ROOT_INO, (names) => names.delete('a')),
    problems: () => [`unreachable ${INO.a} -`], after: (tree) => lose(tree, { '/a': INO.a }),
  },
  {
    name: 'a file has lost its name and has no links', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
      changeInode(image, INO.a, () => ({ links: 0 }))
    },
    problems: () => [`unreachable ${INO.a} -`], after: withoutA,
  },
  {
    name: 'a full directory has lost its name and has no links', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('d'))
      changeInode(image, INO.d, () => ({ links: 0 }))
    },
    problems: () => [INO.d, INO.b, INO.e, INO.f].map((ino) => `unreachable ${ino} -`).concat(`links ${ROOT_INO} -`, `links ${INO.n} -`),
    after: (tree) => lose(tree, { '/d': INO.d }),
  },
  {
    name: 'two directories hold each other, and nothing else holds them', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('d'))
      changeDirectory(image, INO.e, (names) => names.set('up', { ino: INO.d, type: 'directory' }))
    },
    problems: () => [INO.d, INO.b, INO.e, INO.f].map((ino) => `unreachable ${ino} -`).concat(`links ${ROOT_INO} -`, `links ${INO.n} -`),
    after: (tree) => {
      // The oldest that was lost is /d/e/f: the way up from it goes by e, and ends at d.
      lose(tree, { '/d': INO.d })
    },
  },
  {
    name: 'a directory holds itself, and nothing else holds it', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('d'))
      changeDirectory(image, INO.d, (names) => names.set('self', { ino: INO.d, type: 'directory' }))
    },
    problems: () => [INO.d, INO.b, INO.e, INO.f].map((ino) => `unreachable ${ino} -`).concat(`links ${ROOT_INO} -`, `links ${INO.n} -`),
    after: (tree) => lose(tree, { '/d': INO.d }),
  },
]

const LINKS: readonly DamageCase[] = [
  { name: 'a file counts too many links', damage: (image) => changeInode(image, INO.a, () => ({ links: 3 })), problems: () => [`links ${INO.a} -`] },
  { name: 'a file counts no links', damage: (image) => changeInode(image, INO.a, () => ({ links: 0 })), problems: () => [`links ${INO.a} -`] },
  { name: 'a directory counts too few links', damage: (image) => changeInode(image, INO.d, () => ({ links: 2 })), problems: () => [`links ${INO.d} -`] },
]

const orphans = (image: BlockImage, list: readonly number[]): void => changeBlock(image, layout.orphans, (bytes) => encodeOrphans(bytes, layout.orphans, list))

const ORPHANS: readonly DamageCase[] = [
  { name: 'the list of orphans has a wrong checksum', damage: (image) => changeBlock(image, layout.orphans, flip(0)), problems: () => [`orphans - ${layout.orphans}`] },
  { name: 'an orphan has a name', damage: (image) => orphans(image, [INO.a]), problems: () => [`orphans ${INO.a} -`] },
  { name: 'an orphan is free', damage: (image) => orphans(image, [FREE_INO]), problems: () => [`orphans ${FREE_INO} -`] },
  { name: 'an orphan is no inode', damage: (image) => orphans(image, [100_000]), problems: () => ['orphans 100000 -'] },
  { name: 'the root is an orphan', damage: (image) => orphans(image, [ROOT_INO]), problems: () => [`orphans ${ROOT_INO} -`] },
  {
    name: 'an orphan has links and no name', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
      orphans(image, [INO.a])
    },
    problems: () => [`orphans ${INO.a} -`], after: (tree) => lose(tree, { '/a': INO.a }),
  },
  {
    name: 'an orphan is listed twice', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('a'))
      changeInode(image, INO.a, () => ({ links: 0 }))
      orphans(image, [INO.a, INO.a])
    },
    problems: () => [`orphans ${INO.a} -`], after: withoutA,
  },
]

export const DAMAGE: readonly DamageCase[] = [...PLAIN_DAMAGE, ...DIRECTORIES, ...LINKS, ...ORPHANS]
