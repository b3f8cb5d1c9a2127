/** Damage to directories, the number of links, and the list of orphans. */
import type { BlockImage } from '../../../core/block/block-image.ts'
import { ROOT_INO } from '../../../core/fs/layout.ts'
import { encodeOrphans, seal, viewOf } from '../../../core/fs/records.ts'
import { blocksOf, changeBlock, changeDirectory, changeInode, flip, layout, LONG_NAMES, markBlocks } from './damage.ts'
import { change, FREE_INO, INO, lose, move, withoutA } from './damage-case.ts'
import type { DamageCase, Tree } from './damage-case.ts'

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
    name: 'a file in many pieces has lost its name and has no links', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => names.delete('many'))
      changeInode(image, INO.many, () => ({ links: 0 }))
    },
    problems: () => [`unreachable ${INO.many} -`], after: (tree) => void tree.delete('/many'),
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
    name: 'of two lost directories that name a third, one is wrong about its type', damage: (image) => {
      for (const name of ['d', 'names']) changeDirectory(image, ROOT_INO, (names) => names.delete(name))
      changeDirectory(image, INO.d, (names) => names.set('e', { ino: INO.e, type: 'file' }))
      changeDirectory(image, INO.names, (names) => names.set('e', { ino: INO.e, type: 'directory' }), 2)
    },
    problems: () => [INO.d, INO.b, INO.e, INO.f, INO.names, INO.first].map((ino) => `unreachable ${ino} -`).concat(`links ${ROOT_INO} -`, `links ${INO.n} -`),
    after: (tree) => {
      move(tree, '/d/e', '/names/e')
      change(tree, '/d', { links: 2 })
      change(tree, '/names', { links: 3 })
      lose(tree, { '/d': INO.d, '/names': INO.names })
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
    name: 'a file has lost its name, and there is an orphan besides', damage: (image) => {
      changeDirectory(image, ROOT_INO, (names) => {
        names.delete('a')
        names.delete('many')
      })
      changeInode(image, INO.a, () => ({ links: 0 }))
      orphans(image, [INO.a])
    },
    problems: () => [`unreachable ${INO.many} -`],
    after: (tree) => {
      withoutA(tree)
      lose(tree, { '/many': INO.many })
    },
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

export const DAMAGE_OF_NAMES: readonly DamageCase[] = [...DIRECTORIES, ...LINKS, ...ORPHANS]
