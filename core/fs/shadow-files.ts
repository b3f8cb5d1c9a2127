/**
 * What a process kill leaves: the operating system goes on, with every change that was made, durable or not. A second
 * mount of the same disk makes the same changes. Each is brought to its image at once, so that the image depends on the
 * changes alone, and not on when somebody asked for it.
 */
import type { BlockImage } from '../block/block-image.ts'
import type { CacheFollower } from '../block/cache-follower.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'
import type { CacheChange } from './cache-change.ts'
import { imageDevice } from './devices.ts'
import type { SeenChange } from './disk-files.ts'
import { inodeBlockOf } from './layout.ts'
import { mount, unmount } from './mount.ts'
import { MOUNT_PRESETS } from './mount-options.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { CorruptMetadata } from './records.ts'
import { runAtOnce } from './task.ts'
import type { Task } from './task.ts'

export class ShadowFiles implements CacheFollower {
  readonly #changes: readonly SeenChange[]
  #image: BlockImage
  /** Mounted when the first change comes. */
  #volume: MountedVolume | null = null
  #next: number
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
    this.#next = next
  }

  /** Costs nothing: few instants are asked for their image. */
  advanceTo(seq: number): void {
    this.#seq = seq
  }

  image(): BlockImage {
    this.#catchUp((change) => this.#make(change))
    return this.#image.fork()
  }

  reset(image: BlockImage): void {
    this.#catchUp(() => {})
    this.#image.release()
    this.#image = image.fork()
    this.#volume = null
  }

  fork(): CacheFollower {
    const image = this.image()
    const copy = new ShadowFiles(image, this.#changes, this.#next)
    copy.advanceTo(this.#seq)
    return copy
  }

  release(): void {
    this.#image.release()
  }

  #catchUp(take: (change: CacheChange) => void): void {
    for (; this.#next < this.#changes.length && this.#changes[this.#next]!.seq <= this.#seq; this.#next++) take(this.#changes[this.#next]!.change)
  }

  #make(change: CacheChange): void {
    const device = imageDevice(this.#image)
    // An image that cannot be mounted is told of where a machine boots from it.
    try {
      const parts = { options: MOUNT_PRESETS.ext4, defects: {}, now: () => 0 }
      this.#volume ??= runAtOnce(device, mount(Math.floor(this.#image.sizeBytes / BLOCK_BYTES), parts)).volume
      runAtOnce(device, makeAgain(this.#volume, change))
      runAtOnce(device, unmount(this.#volume))
    } catch (error) {
      if (!(error instanceof CorruptMetadata)) throw error
    }
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
