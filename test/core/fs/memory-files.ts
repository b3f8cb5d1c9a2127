/**
 * What the calls of a file system do while nothing crashes, as plainly as can be: a tree in memory, nothing else. The
 * reference that the real one is compared with, and a stand-in for it where only the calls matter.
 */
import type {
  AttributeChange, DirectoryEntry, FileCalls, FilePromises, FileSystem, FileType, OpenFlags, StatFs, Stats, Target,
} from '../../../core/fs/file-calls.ts'
import { FileError } from '../../../core/fs/file-error.ts'

interface Inode {
  readonly ino: number
  readonly type: FileType
  mode: number
  links: number
  uid: number
  gid: number
  data: Uint8Array
  target: string
  readonly entries: Map<string, Inode>
  modifiedUs: number
  changedUs: number
  readonly createdUs: number
}

interface Descriptor {
  readonly inode: Inode
  readonly path: string
  readonly flags: OpenFlags
  position: number
}

const MOST_LINKS_FOLLOWED = 40
const FIRST_DESCRIPTOR = 3

export class MemoryFiles implements FileCalls {
  readonly root: Inode
  readonly #descriptors: (Descriptor | null)[] = []
  readonly #now: () => number
  #nextIno = 2

  constructor(now: () => number = () => 0) {
    this.#now = now
    this.root = this.#inode('directory', 0o755)
  }

  open(path: string, flags: OpenFlags = {}, mode = 0o666): number {
    const { parent, name, found } = this.#walk('open', path, !flags.noFollow && !(flags.create && flags.exclusive))
    if (found && flags.create && flags.exclusive) throw new FileError('EEXIST', 'open', path)
    if (!found && !flags.create) throw new FileError('ENOENT', 'open', path)
    if (found?.type === 'symlink') throw new FileError('ELOOP', 'open', path)
    if (found && flags.directory && found.type !== 'directory') throw new FileError('ENOTDIR', 'open', path)
    if (found?.type === 'directory' && (flags.create || (flags.access ?? 'read') !== 'read'))
      throw new FileError('EISDIR', 'open', path)
    const inode = found ?? this.#add(parent, name, this.#inode('file', mode))
    if (flags.truncate && found) this.#resize(inode, 0)
    let index = this.#descriptors.findIndex((descriptor) => descriptor === null)
    if (index < 0) index = this.#descriptors.length
    this.#descriptors[index] = { inode, path, flags, position: 0 }
    return index + FIRST_DESCRIPTOR
  }

  close(descriptor: number): void {
    this.#descriptor('close', descriptor)
    this.#descriptors[descriptor - FIRST_DESCRIPTOR] = null
  }

  read(descriptor: number, length: number, position: number | null): Uint8Array {
    const open = this.#descriptor('read', descriptor)
    if (open.flags.access === 'write') throw new FileError('EBADF', 'read')
    if (open.inode.type === 'directory') throw new FileError('EISDIR', 'read')
    const at = position ?? open.position
    const data = open.inode.data.slice(at, at + length)
    if (position === null) open.position += data.length
    return data
  }

  write(descriptor: number, data: Uint8Array, position: number | null): number {
    const open = this.#descriptor('write', descriptor)
    const { inode, flags } = open
    if ((flags.access ?? 'read') === 'read') throw new FileError('EBADF', 'write')
    const at = flags.append ? inode.data.length : (position ?? open.position)
    if (data.length > 0) {
      if (at + data.length > inode.data.length) this.#resize(inode, at + data.length)
      inode.data.set(data, at)
      this.#modified(inode)
    }
    if (position === null) open.position = at + data.length
    return data.length
  }

  fsync(descriptor: number): void {
    this.#descriptor('fsync', descriptor)
  }

  fdatasync(descriptor: number): void {
    this.#descriptor('fdatasync', descriptor)
  }

  sync(): void {}

