/* eslint-disable require-yield -- A call that never has to wait is a task like any other. */
/** The system calls, as tasks. One set for each process: it has the process's descriptors. */
import type { AttributeChange, DirectoryEntry, FileCalls, OpenFlags, StatFs, Stats, Target } from './file-calls.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'
import { Descriptors } from './descriptors.ts'
import { FileError } from './file-error.ts'
import type { FileErrorCode } from './file-error.ts'
import type { Inode } from './inode.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { walk } from './paths.ts'
import type { Place } from './paths.ts'
import { MOST_TARGET_BYTES } from './records.ts'
import type { Task } from './task.ts'

export type CallTasks = {
  readonly [call in keyof FileCalls]: (...parameters: Parameters<FileCalls[call]>) => Task<ReturnType<FileCalls[call]>>
}

/** Blocks that must be left for a new name. */
const BLOCKS_FOR_A_NAME = 3
const encoder = new TextEncoder()

export class ProcessCalls implements CallTasks {
  readonly #volume: MountedVolume
  readonly #descriptors = new Descriptors()

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  *open(path: string, flags: OpenFlags = {}, mode = 0o666): Task<number> {
    const fail = failing('open', path)
    this.#descriptors.checkFree()
    const { create, exclusive, truncate, directory, noFollow } = flags
    if (create) yield* this.#volume.committer.makeRoom()
    const place = yield* this.#walk(path, 'open', !noFollow && !(create && exclusive))
    if (place.inode && create && exclusive) fail('EEXIST')
    if (!place.inode && !create) fail('ENOENT')
    if (place.inode?.type === 'symlink') fail('ELOOP')
    if (place.inode && directory && place.inode.type !== 'directory') fail('ENOTDIR')
    if (place.inode?.type === 'directory' && (create || (flags.access ?? 'read') !== 'read')) fail('EISDIR')
    const inode = place.inode ?? (yield* this.#create(place, 'file', mode, 'open', path))
    // Held open before it is waited for, so that nobody frees it.
    const descriptor = this.#descriptors.add(inode, flags)
    if (truncate && place.inode) yield* this.#volume.data.resize(inode, 0, 'open')
    return descriptor
  }

  *close(descriptor: number): Task<void> {
    const inode = this.#descriptors.remove(descriptor)
    yield* this.#volume.committer.commitIfLarge()
    const { options, places, namespace } = this.#volume
    if (inode.wasEmptied && options.replaceHeuristic && inode.pages && !inode.freed) places.choose(inode, inode.pages.dirtyPages)
    inode.wasEmptied = false
    namespace.release(inode)
  }

  *read(descriptor: number, length: number, position: number | null): Task<Uint8Array> {
    const open = this.#descriptors.get(descriptor, 'read')
    if (open.flags.access === 'write') throw new FileError('EBADF', 'read')
    if (open.inode.type === 'directory') throw new FileError('EISDIR', 'read')
    if (position !== null) return yield* this.#volume.data.read(open.inode, position, length)
    yield* open.lock.acquire()
    try {
      const bytes = yield* this.#volume.data.read(open.inode, open.position, length)
      open.position += bytes.length
      return bytes
    } finally {
      open.lock.release()
    }
  }

  *write(descriptor: number, data: Uint8Array, position: number | null): Task<number> {
    const open = this.#descriptors.writable(descriptor, 'write')
    const { append, sync } = open.flags
    // Calls that move the position come one after another.
    if (position === null) yield* open.lock.acquire()
    try {
      const at = yield* this.#volume.data.write(open.inode, append ? null : (position ?? open.position), data)
      if (position === null) open.position = at + data.length
    } finally {
      if (position === null) open.lock.release()
    }
    if (sync) yield* this.#volume.committer.fsync(open.inode, false)
    return data.length
  }

  *fsync(descriptor: number): Task<void> {
    yield* this.#volume.committer.fsync(this.#descriptors.get(descriptor, 'fsync').inode, false)
  }

  *fdatasync(descriptor: number): Task<void> {
    yield* this.#volume.committer.fsync(this.#descriptors.get(descriptor, 'fdatasync').inode, true)
  }

  *sync(): Task<void> {
    yield* this.#volume.committer.sync()
  }

  *truncate(target: Target, sizeBytes: number): Task<void> {
    const call = typeof target === 'number' ? 'ftruncate' : 'truncate'
    const inode = typeof target === 'number' ? this.#descriptors.writable(target, call).inode : yield* this.#existing(target, call)
    if (inode.type === 'directory') throw new FileError('EISDIR', call, typeof target === 'string' ? target : undefined)
    // Held open, so that nobody frees it meanwhile.
    inode.opens++
    try {
      yield* this.#volume.data.resize(inode, sizeBytes, call)
    } finally {
      inode.opens--
      this.#volume.namespace.release(inode)
    }
  }

  *allocate(descriptor: number, offset: number, length: number, keepSize = false): Task<void> {
    yield* this.#volume.data.allocate(this.#descriptors.writable(descriptor, 'fallocate').inode, offset, length, keepSize)
  }

  *stat(target: Target): Task<Stats> {
    const inode = typeof target === 'number' ? this.#descriptors.get(target, 'fstat').inode : yield* this.#existing(target, 'stat')
    return statsOf(inode)
  }

  *lstat(path: string): Task<Stats> {
    return statsOf(yield* this.#existing(path, 'lstat', false))
  }

  *readDirectory(path: string): Task<readonly DirectoryEntry[]> {
    const inode = yield* this.#existing(path, 'scandir')
    if (inode.type !== 'directory') throw new FileError('ENOTDIR', 'scandir', path)
    const { visible } = yield* this.#volume.inodes.names(inode)
    return [...visible].map(([name, { ino, type }]) => ({ name, ino, type })).sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  *makeDirectory(path: string, mode = 0o777): Task<void> {
    yield* this.#make(path, 'directory', mode, 'mkdir')
  }

  *removeDirectory(path: string): Task<void> {
    const fail = failing('rmdir', path)
    yield* this.#volume.committer.makeRoom()
    const { parent, name, inode } = yield* this.#walk(path, 'rmdir', false)
    if (!inode) return fail('ENOENT')
    if (name === '') fail('EBUSY')
    if (inode.type !== 'directory') fail('ENOTDIR')
    if ((yield* this.#volume.inodes.names(inode)).visible.size > 0) fail('ENOTEMPTY')
    this.#volume.namespace.unlink(parent, name, inode)
  }

  *rename(from: string, to: string): Task<void> {
    const fail = failing('rename', from, to)
    yield* this.#volume.committer.makeRoom()
    const old = yield* walk(this.#volume, from, { follow: false, fail })
    const target = yield* walk(this.#volume, to, { follow: false, fail })
    const moved = old.inode ?? fail('ENOENT')
    if (old.name === '' || target.name === '') fail('EBUSY')
    const replaced = target.inode
    if (moved.type === 'directory' && (moved === target.parent || (yield* this.#contains(moved, target.parent)))) fail('EINVAL')
    if (replaced === moved) return
    if (replaced) {
      if (moved.type === 'directory' && replaced.type !== 'directory') fail('ENOTDIR')
      if (moved.type !== 'directory' && replaced.type === 'directory') fail('EISDIR')
      if (replaced.type === 'directory' && (yield* this.#volume.inodes.names(replaced)).visible.size > 0) fail('ENOTEMPTY')
    }
    this.#checkRoom(fail)
    yield* this.#volume.inodes.names(target.parent)
    yield* this.#volume.namespace.rename(old.parent, old.name, target.parent, target.name, moved, replaced)
  }

  *link(existing: string, path: string): Task<void> {
    const fail = failing('link', existing, path)
    yield* this.#volume.committer.makeRoom()
    const { inode } = yield* walk(this.#volume, existing, { follow: false, fail })
    if (!inode) return fail('ENOENT')
    if (inode.type === 'directory') fail('EPERM')
    const place = yield* walk(this.#volume, path, { follow: false, fail })
    if (place.inode) fail('EEXIST')
    this.#checkRoom(fail)
    this.#volume.namespace.link(place.parent, place.name, inode)
  }

  *unlink(path: string): Task<void> {
    const fail = failing('unlink', path)
    yield* this.#volume.committer.makeRoom()
    const { parent, name, inode } = yield* this.#walk(path, 'unlink', false)
    if (!inode) return fail('ENOENT')
    if (inode.type === 'directory') fail('EISDIR')
    this.#volume.namespace.unlink(parent, name, inode)
  }

  *symlink(target: string, path: string): Task<void> {
    if (encoder.encode(target).length > MOST_TARGET_BYTES) throw new FileError('ENAMETOOLONG', 'symlink', target, path)
    yield* this.#make(path, 'symlink', 0o777, 'symlink', target)
  }

  *readLink(path: string): Task<string> {
    const inode = yield* this.#existing(path, 'readlink', false)
    if (inode.type !== 'symlink') throw new FileError('EINVAL', 'readlink', path)
    return inode.target
  }

  *realPath(path: string): Task<string> {
    const { inode, real } = yield* this.#walk(path, 'realpath', true)
    return inode ? real : failing('realpath', path)('ENOENT')
  }

  *setAttributes(target: Target, change: AttributeChange, { noFollow = false } = {}): Task<void> {
    yield* this.#volume.committer.makeRoom()
    const inode = typeof target === 'number' ? this.#descriptors.get(target, 'fchmod').inode : yield* this.#existing(target, 'chmod', !noFollow)
    this.#volume.setAttributes(inode, change)
  }

  *statFs(): Task<StatFs> {
    const { allocator, layout } = this.#volume
    const freeBlocks = Math.max(0, allocator.available)
    // How many inodes are in use is not counted: there are always about as many as blocks need.
    return { blockBytes: BLOCK_BYTES, blocks: layout.blocks, freeBlocks, files: layout.inodes, freeFiles: Math.min(layout.inodes, freeBlocks) }
  }

  /** The process is gone: the operating system closes what it had open. */
  *closeAll(): Task<void> {
    this.#descriptors.end()
    for (const descriptor of this.#descriptors.all) yield* this.close(descriptor)
  }

  *#walk(path: string, call: string, follow: boolean): Task<Place> {
    return yield* walk(this.#volume, path, { follow, fail: failing(call, path) })
  }

  *#existing(path: string, call: string, follow = true): Task<Inode> {
    const { inode } = yield* this.#walk(path, call, follow)
    return inode ?? failing(call, path)('ENOENT')
  }

  *#make(path: string, type: 'directory' | 'symlink', mode: number, call: string, target?: string): Task<void> {
    yield* this.#volume.committer.makeRoom()
    const place = yield* this.#walk(path, call, false)
    if (place.inode) throw target === undefined ? new FileError('EEXIST', call, path) : new FileError('EEXIST', call, target, path)
    yield* this.#create(place, type, mode, call, path, target)
  }

  *#create({ parent, name }: Place, type: Inode['type'], mode: number, call: string, path: string, target?: string): Task<Inode> {
    this.#checkRoom(failing(call, path))
    const ino = yield* this.#volume.inodes.prepare(call, path)
    return this.#volume.namespace.create(parent, name, ino, type, mode, target)
  }

  #checkRoom(fail: (code: FileErrorCode) => never): void {
    if (this.#volume.allocator.available < BLOCKS_FOR_A_NAME) fail('ENOSPC')
  }

  /** Whether a directory lies below another. */
  *#contains(above: Inode, below: Inode): Task<boolean> {
    for (const { ino, type } of (yield* this.#volume.inodes.names(above)).visible.values()) {
      if (type !== 'directory') continue
      const directory = yield* this.#volume.inodes.get(ino)
      if (directory === below || (yield* this.#contains(directory, below))) return true
    }
    return false
  }
}

function statsOf(inode: Inode): Stats {
  const { stats } = inode
  return inode.type === 'symlink' ? { ...stats, sizeBytes: encoder.encode(inode.target).length } : stats
}

function failing(call: string, path: string, other?: string): (code: FileErrorCode) => never {
  return (code) => {
    throw new FileError(code, call, path, other)
  }
}
