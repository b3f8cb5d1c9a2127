/** What a damage is to a test, and how to say what a repair makes of a tree. */
import type { BlockImage } from '../../../core/block/block-image.ts'
import { ROOT_INO } from '../../../core/fs/layout.ts'
import type { TreeEntry } from './file-operations.ts'

/** Of the sound image, in the order in which they were made. */
export const INO = { root: ROOT_INO, f: 3, a: 4, d: 5, b: 6, e: 7, many: 8, l: 9, n: 10, names: 11, first: 12 } as const
/** Nobody has it. */
export const FREE_INO = 60

export type Tree = Map<string, TreeEntry>

export interface DamageCase {
  readonly name: string
  readonly damage: (image: BlockImage) => void
  /** Each as `kind inode block`, by what the sound image was. */
  readonly problems: (sound: BlockImage) => readonly string[]
  /** Default: nothing changes. */
  readonly after?: (tree: Tree) => void
}

export const change = (tree: Tree, path: string, changes: Partial<TreeEntry>): void => void tree.set(path, { ...tree.get(path)!, ...changes })
export const move = (tree: Tree, from: string, to: string): void => {
  for (const [path, entry] of [...tree]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue
    tree.delete(path)
    tree.set(`${to}${path.slice(from.length)}`, entry)
  }
}
/** @param inos what is to be found there, by its old path */
export const lose = (tree: Tree, inos: Readonly<Record<string, number>>): void => {
  tree.set('/lost+found', { type: 'directory', links: 2, content: '' })
  for (const [path, ino] of Object.entries(inos)) {
    move(tree, path, `/lost+found/#${ino}`)
    if (tree.get(`/lost+found/#${ino}`)!.type === 'directory') change(tree, '/lost+found', { links: tree.get('/lost+found')!.links + 1 })
  }
}

export const withoutA = (tree: Tree): void => void tree.delete('/a')