  truncate(target: Target, sizeBytes: number): void {
    const call = typeof target === 'number' ? 'ftruncate' : 'truncate'
    const inode = typeof target === 'number' ? this.#descriptor(call, target).inode : this.#existing(call, target)
    if (typeof target === 'number' && (this.#descriptor(call, target).flags.access ?? 'read') === 'read')
      throw new FileError('EINVAL', call)
    if (inode.type === 'directory') throw new FileError('EISDIR', call, typeof target === 'string' ? target : undefined)
    this.#resize(inode, sizeBytes)
  }

  allocate(descriptor: number, offset: number, length: number, keepSize = false): void {
    const { inode, flags } = this.#descriptor('fallocate', descriptor)
    if ((flags.access ?? 'read') === 'read') throw new FileError('EBADF', 'fallocate')
    if (!keepSize && offset + length > inode.data.length) this.#resize(inode, offset + length)
  }

  stat(target: Target): Stats {
    return statsOf(typeof target === 'number' ? this.#descriptor('fstat', target).inode : this.#existing('stat', target))
  }

  lstat(path: string): Stats {
    return statsOf(this.#existing('lstat', path, false))
  }

  readDirectory(path: string): readonly DirectoryEntry[] {
    const inode = this.#existing('scandir', path)
    if (inode.type !== 'directory') throw new FileError('ENOTDIR', 'scandir', path)
    const entries = [...inode.entries].map(([name, { ino, type }]) => ({ name, ino, type }))
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  makeDirectory(path: string, mode = 0o777): void {
    const { parent, name, found } = this.#walk('mkdir', path, false)
    if (found) throw new FileError('EEXIST', 'mkdir', path)
    this.#add(parent, name, this.#inode('directory', mode))
    parent.links++
  }

  removeDirectory(path: string): void {
    const { parent, name, found } = this.#walk('rmdir', path, false)
    if (!found) throw new FileError('ENOENT', 'rmdir', path)
    if (found === this.root) throw new FileError('EBUSY', 'rmdir', path)
    if (found.type !== 'directory') throw new FileError('ENOTDIR', 'rmdir', path)
    if (found.entries.size > 0) throw new FileError('ENOTEMPTY', 'rmdir', path)
    this.#remove(parent, name)
    parent.links--
    found.links = 0
  }

  rename(from: string, to: string): void {
    const fail = (code: ConstructorParameters<typeof FileError>[0]): never => {
      throw new FileError(code, 'rename', from, to)
    }
    const old = this.#walk('rename', from, false, to)
    const target = this.#walk('rename', to, false, from, true)
    const moved = old.found ?? fail('ENOENT')
    if (moved === this.root || target.found === this.root) fail('EBUSY')
    if (moved.type === 'directory' && contains(moved, target.parent)) fail('EINVAL')
    if (target.found === moved) return
    if (target.found) {
      if (moved.type === 'directory' && target.found.type !== 'directory') fail('ENOTDIR')
      if (moved.type !== 'directory' && target.found.type === 'directory') fail('EISDIR')
      if (target.found.entries.size > 0) fail('ENOTEMPTY')
      this.#remove(target.parent, target.name)
      if (target.found.type === 'directory') {
        target.found.links = 0
        target.parent.links--
      }
    }
    old.parent.entries.delete(old.name)
    target.parent.entries.set(target.name, moved)
    for (const parent of [old.parent, target.parent]) this.#modified(parent)
    moved.changedUs = this.#now()
    if (moved.type === 'directory') {
      old.parent.links--
      target.parent.links++
    }
  }

  link(existing: string, path: string): void {
    const source = this.#walk('link', existing, false, path).found
    if (!source) throw new FileError('ENOENT', 'link', existing, path)
    if (source.type === 'directory') throw new FileError('EPERM', 'link', existing, path)
    const { parent, name, found } = this.#walk('link', path, false, existing, true)
    if (found) throw new FileError('EEXIST', 'link', existing, path)
    source.links++
    source.changedUs = this.#now()
    this.#add(parent, name, source)
  }

  unlink(path: string): void {
    const { parent, name, found } = this.#walk('unlink', path, false)
    if (!found) throw new FileError('ENOENT', 'unlink', path)
    if (found.type === 'directory') throw new FileError('EISDIR', 'unlink', path)
    this.#remove(parent, name)
  }

  symlink(target: string, path: string): void {
    const { parent, name, found } = this.#walk('symlink', path, false)
    if (found) throw new FileError('EEXIST', 'symlink', target, path)
    const inode = this.#inode('symlink', 0o777)
    inode.target = target
    this.#add(parent, name, inode)
  }

  readLink(path: string): string {
    const inode = this.#existing('readlink', path, false)
    if (inode.type !== 'symlink') throw new FileError('EINVAL', 'readlink', path)
    return inode.target
  }

  realPath(path: string): string {
    const { real, found } = this.#walk('realpath', path, true)
    if (!found) throw new FileError('ENOENT', 'realpath', path)
    return real
  }

  setAttributes(target: Target, change: AttributeChange, { noFollow = false } = {}): void {
    const inode = typeof target === 'number'
      ? this.#descriptor('fchmod', target).inode
      : this.#existing('chmod', target, !noFollow)
    Object.assign(inode, change)
    inode.changedUs = this.#now()
  }

  statFs(): StatFs {
    return { blockBytes: 4096, blocks: 1 << 20, freeBlocks: 1 << 20, files: 1 << 16, freeFiles: 1 << 16 }
  }

  #inode(type: FileType, mode: number): Inode {
    const now = this.#now()
    const common = { type, mode: mode & 0o7777, uid: 0, gid: 0, data: new Uint8Array(0), target: '', entries: new Map<string, Inode>() }
    const ino = this.root ? ++this.#nextIno : 2
    return { ...common, ino, links: type === 'directory' ? 2 : 1, modifiedUs: now, changedUs: now, createdUs: now }
  }

  #add(parent: Inode, name: string, inode: Inode): Inode {
    parent.entries.set(name, inode)
    this.#modified(parent)
    return inode
  }

  #remove(parent: Inode, name: string): void {
    const inode = parent.entries.get(name)!
    parent.entries.delete(name)
    this.#modified(parent)
    inode.links--
    inode.changedUs = this.#now()
  }

  #modified(inode: Inode): void {
    inode.modifiedUs = inode.changedUs = this.#now()
  }

  #resize(inode: Inode, sizeBytes: number): void {
    const data = new Uint8Array(sizeBytes)
    data.set(inode.data.subarray(0, sizeBytes))
    inode.data = data
    this.#modified(inode)
  }

