/** Several processes at once on a disk with latency, the operating system writing back meanwhile: whatever a power cut leaves is sound. */
import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { createArena, createImage, DEVICE_PROFILES, Disk, DurabilityCursor, WriteLog } from '../../../core/block/index.ts'
import type { BlockImage } from '../../../core/block/index.ts'
import { allPending, buildImages } from '../../../core/crash/picks.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import { DiskFiles, makeFileSystem, openImage, ShadowFiles, survey } from '../../../core/fs/index.ts'
import type { FileCalls, FilePromises } from '../../../core/fs/file-calls.ts'
import { FileError } from '../../../core/fs/file-error.ts'
import { MOUNT_PRESETS } from '../../../core/fs/mount-options.ts'
import type { MountPreset } from '../../../core/fs/mount-options.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import { fc } from '../../../core/index.ts'
import { createStreams, Kernel, ProcessGroup, randomStream } from '../../../core/sim/index.ts'
import { callOf, fileOperation, isOpening, treeOf } from './file-operations.ts'
import type { FileOperation, Opening } from './file-operations.ts'

const PROCESSES = 3
const SIZE_BYTES = 768 << 10

interface ConcurrentRun {
  readonly log: WriteLog
  readonly base: BlockImage
  readonly files: DiskFiles
  /** What everyone sees at the end. */
  readonly seen: ReturnType<typeof treeOf>
}

async function runTogether(seed: number, preset: MountPreset): Promise<ConcurrentRun> {
  const operations = fc.sample(fc.array(fileOperation, { minLength: 30, maxLength: 80, size: 'max' }), { seed, numRuns: 1 })[0]!
  const kernel = new Kernel({ streams: createStreams(`together ${seed}`), exploreSchedules: true })
  const log = new WriteLog()
  const image = createImage(createArena(), SIZE_BYTES)
  makeFileSystem(image)
  const base = image.fork()
  const disk = new Disk({ kernel, log, index: log.addDisk(), id: 'machine/disk', profile: DEVICE_PROFILES.ssd, image })
  const files = new DiskFiles(disk, { options: MOUNT_PRESETS[preset], schedule: 'random' })
  const group = new ProcessGroup('machine')
  let seen: ReturnType<typeof treeOf> | null = null
  let left = PROCESSES
  files.mount(() => {
    const { promises, sync } = files.face('disk', group)
    for (let nth = 0; nth < PROCESSES; nth++) {
      kernel.spawn(group, `process ${nth}`, async () => {
        for (const operation of operations.filter((_, index) => index % PROCESSES === nth)) await performLater(promises, operation)
        if (--left > 0) return
        seen = treeOf(sync)
        kernel.stop()
      })
    }
  })
  await kernel.run({ eventLimit: 500_000 })
  if (!seen) throw new Error('the processes never end')
  return { log, base, files, seen }
}

/** The calls of an operation, each awaited; an error of the file system is an answer. */
async function performLater(files: FilePromises, operation: FileOperation): Promise<void> {
  try {
    await attempt(files, operation)
  } catch (error) {
    // Damaged metadata is no answer where nothing has crashed.
    if (!(error instanceof FileError) || error.code === 'EUCLEAN') throw error
  }
}

async function attempt(files: FilePromises, operation: FileOperation): Promise<unknown> {
  if (isOpening(operation)) return attemptOpened(files, operation)
  const [call, ...parameters] = callOf(operation)
  return (files[call] as (...given: readonly unknown[]) => Promise<unknown>)(...parameters)
}

async function attemptOpened(files: FilePromises, operation: Opening): Promise<void> {
  const creates = operation.call === 'write' || operation.call === 'append' || operation.call === 'openUnlinked'
  const descriptor = await files.open(operation.path, operation.call === 'allocate' ? { access: 'write' } : creates ? { access: 'read-write', create: true } : {})
  try {
    if (operation.call === 'openUnlinked') await files.unlink(operation.path)
    if (operation.call === 'allocate') await files.allocate(descriptor, operation.offset, operation.bytes, operation.keepSize)
    else if (creates) await files.write(descriptor, new Uint8Array(operation.bytes).fill('fill' in operation ? operation.fill : 7), operation.call === 'write' ? operation.offset : 0)
    else await files.fsync(descriptor)
  } finally {
    await files.close(descriptor)
  }
}

describe.each(['ext4', 'posix', 'ext3-writeback', 'ext4-async-commit'] as const)('processes beside one another under %s', (preset) => {
  it('leave a sound file system behind', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { log, base } = await runTogether(seed, preset)
      const cursor = new DurabilityCursor(log, [base], [false])
      const stream = randomStream(`cuts ${seed}`)
      for (let seq = log.base; seq < log.end; seq++) {
        cursor.advanceTo(seq)
        if (!stream.chance(1, 20)) continue
        const picks = allPending(cursor).flatMap((pending) => (stream.chance(1, 2) ? [{ pending, offsets: null }] : []))
        const [image] = buildImages(cursor, picks) as [BlockImage]
        openImage(image, { options: MOUNT_PRESETS[preset] }).settle()
        const { problems } = runAtOnce(imageDevice(image), survey(SIZE_BYTES / BLOCK_BYTES))
        expect(problems, `seed ${seed}, after step ${seq}`).toEqual([])
        image.release()
      }
      cursor.release()
    }
  })

  it('leave the books of the allocator right', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { files } = await runTogether(seed, preset)
      const { allocator, inodes, layout } = files.volume!
      let free = 0
      for (let block = 0; block < layout.blocks; block++) if (!allocator.isUsed(block)) free++
      expect(allocator.free, `seed ${seed}`).toBe(free)
      const promised = [...inodes.loaded].reduce((sum, { pages, promisedExtentBlocks }) =>
        sum + promisedExtentBlocks + [...(pages?.pages.values() ?? [])].filter(({ reserved }) => reserved).length, 0)
      expect(allocator.reserved, `seed ${seed}`).toBe(promised)
    }
  })

  it('keep everything when they are killed', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { log, base, files, seen } = await runTogether(seed, preset)
      const shadow = new ShadowFiles(base, files.changes)
      shadow.advanceTo(log.end)
      const left: FileCalls = openImage(shadow.image()).files.sync
      expect(treeOf(left), `seed ${seed}`).toEqual(seen)
    }
  })
})
