/**
 * What the operating system writes without being asked. Each schedule is a legal one; which of them runs is part of the
 * plan. It is driven by timers alone, and armed only while there is something to write.
 */
import type { Kernel } from '../sim/kernel.ts'
import type { RandomStream } from '../sim/random.ts'
import type { MountedVolume } from './mounted-volume.ts'
import type { WritebackSchedule } from './mount-options.ts'
import { unmount } from './mount.ts'
import { runTask } from './task.ts'
import type { BlockDevice, Task } from './task.ts'

const EAGER_US = 1_000
/** Source: ext4(5), `commit=`: by default every 5 s. */
const LAZY_US = 5_000_000
const RANDOM_LEAST_US = 50
const RANDOM_MOST_US = 20_000

export interface BackgroundWriterOptions {
  readonly kernel: Kernel
  readonly volume: MountedVolume
  readonly device: BlockDevice
  readonly schedule: WritebackSchedule
  /** Drawn from under the schedule `random` only. */
  readonly random: () => RandomStream
}

export class BackgroundWriter {
  readonly #options: BackgroundWriterOptions
  #armed = false
  #stopped = false
  #held = false

  constructor(options: BackgroundWriterOptions) {
    this.#options = options
    options.volume.onDirty = () => this.#arm()
    if (options.volume.isDirty) this.#arm()
  }

  /** The operating system is gone. */
  stop(): void {
    this.#stopped = true
    this.#options.volume.onDirty = null
  }

  /** Writes nothing until {@link release}: the file system is frozen. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    if (this.#options.volume.isDirty) this.#arm()
  }

  #arm(): void {
    if (this.#armed || this.#stopped) return
    this.#armed = true
    this.#options.kernel.after(this.#delayUs(), () => this.#write())
  }

  #delayUs(): number {
    const { schedule, random } = this.#options
    if (schedule === 'random') return random().between(RANDOM_LEAST_US, RANDOM_MOST_US)
    return schedule === 'eager' ? EAGER_US : LAZY_US
  }

  #write(): void {
    const { device, volume, schedule, random } = this.#options
    if (this.#stopped || this.#held || volume.readOnly) {
      this.#armed = false
      return
    }
    const task = schedule === 'random' ? someWork(volume, random()) : schedule === 'eager' ? volume.committer.sync() : unmount(volume)
    // What the device answers is told to whoever asks for durability; nobody waits for this.
    runTask(device, task, () => {
      this.#armed = false
      if (volume.isDirty) this.#arm()
    })
  }
}

/** One of the things that an operating system may do at any time. */
export function* someWork(volume: MountedVolume, random: RandomStream): Task<void> {
  const [writeBack, names, commit, checkpoint] = [50, 65, 85, 95]
  const choice = random.below(100)
  if (choice < writeBack) {
    const dirty = [...volume.inodes.loaded].filter(({ pages }) => pages?.isDirty)
    if (dirty.length === 0) return
    const inode = random.pick(dirty)
    const share = random.between(1, 4)
    const wanted = inode.pages!.dirtyPages.filter(() => random.chance(share, 4))
    yield* volume.data.writeBack(inode, (page) => wanted.includes(page))
  } else if (choice < names) yield* volume.names.record(random.between(1, Math.max(1, volume.names.size)))
  else if (choice < commit) yield* volume.committer.commit()
  else if (choice < checkpoint) yield* volume.committer.checkpoint()
}