  #descriptor(call: string, descriptor: number): Descriptor {
    const open = this.#descriptors[descriptor - FIRST_DESCRIPTOR]
    if (!open) throw new FileError('EBADF', call)
    return open
  }

  #existing(call: string, path: string, follow = true): Inode {
    const { found } = this.#walk(call, path, follow)
    if (!found) throw new FileError('ENOENT', call, path)
    return found
  }

  #walk(call: string, path: string, follow: boolean, other?: string, second = false) {
    const fail = (code: ConstructorParameters<typeof FileError>[0]): never => {
      throw new FileError(code, call, ...((second ? [other!, path] : other === undefined ? [path] : [path, other]) as [string]))
    }
    if (!path.startsWith('/')) fail(path === '' ? 'ENOENT' : 'EINVAL')
    let names = path.split('/').filter((name) => name !== '' && name !== '.')
    const mustBeDirectory = path.length > 1 && path.endsWith('/')
    let trail: { readonly name: string; readonly inode: Inode }[] = []
    for (let followed = 0, index = 0; ; index++) {
      const parent = trail.at(-1)?.inode ?? this.root
      if (parent.type !== 'directory') fail('ENOTDIR')
      if (index >= names.length) {
        const last = trail.at(-1)
        const above = trail.at(-2)?.inode ?? this.root
        return { parent: above, name: last?.name ?? '', found: parent as Inode | undefined, real: realOf(trail) }
      }
      const name = names[index]!
      if (new TextEncoder().encode(name).length > 255) fail('ENAMETOOLONG')
      if (name === '..') {
        trail.pop()
        continue
      }
      const inode = parent.entries.get(name)
      const isLast = index === names.length - 1
      if (!inode && !isLast) fail('ENOENT')
      if (inode?.type === 'symlink' && (!isLast || follow || mustBeDirectory)) {
        if (++followed > MOST_LINKS_FOLLOWED) fail('ELOOP')
        names = [...inode.target.split('/').filter((part) => part !== '' && part !== '.'), ...names.slice(index + 1)]
        if (inode.target.startsWith('/')) trail = []
        index = -1
        continue
      }
      if (!isLast) {
        trail.push({ name, inode: inode! })
        continue
      }
      if (inode && mustBeDirectory && inode.type !== 'directory') fail('ENOTDIR')
      return { parent, name, found: inode, real: realOf([...trail, { name }]) }
    }
  }
}

function realOf(trail: readonly { readonly name: string }[]): string {
  return `/${trail.map(({ name }) => name).join('/')}`
}

function contains(directory: Inode, inode: Inode): boolean {
  return directory === inode || [...directory.entries.values()].some((entry) => entry.type === 'directory' && contains(entry, inode))
}

function statsOf(inode: Inode): Stats {
  const { ino, type, mode, links, uid, gid, modifiedUs, changedUs, createdUs } = inode
  const sizeBytes = type === 'symlink' ? new TextEncoder().encode(inode.target).length : inode.data.length
  return { ino, type, mode, links, uid, gid, sizeBytes, blocks: Math.ceil(sizeBytes / 4096) * 8, modifiedUs, changedUs, createdUs }
}

/** Both forms over one tree. */
export function memoryFileSystem(name = 'memory', now: () => number = () => 0): FileSystem & { readonly sync: MemoryFiles } {
  const sync = new MemoryFiles(now)
  const promises = new Proxy({} as FilePromises, {
    get: (_, call) => async (...parameters: unknown[]) =>
      (Reflect.get(sync, call) as (...given: unknown[]) => unknown).apply(sync, parameters),
  })
  return { name, sync, promises }
}
