/** Orders of events that once went wrong. */
import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { createArena, createImage, DEVICE_PROFILES, Disk, WriteLog } from '../../../core/block/index.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import type { FileSystem } from '../../../core/fs/file-calls.ts'
import { DiskFiles, makeFileSystem, openImage, ShadowFiles, survey } from '../../../core/fs/index.ts'
import { MOUNT_PRESETS } from '../../../core/fs/mount-options.ts'
import { runAtOnce } from '../../../core/fs/task.ts'
import { createStreams, Kernel, ProcessGroup } from '../../../core/sim/index.ts'
import { readWhole } from './file-operations.ts'

function blank(sizeBytes: number) {
  const image = createImage(createArena(), sizeBytes)
  makeFileSystem(image)
  return image
}

const problemsOf = (image: ReturnType<typeof blank>) => runAtOnce(imageDevice(image), survey(image.sizeBytes / BLOCK_BYTES)).problems

async function onDisk(work: (files: FileSystem, mounted: DiskFiles) => Promise<void>, prepare: (files: FileSystem) => void = () => {}): Promise<void> {
  const kernel = new Kernel({ streams: createStreams('regressions') })
  const log = new WriteLog()
  const image = blank(2 << 20)
  const before = openImage(image)
  prepare(before.files)
  before.settle()
  const disk = new Disk({ kernel, log, index: log.addDisk(), id: 'machine/disk', profile: DEVICE_PROFILES.ssd, image })
  const mounted = new DiskFiles(disk, { options: MOUNT_PRESETS.ext4, schedule: 'lazy' })
  const group = new ProcessGroup('machine')
  let failure: unknown = 'it never ended'
  mounted.mount(() => {
    kernel.spawn(group, 'work', async () => {
      try {
        await work(mounted.face('disk', group), mounted)
        failure = null
      } catch (error) {
        failure = error
      }
      kernel.stop()
    })
  })
  await kernel.run({ eventLimit: 200_000 })
  if (failure !== null) throw failure as Error
}

const put = ({ sync }: FileSystem, path: string, bytes: Uint8Array): void => {
  const descriptor = sync.open(path, { access: 'write', create: true })
  sync.write(descriptor, bytes, 0)
  sync.close(descriptor)
}

