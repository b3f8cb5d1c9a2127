/** From a path to what it leads to. */
import type { Inode } from './inode.ts'
import { ROOT_INO } from './layout.ts'
import type { MountedVolume } from './mounted-volume.ts'
import type { FileErrorCode } from './file-error.ts'
import type { Task } from './task.ts'

/** Where a path ends. */
export interface Place {
  readonly parent: Inode
  readonly name: string
  /** What is there by now. */
  readonly inode: Inode | null
  /** The path without symbolic links. */
  readonly real: string
}

export interface WalkOptions {
  /** Follow a symbolic link at the end. */
  readonly follow: boolean
  readonly fail: (code: FileErrorCode) => never
}

/** Source: path_resolution(7). */
const MOST_LINKS_FOLLOWED = 40
const MOST_NAME_BYTES = 255
const encoder = new TextEncoder()

export function* walk(volume: MountedVolume, path: string, { follow, fail }: WalkOptions): Task<Place> {
  if (!path.startsWith('/')) fail(path === '' ? 'ENOENT' : 'EINVAL')
  const root = yield* volume.inodes.get(ROOT_INO)
  const mustBeDirectory = path.length > 1 && path.endsWith('/')
  let names = namesOf(path)
  let trail: { readonly name: string; readonly inode: Inode }[] = []
  for (let index = 0, followed = 0; ; index++) {
    const parent = trail.at(-1)?.inode ?? root
    if (parent.type !== 'directory') fail('ENOTDIR')
    if (index >= names.length)
      return { parent: trail.at(-2)?.inode ?? root, name: trail.at(-1)?.name ?? '', inode: parent, real: realPath(trail) }
    const name = names[index]!
    if (name === '..') {
      trail.pop()
      continue
    }
    if (encoder.encode(name).length > MOST_NAME_BYTES) fail('ENAMETOOLONG')
    const entry = (yield* volume.inodes.names(parent)).visible.get(name)
    const isLast = index === names.length - 1
    if (!entry && !isLast) fail('ENOENT')
    const inode = entry ? yield* target(volume, parent, name, entry.ino) : null
    // Somebody took the name, or gave it to another file, while the inode was read: what does it lead to now?
    if (entry && parent.names!.visible.get(name)?.ino !== entry.ino) {
      index--
      continue
    }
    if (inode?.type === 'symlink' && (!isLast || follow || mustBeDirectory)) {
      if (++followed > MOST_LINKS_FOLLOWED) fail('ELOOP')
      names = [...namesOf(inode.target), ...names.slice(index + 1)]
      if (inode.target.startsWith('/')) trail = []
      index = -1
      continue
    }
    if (isLast) {
      if (inode && mustBeDirectory && inode.type !== 'directory') fail('ENOTDIR')
      return { parent, name, inode, real: realPath([...trail, { name }]) }
    }
    trail.push({ name, inode: inode! })
  }
}

/** Null when it was freed while it was read. @throws CorruptMetadata when the name leads to what cannot be */
function* target(volume: MountedVolume, parent: Inode, name: string, ino: number): Task<Inode | null> {
  try {
    return yield* volume.inodes.get(ino)
  } catch (error) {
    if (parent.names!.visible.get(name)?.ino === ino) throw error
    return null
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.')
}

function realPath(trail: readonly { readonly name: string }[]): string {
  return `/${trail.map(({ name }) => name).join('/')}`
}
