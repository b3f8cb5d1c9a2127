/** A frozen file system is at rest on its disk; calls that would change it wait, and others do not. */
import { describe, expect, it } from 'vitest'
import { createArena, createImage } from '../../../core/block/index.ts'
import type { BlockImage } from '../../../core/block/index.ts'
import { imageDevice } from '../../../core/fs/devices.ts'
import { createFileSystem } from '../../../core/fs/faces.ts'
import type { ProcessFileSystem } from '../../../core/fs/faces.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import { mount } from '../../../core/fs/mount.ts'
import { MOUNT_PRESETS } from '../../../core/fs/mount-options.ts'
import type { MountedVolume } from '../../../core/fs/mounted-volume.ts'
import { runAtOnce, runTask } from '../../../core/fs/task.ts'
import type { BlockAnswer, BlockDevice, BlockRequest } from '../../../core/fs/task.ts'

const SIZE_BYTES = 512 << 10

/** A device that answers writes only when it is told to, in their order. */
class SlowDevice implements BlockDevice {
  readonly blocks: number
  slow = false
  readonly #device: BlockDevice
  readonly #waiting: (() => void)[] = []

  constructor(image: BlockImage) {
    this.#device = imageDevice(image)
    this.blocks = this.#device.blocks
  }

  submit(request: BlockRequest, answer: (answer: BlockAnswer) => void): void {
    if (this.slow && request.kind !== 'read') this.#waiting.push(() => this.#device.submit(request, answer))
    else this.#device.submit(request, answer)
  }

  answerAll(): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next()
  }
}

interface Stage {
  readonly image: BlockImage
  readonly device: SlowDevice
  readonly volume: MountedVolume
  readonly files: ProcessFileSystem
}

function stage(): Stage {
  const image = createImage(createArena(), SIZE_BYTES)
  makeFileSystem(image)
  const device = new SlowDevice(image)
  const { volume } = runAtOnce(device, mount(device.blocks, { options: MOUNT_PRESETS.ext4, defects: {}, now: () => 0 }))
  const files = createFileSystem('disk', volume, {
    device: () => device,
    wantsOrigins: () => false,
    begin: () => true,
    waitFor: () => {
      throw new Error('would wait')
    },
    later: (start) => new Promise((resolve, reject) => start((outcome) => (outcome.ok ? resolve(outcome.value) : reject(outcome.error as Error)))),
  })
  return { image, device, volume, files }
}

describe('a frozen file system', () => {
  it('has nothing in its journal, and lets nobody change it until it is thawed', async () => {
    const { image, device, volume, files } = stage()
    const descriptor = files.sync.open('/a', { access: 'read-write', create: true })
    files.sync.write(descriptor, new Uint8Array([1, 2, 3]), 0)
    files.sync.fsync(descriptor)
    expect(openImage(image.fork()).report.blocks).toBeGreaterThan(0)
    runAtOnce(device, volume.freezer.freeze(volume))
    expect(openImage(image.fork()).report.blocks).toBe(0)
    const before = image.hashKey()
    for (const change of [
      () => files.sync.write(descriptor, new Uint8Array(1), 0), () => files.sync.truncate('/a', 0), () => files.sync.makeDirectory('/d'),
      () => files.sync.open('/b', { access: 'write', create: true }), () => files.sync.setAttributes('/a', { mode: 0 }),
    ]) expect(change).toThrow('would wait')
    expect([...files.sync.read(descriptor, 3, 0)]).toEqual([1, 2, 3])
    expect(image.hashKey()).toBe(before)
    const renamed = files.promises.rename('/a', '/c')
    volume.freezer.thaw()
    await renamed
    expect(files.sync.readDirectory('/').map(({ name }) => name)).toContain('c')
  })

  it('waits for a commit that is on its way', () => {
    const { image, device, volume, files } = stage()
    files.sync.makeDirectory('/d')
    device.slow = true
    runTask(device, volume.committer.commit(), () => {})
    let frozen = false
    runTask(device, volume.freezer.freeze(volume), () => void (frozen = true))
    expect(frozen).toBe(false)
    device.answerAll()
    expect(frozen).toBe(true)
    expect(openImage(image.fork()).report.blocks).toBe(0)
  })

  it('gives up freezing when it is thawed first', () => {
    const { device, volume } = stage()
    device.slow = true
    let ended = false
    runTask(device, volume.freezer.change((function* () {
      yield { kind: 'flush', label: 'long' }
    })()), () => {})
    runTask(device, volume.freezer.freeze(volume), () => void (ended = true))
    expect(ended).toBe(false)
    volume.freezer.thaw()
    expect([ended, volume.freezer.frozen]).toEqual([true, false])
  })
})

describe('an fsync that meets a write of reserved pages on its way', () => {
  it('commits that they were written', () => {
    const { image, device, volume, files } = stage()
    const descriptor = files.sync.open('/a', { access: 'read-write', create: true })
    files.sync.allocate(descriptor, 0, 4096)
    files.sync.fsync(descriptor)
    device.slow = true
    files.promises.write(descriptor, new Uint8Array(4096).fill(7), 0).catch(() => {})
    const inode = [...volume.inodes.loaded].find(({ type }) => type === 'file')!
    // The times of the write are committed, so that the fsync has nothing to commit but the mark.
    runTask(device, volume.committer.commit(), () => {})
    device.answerAll()
    runTask(device, volume.data.writeBack(inode), () => {})
    let synced = false
    runTask(device, volume.committer.fsync(inode, false), () => void (synced = true))
    device.answerAll()
    expect(synced).toBe(true)
    const { sync: after } = openImage(image.fork()).files
    expect(after.read(after.open('/a'), 4, 0)).toEqual(new Uint8Array(4).fill(7))
  })
})
