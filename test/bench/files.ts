/** The file system on an image without latency: mounting, checking, and writing with fsync. */
import { Volume } from 'memfs'
import { createArena, createImage } from '../../core/block/index.ts'
import type { BlockImage } from '../../core/block/index.ts'
import { BLOCK_BYTES } from '../../core/block/geometry.ts'
import { imageDevice } from '../../core/fs/devices.ts'
import { makeFileSystem, openImage, survey } from '../../core/fs/index.ts'
import { runAtOnce } from '../../core/fs/task.ts'
import type { BenchResult } from './bench-result.ts'
import { race } from './race.ts'
import type { Rounds } from './race.ts'

export interface FilesSize extends Rounds {
  readonly files: number
  readonly mounts: number
  readonly writes: number
}

export const FILES_SIZE: FilesSize = { rounds: 5, warmUps: 1, files: 40, mounts: 200, writes: 2000 }

const IMAGE_BYTES = 4 << 20
/** Files that are written over and over. */
const WRITTEN_FILES = 8

export async function filesBench(size: FilesSize = FILES_SIZE): Promise<BenchResult[]> {
  return [await mounting(size), await writing(size)]
}

async function mounting({ files, mounts, ...rounds }: FilesSize): Promise<BenchResult> {
  const image = filled(files)
  const twice = (work: (copy: BlockImage) => void) => (): void => {
    for (let count = 0; count < mounts; count++) {
      const copy = image.fork()
      work(copy)
      copy.release()
    }
  }
  return race({
    name: `mount and check a file system of ${IMAGE_BYTES >> 20} MiB with ${files} files`,
    unit: 'images/s',
    figure: (milliseconds) => (mounts * 1000) / milliseconds,
    peer: 'mounting it alone',
    subject: twice((copy) => {
      openImage(copy)
      const { problems } = runAtOnce(imageDevice(copy), survey(IMAGE_BYTES / BLOCK_BYTES))
      if (problems.length > 0) throw new Error(`bench: ${problems[0]!.message}`)
    }),
    rival: twice((copy) => void openImage(copy)),
    target: null,
  }, rounds)
}

function filled(files: number): BlockImage {
  const image = createImage(createArena(), IMAGE_BYTES)
  makeFileSystem(image)
  const { files: { sync }, settle } = openImage(image)
  for (let nth = 0; nth < files; nth++) {
    const descriptor = sync.open(`/file${nth}`, { access: 'write', create: true })
    sync.write(descriptor, new Uint8Array(3 * BLOCK_BYTES).fill(nth + 1), 0)
    sync.close(descriptor)
  }
  settle()
  return image
}

async function writing({ writes, ...rounds }: FilesSize): Promise<BenchResult> {
  const data = new Uint8Array(BLOCK_BYTES).fill(7)
  const image = createImage(createArena(), IMAGE_BYTES)
  makeFileSystem(image)
  const { files: { sync } } = openImage(image)
  const ours = Array.from({ length: WRITTEN_FILES }, (_, nth) => sync.open(`/file${nth}`, { access: 'write', create: true }))
  const volume = Volume.fromJSON({})
  const theirs = Array.from({ length: WRITTEN_FILES }, (_, nth) => volume.openSync(`/file${nth}`, 'w'))
  return race({
    name: 'write 4 KiB to a file and fsync it, journal and all',
    unit: 'µs/write',
    figure: (milliseconds) => (milliseconds * 1000) / writes,
    peer: 'memfs, which keeps nothing over a crash',
    subject: () => {
      for (let nth = 0; nth < writes; nth++) {
        const descriptor = ours[nth % WRITTEN_FILES]!
        sync.write(descriptor, data, (nth % 4) * BLOCK_BYTES)
        sync.fsync(descriptor)
      }
    },
    rival: () => {
      for (let nth = 0; nth < writes; nth++) {
        const descriptor = theirs[nth % WRITTEN_FILES]!
        volume.writeSync(descriptor, data, 0, BLOCK_BYTES, (nth % 4) * BLOCK_BYTES)
        volume.fsyncSync(descriptor)
      }
    },
    target: null,
  }, rounds)
}
