/**
 * What a process kill leaves: the operating system goes on, with every change that was made, durable or not. A second
 * mount of the same disk makes the same changes.
 */
import type { BlockImage } from '../block/block-image.ts'
import type { CacheFollower } from '../block/cache-follower.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { CacheChange } from './cache-change.ts'
import { imageDevice } from './devices.ts'
import type { SeenChange } from './disk-files.ts'
import { FileError } from './file-error.ts'
import { inodeBlockOf } from './layout.ts'
import { mount, unmount } from './mount.ts'
import { MOUNT_PRESETS } from './mount-options.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { CorruptMetadata } from './records.ts'
import { runAtOnce } from './task.ts'
import type { Task } from './task.ts'

/** So many changes are made on one mount. Fixed, so that an image depends on the changes alone and not on who asked when. */
const STRIDE = 32

export class ShadowFiles implements CacheFollower {
  readonly #changes: readonly SeenChange[]
  /** With the first `#done` changes. */
  #image: BlockImage
  #done: number
  /** Up to this position of the log everything counts. */
  #seq = -1

  /**
   * @param image when the log began; owned by the shadow
   * @param changes in their order; more may come
   * @param next the first of them that the image does not have
   */
  constructor(image: BlockImage, changes: readonly SeenChange[], next = 0) {
    this.#image = image
    this.#changes = changes
    this.#done = next
  }

  /** Costs nothing: few instants are asked for their image. */
  advanceTo(seq: number): void {
    this.#seq = seq
  }

  image(): BlockImage {
    const end = this.#count()
    while (this.#done + STRIDE <= end) {
      makeChanges(this.#image, this.#changes.slice(this.#done, this.#done + STRIDE))
      this.#done += STRIDE
    }
    const image = this.#image.fork()
    makeChanges(image, this.#changes.slice(this.#done, end))
    return image
  }

  reset(image: BlockImage): void {
    this.#done = this.#count()
    this.#image.release()
    this.#image = image.fork()
  }

  fork(): CacheFollower {
    const copy = new ShadowFiles(this.#image.fork(), this.#changes, this.#done)
    copy.advanceTo(this.#seq)
    return copy
  }

  release(): void {
    this.#image.release()
  }

  /** How many changes count by now. */
  #count(): number {
    let end = this.#done
    while (end < this.#changes.length && this.#changes[end]!.seq <= this.#seq) end++
    return end
  }
}

/** An image that cannot be mounted stays as it is: it is told of where a machine boots from it. */
function makeChanges(image: BlockImage, changes: readonly SeenChange[]): void {
  if (changes.length === 0) return
  const device = imageDevice(image)
  let atUs = 0
  try {
    const parts = { options: MOUNT_PRESETS.ext4, defects: {}, now: () => atUs }
    const { volume } = runAtOnce(device, mount(Math.floor(image.sizeBytes / BLOCK_BYTES), parts))
    for (const seen of changes) {
      atUs = seen.atUs
      try {
        runAtOnce(device, makeAgain(volume, seen.change))
      } catch (error) {
        // What was written to a file that had no name any more is gone with the process.
        if (error instanceof CorruptMetadata) continue
        if (!(error instanceof FileError && error.code === 'ENOSPC')) throw error
        // What was freed can be used again once that is committed, and the source commits at other times.
        runAtOnce(device, unmount(volume))
        runAtOnce(device, makeAgain(volume, seen.change))
      }
    }
    runAtOnce(device, unmount(volume))
  } catch (error) {
    if (!(error instanceof CorruptMetadata)) throw error
  }
}

function* makeAgain(volume: MountedVolume, change: CacheChange): Task<void> {
  const { inodes, data, namespace, committer } = volume
  yield* committer.makeRoom()
  switch (change.change) {
    case 'write':
      return void (yield* data.write(yield* inodes.get(change.ino), change.offset, change.data))
    case 'resize':
      return yield* data.resize(yield* inodes.get(change.ino), change.sizeBytes, 'truncate')
    case 'allocate':
      return yield* data.allocate(yield* inodes.get(change.ino), change.offset, change.length, change.keepSize)
    case 'attributes':
      return volume.setAttributes(yield* inodes.get(change.ino), change.attributes)
  }
  const directory = yield* inodes.get(change.change === 'rename' ? change.from : change.directory)
  const { visible } = yield* inodes.names(directory)
  switch (change.change) {
    case 'create':
      yield* volume.metadata.load(inodeBlockOf(volume.layout, change.ino))
      return void namespace.create(directory, change.name, change.ino, change.type, change.mode, change.target)
    case 'link':
      return namespace.link(directory, change.name, yield* inodes.get(change.ino))
    case 'unlink': {
      const inode = yield* inodes.get(visible.get(change.name)!.ino)
      if (inode.type === 'directory') yield* inodes.names(inode)
      return namespace.unlink(directory, change.name, inode)
    }
    case 'rename': {
      const to = yield* inodes.get(change.to)
      const replaced = (yield* inodes.names(to)).visible.get(change.newName)
      const moved = yield* inodes.get(visible.get(change.name)!.ino)
      return yield* namespace.rename(directory, change.name, to, change.newName, moved, replaced ? yield* inodes.get(replaced.ino) : null)
    }
  }
}
