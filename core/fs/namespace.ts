/**
 * The tree of names: finding what a path leads to, and changing it. Everyone sees a change at once; what of it is
 * recorded goes through the queue of names.
 */
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { FileType } from './file-calls.ts'
import { FileError } from './file-error.ts'
import { placeOf, withExtent } from './extents.ts'
import type { Inode } from './inode.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { encodeDirectoryBlock, NAME_SPACE, nameBytes } from './records.ts'
import type { NameRecord } from './records.ts'
import type { Task } from './task.ts'

export class Namespace {
  readonly #volume: MountedVolume

  constructor(volume: MountedVolume) {
    this.#volume = volume
  }

  /** Gives a name to a new inode. The caller holds the lock of names, and has loaded the names of the directory. */
  create(directory: Inode, name: string, ino: number, type: FileType, mode: number, target = ''): Inode {
    const { inodes, names } = this.#volume
    const inode = inodes.create(ino, type, mode)
    inode.target = target
    inode.links = type === 'directory' ? 2 : 1
    this.#show(directory, name, { ino, type })
    if (type === 'directory') directory.links++
    names.add(() => {
      inode.recordedLinks = inode.type === 'directory' ? 2 : 1
      if (type === 'directory') this.#countLinks(directory, 1)
      this.#recordName(directory, name, { ino, type })
      this.#volume.touch(inode)
    })
    this.#volume.cached({ change: 'create', directory: directory.ino, name, ino, type, mode, target })
    return inode
  }

  link(directory: Inode, name: string, inode: Inode): void {
    inode.links++
    inode.changedUs = this.#volume.now()
    this.#show(directory, name, inode)
    this.#volume.names.add(() => {
      this.#recordName(directory, name, inode)
      this.#countLinks(inode, 1)
    })
    this.#volume.cached({ change: 'link', directory: directory.ino, name, ino: inode.ino })
  }

  /** Takes a name away, and what it led to if nothing else does. */
  unlink(directory: Inode, name: string, inode: Inode): void {
    this.#hide(directory, name, inode)
    this.#volume.names.add(() => this.#recordRemoval(directory, name, inode))
    this.#volume.cached({ change: 'unlink', directory: directory.ino, name })
    this.release(inode)
  }

  /** @param replaced what had the new name */
  *rename(from: Inode, name: string, to: Inode, newName: string, moved: Inode, replaced: Inode | null): Task<void> {
    const { names, committer, defects, options, places } = this.#volume
    if (replaced && options.replaceHeuristic && moved.pages) places.choose(moved, moved.pages.dirtyPages)
    if (replaced) this.#hide(to, newName, replaced)
    from.names!.visible.delete(name)
    to.names!.visible.set(newName, { ino: moved.ino, type: moved.type })
    moved.changedUs = this.#volume.now()
    this.#dated(from, to)
    if (moved.type === 'directory') {
      from.links--
      to.links++
    }
    this.#volume.cached({ change: 'rename', from: from.ino, name, to: to.ino, newName })
    const takeOld = (): void => {
      this.#recordName(from, name, null)
      if (moved.type === 'directory') this.#countLinks(from, -1)
    }
    const giveNew = (): void => {
      this.#recordName(to, newName, moved)
      if (moved.type === 'directory') this.#countLinks(to, 1)
      this.#volume.touch(moved)
    }
    if (defects.splitsRename) {
      names.add(() => {
        takeOld()
        if (replaced) this.#recordRemoval(to, newName, replaced)
      })
      yield* committer.commit()
      names.add(giveNew)
    } else {
      // First what may fail for want of room.
      names.add(() => {
        if (replaced) this.#recordRemoval(to, newName, replaced)
        giveNew()
        takeOld()
      })
    }
    if (replaced) this.release(replaced)
  }

  /** Frees what neither name nor descriptor leads to any more. */
  release(inode: Inode): void {
    if (inode.links > 0 || inode.opens > 0 || inode.gone) return
    inode.gone = true
    this.#volume.names.add(() => this.#volume.inodes.free(inode))
  }

  #show(directory: Inode, name: string, { ino, type }: NameRecord): void {
    directory.names!.visible.set(name, { ino, type })
    this.#dated(directory)
  }

  #hide(directory: Inode, name: string, inode: Inode): void {
    directory.names!.visible.delete(name)
    if (inode.type === 'directory') {
      inode.links = 0
      directory.links--
    } else inode.links--
    inode.changedUs = this.#volume.now()
    this.#dated(directory)
  }

  #dated(...directories: readonly Inode[]): void {
    for (const directory of directories) directory.modifiedUs = directory.changedUs = this.#volume.now()
  }

  #recordRemoval(directory: Inode, name: string, inode: Inode): void {
    this.#recordName(directory, name, null)
    if (inode.type === 'directory') {
      this.#countLinks(directory, -1)
      this.#countLinks(inode, -inode.recordedLinks)
    } else this.#countLinks(inode, -1)
  }

  #countLinks(inode: Inode, difference: number): void {
    inode.recordedLinks += difference
    this.#volume.touch(inode)
  }

  /** Writes a name into the blocks of its directory, or takes it out. */
  #recordName(directory: Inode, name: string, target: NameRecord | null): void {
    const names = directory.names!
    const old = names.blockOf.get(name)
    // Found first: where there is no room for it, nothing has been changed.
    const block = target ? (old ?? this.#blockWithRoom(directory, name)) : old
    if (block !== undefined) {
      names.record(block, name, target)
      this.#recordBlock(directory, block)
    }
    this.#volume.touch(directory)
  }

  #recordBlock(directory: Inode, index: number): void {
    const { block } = placeOf(directory.extents, index)!
    encodeDirectoryBlock(this.#volume.metadata.change(block), block, directory.names!.recorded[index]!)
  }

  #blockWithRoom(directory: Inode, name: string): number {
    const { recorded, usedBytes } = directory.names!
    const roomy = usedBytes.findIndex((used) => used + nameBytes(name) <= NAME_SPACE)
    if (roomy >= 0) return roomy
    const run = this.#volume.allocator.allocate(1)
    if (!run) throw new FileError('ENOSPC', 'open')
    this.#volume.metadata.create(run.block)
    directory.extents = withExtent(directory.extents, { page: recorded.length, block: run.block, count: 1, unwritten: false })
    directory.recordedSizeBytes = directory.sizeBytes = (recorded.length + 1) * BLOCK_BYTES
    usedBytes.push(0)
    return recorded.push(new Map()) - 1
  }
}