describe('the file system', () => {
  it('keeps what was written for the shadow of a kill although the caller uses its buffer again', () => {
    const image = blank(1 << 20)
    const shadowImage = image.fork()
    const kernel = new Kernel({ streams: createStreams('buffer') })
    const log = new WriteLog()
    const disk = new Disk({ kernel, log, index: log.addDisk(), id: 'machine/disk', profile: { ...DEVICE_PROFILES.ssd }, image })
    const mounted = new DiskFiles(disk, { options: MOUNT_PRESETS.ext4, schedule: 'lazy' })
    void mounted.mount(() => {})
    return kernel.run({ eventLimit: 1000 }).then(() => {
      const { sync } = mounted.face('disk', new ProcessGroup('machine'))
      const buffer = new Uint8Array(8).fill(65)
      const descriptor = sync.open('/a', { access: 'write', create: true })
      sync.write(descriptor, buffer, 0)
      buffer.fill(66)
      const shadow = new ShadowFiles(shadowImage, mounted.changes)
      shadow.advanceTo(log.end)
      expect(readWhole(openImage(shadow.image()).files.sync, '/a')).toBe('AAAAAAAA')
    })
  })

  it('answers ENOENT when a file goes away while it is being opened', async () => {
    await onDisk(
      async ({ promises }) => {
        const [opened, unlinked] = await Promise.allSettled([promises.stat('/x'), promises.unlink('/x')])
        expect(unlinked.status).toBe('fulfilled')
        if (opened.status === 'rejected') expect(opened.reason).toMatchObject({ code: 'ENOENT' })
      },
      (files) => put(files, '/x', new Uint8Array(10)),
    )
  })

  it('does not free the blocks of a file twice that is cut and unlinked at once', async () => {
    await onDisk(
      async ({ promises }, { volume }) => {
        for (let nth = 0; nth < 20; nth++)
          await Promise.allSettled([promises.truncate(`/f${nth}`, 5000), promises.unlink(`/f${nth}`), promises.truncate(`/f${nth}`, 1)])
        const { allocator, layout } = volume!
        let free = 0
        for (let block = 0; block < layout.blocks; block++) if (!allocator.isUsed(block)) free++
        expect(allocator.free).toBe(free)
      },
      (files) => {
        for (let nth = 0; nth < 20; nth++) put(files, `/f${nth}`, new Uint8Array(9000).fill(nth + 1))
      },
    )
  })

  it('does not take a block for written that was reserved after the write began', async () => {
    await onDisk(async ({ promises }) => {
      const descriptor = await promises.open('/a', { access: 'read-write', create: true })
      await promises.write(descriptor, new Uint8Array(4096).fill(7), 0)
      await promises.fsync(descriptor)
      await promises.write(descriptor, new Uint8Array(4096).fill(8), 0)
      const syncing = promises.fsync(descriptor)
      await promises.truncate(descriptor, 0)
      await promises.allocate(descriptor, 0, 4096)
      await syncing
      expect(await promises.read(descriptor, 4096, 0)).toEqual(new Uint8Array(4096))
    })
  })

  it('shows zeros where a lost append once was', () => {
    const image = blank(1 << 20)
    const first = openImage(image)
    put(first.files, '/a', new Uint8Array(100).fill(1))
    first.settle()
    // The page reaches the disk with more than the inode tells of.
    const descriptor = first.files.sync.open('/a', { access: 'write' })
    first.files.sync.write(descriptor, new Uint8Array(200).fill(2), 100)
    runAtOnce(imageDevice(image), first.volume.data.writeBack([...first.volume.inodes.loaded].find(({ type }) => type === 'file')!))
    const { sync } = openImage(image).files
    expect(sync.stat('/a').sizeBytes).toBe(100)
    sync.truncate('/a', 1000)
    expect(readWhole(sync, '/a').slice(100)).toBe('\0'.repeat(900))
  })

  it('syncs more dirty files and removed directories than one transaction holds', () => {
    const image = blank(64 << 20)
    const { files, settle } = openImage(image)
    for (let nth = 0; nth < 700; nth++) {
      put(files, `/f${nth}`, new Uint8Array(10))
      files.sync.makeDirectory(`/d${nth}`)
      put(files, `/d${nth}/x`, new Uint8Array(1))
    }
    files.sync.sync()
    for (let nth = 0; nth < 700; nth++) {
      files.sync.unlink(`/d${nth}/x`)
      files.sync.removeDirectory(`/d${nth}`)
    }
    settle()
    expect(problemsOf(image)).toEqual([])
  })

  it('keeps room for the extents of a file in many pieces', () => {
    const image = blank(4 << 20)
    const { files: { sync }, settle } = openImage(image)
    const descriptor = sync.open('/pieces', { access: 'write', create: true })
    let written = 0
    try {
      for (; ; written++) sync.write(descriptor, new Uint8Array(10).fill(3), written * 2 * BLOCK_BYTES)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
    expect(written).toBeGreaterThan(300)
    settle()
    expect(problemsOf(image)).toEqual([])
  })

  it('takes back nothing of the books when there is no room for a reservation', () => {
    const image = blank(512 << 10)
    const { files: { sync }, settle } = openImage(image)
    const descriptor = sync.open('/a', { access: 'write', create: true })
    expect(() => sync.allocate(descriptor, 0, 1 << 20)).toThrow('ENOSPC')
    put({ sync } as FileSystem, '/b', new Uint8Array(10))
    settle()
    expect(problemsOf(image)).toEqual([])
  })

  it('serialises writes at a descriptor\'s own position', async () => {
    await onDisk(
      async ({ promises }) => {
        const descriptor = await promises.open('/a', { access: 'read-write' })
        await Promise.all([promises.write(descriptor, new Uint8Array(4).fill(65), null), promises.write(descriptor, new Uint8Array(4).fill(66), null)])
        expect(Buffer.from(await promises.read(descriptor, 8, 0)).toString()).toBe('AAAABBBB')
      },
      (files) => put(files, '/a', new Uint8Array(5000).fill(67)),
    )
  })
})
