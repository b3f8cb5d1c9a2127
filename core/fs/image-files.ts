/** A file system on an image that nobody runs: for looking into images, and for building them. */
import type { BlockImage } from '../block/block-image.ts'
import { BLOCK_BYTES } from '../block/geometry.ts'
import { imageDevice } from './devices.ts'
import { createFileSystem } from './faces.ts'
import type { ProcessFileSystem, Waiter } from './faces.ts'
import { mount, unmount } from './mount.ts'
import type { MountReport } from './mount.ts'
import { MOUNT_PRESETS } from './mount-options.ts'
import type { FileSystemDefects, MountOptions } from './mount-options.ts'
import type { MountedVolume } from './mounted-volume.ts'
import { runAtOnce } from './task.ts'
import type { Outcome } from './task.ts'

export interface ImageFiles {
  readonly files: ProcessFileSystem
  readonly volume: MountedVolume
  readonly report: MountReport
  /** Brings everything into the image. It can be used on. */
  readonly settle: () => void
}

/** @throws CorruptMetadata when the image holds no file system that can be mounted */
export function openImage(
  image: BlockImage,
  { options = MOUNT_PRESETS.ext4 as MountOptions, defects = {} as FileSystemDefects, now = () => 0 } = {},
): ImageFiles {
  const device = imageDevice(image)
  const { volume, report } = runAtOnce(device, mount(Math.floor(image.sizeBytes / BLOCK_BYTES), { options, defects, now }))
  const waiter: Waiter = {
    device: () => device,
    wantsOrigins: () => false,
    begin: () => true,
    waitFor: () => {
      throw new Error('openImage: a call waits for something that nobody brings about')
    },
    later: <Result>(start: (ended: (outcome: Outcome<Result>) => void) => void) =>
      new Promise<Result>((resolve, reject) => start((outcome) => (outcome.ok ? resolve(outcome.value) : reject(outcome.error as Error)))),
  }
  return { files: createFileSystem('image', volume, waiter), volume, report, settle: () => runAtOnce(device, unmount(volume)) }
}
