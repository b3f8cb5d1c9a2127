/** What a boot does about file systems: replay, check, repair, or give up; how long it takes; and the disk of the operating system. */
import { describe, expect, it } from 'vitest'
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES, INSTANT_PROFILES } from '../../../core/block/device-profile.ts'
import type { DeviceProfile } from '../../../core/block/device-profile.ts'
import { BLOCK_BYTES } from '../../../core/block/geometry.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import { defineApp, drill, scenario } from '../../../core/drill/index.ts'
import { mountFactsOf } from '../../../core/drill/file-system-boots.ts'
import { BOOT_DURATIONS } from '../../../core/fs/boot-files.ts'
import { openImage } from '../../../core/fs/image-files.ts'
import { layoutOf } from '../../../core/fs/layout.ts'
import { makeFileSystem } from '../../../core/fs/make.ts'
import { fc } from '../../../core/index.ts'
import type { FileSystemSpec } from '../../../core/index.ts'
import { disksOf, prepare } from '../../../core/machine/app-disks.ts'
import { Machine } from '../../../core/machine/machine.ts'
import type { BootOutcome } from '../../../core/machine/machine.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import { createStreams } from '../../../core/sim/random.ts'

const SIZE_BYTES = 1 << 20
const layout = layoutOf(SIZE_BYTES)

const appOn = (spec: Partial<FileSystemSpec>) => ({ name: 'app', fileSystems: { disk: { size: SIZE_BYTES, ...spec } }, boot: () => 'running' })

interface Booted {
  readonly outcome: BootOutcome
  readonly machine: Machine
  readonly bootUs: number
}

async function boot(spec: Partial<FileSystemSpec>, change: (image: BlockImage) => void, profile: DeviceProfile = INSTANT_PROFILES.ssd): Promise<Booted> {
  const app = appOn(spec)
  const image = prepare(disksOf(app)[0]!, createImage(createArena(), SIZE_BYTES))
  change(image)
  const kernel = new Kernel({ streams: createStreams('boot') })
  const machine = new Machine({ kernel, log: new WriteLog(), id: 'm', app, profile, images: [image] })
  let outcome: BootOutcome | null = null
  machine.boot((given) => {
    outcome = given
    kernel.stop()
  })
  await kernel.run({ timeLimitUs: 60_000_000 })
  return { outcome: outcome!, machine, bootUs: kernel.now }
}

function flip(image: BlockImage, block: number): void {
  const bytes = image.read(block * BLOCK_BYTES, BLOCK_BYTES).slice()
  bytes[9]! ^= 0x5a
  image.write(block * BLOCK_BYTES, bytes)
}

/** The first half of a file system of twice the size. */
function cutDown(image: BlockImage): void {
  const whole = createImage(createArena(), 2 * SIZE_BYTES)
  makeFileSystem(whole)
  image.write(0, whole.read(0, SIZE_BYTES))
}

/** Names in the journal that are not in their places. */
function makeDirty(image: BlockImage): void {
  const { sync: files } = openImage(image).files
  for (let index = 0; index < 20; index++) {
    files.makeDirectory(`/directory ${index}`)
    files.makeDirectory(`/directory ${index}/below`)
  }
  files.sync()
}

const kindsOf = ({ machine }: Booted): readonly string[] | undefined => machine.files[0]!.report?.repair?.problems.map(({ kind }) => kind)

describe('a boot', () => {
  it('takes longer when there is something to replay, and longer still when it checks', async () => {
    const [clean, dirty, checked] = await Promise.all([
      boot({}, () => {}, DEVICE_PROFILES.ssd), boot({}, makeDirty, DEVICE_PROFILES.ssd), boot({ check: 'always' }, makeDirty, DEVICE_PROFILES.ssd),
    ])
    expect(clean.machine.files[0]!.report).toMatchObject({ blocks: 0, repair: null })
    expect(dirty.machine.files[0]!.report!.blocks).toBeGreaterThan(10)
    expect(checked.machine.files[0]!.report).toMatchObject({ blocks: dirty.machine.files[0]!.report!.blocks, repair: { problems: [] } })
    expect(clean.bootUs).toBeGreaterThan(BOOT_DURATIONS.mountUs)
    expect(dirty.bootUs - clean.bootUs).toBeGreaterThan(10 * BOOT_DURATIONS.replayedBlockUs)
    expect(checked.bootUs - dirty.bootUs).toBeGreaterThan(41 * BOOT_DURATIONS.checkedInodeUs)
  })

  it('takes no time on a device without latency', async () => {
    const { outcome, bootUs } = await boot({ check: 'always' }, makeDirty)
    expect(outcome.ok).toBe(true)
    expect(bootUs).toBe(0)
  })

  it.each([['orphans', layout.orphans], ['superblock', 0], ['journal', layout.journalStart], ['inode', layout.inodesStart]])('repairs what does not mount: %s', async (kind, block) => {
    const damage = (image: BlockImage): void => {
      // The root inode is the second of its block.
      if (kind === 'inode') image.write(block * BLOCK_BYTES, new Uint8Array(BLOCK_BYTES))
      else flip(image, block)
    }
    const repaired = await boot({}, damage)
    expect(repaired.outcome.ok).toBe(true)
    // A mount makes the first superblock good by itself.
    if (kind === 'superblock') expect(repaired.machine.files[0]!.report).toMatchObject({ superblockRepaired: true, repair: { problems: [] } })
    else expect(kindsOf(repaired)).toContain(kind)
    const untouched = await boot({ check: 'never' }, damage)
    if (kind === 'superblock') expect(untouched.machine.files[0]!.report).toMatchObject({ superblockRepaired: true, repair: null })
    else expect(untouched.outcome).toMatchObject({ ok: false, unbootable: true })
  })

  it('finds damage that a mount does not see only when it always checks', async () => {
    const damage = (image: BlockImage): void => flip(image, layout.superblockCopy)
    expect(kindsOf(await boot({}, damage))).toBeUndefined()
    expect(kindsOf(await boot({ check: 'always' }, damage))).toEqual(['superblock'])
  })

  it.each<[string, Partial<FileSystemSpec>, (image: BlockImage) => void, ReturnType<typeof mountFactsOf>]>([
    ['nothing', {}, () => {}, { journalBlocks: 0, checks: 0, repairs: 0 }],
    ['a check that finds nothing', { check: 'always' }, () => {}, { journalBlocks: 0, checks: 1, repairs: 0 }],
    ['a check and a repair', {}, (image) => flip(image, layout.orphans), { journalBlocks: 0, checks: 1, repairs: 1 }],
    ['a repair by the mount itself', { check: 'never' }, (image) => flip(image, 0), { journalBlocks: 0, checks: 0, repairs: 1 }],
    ['a mount that fails', { check: 'never' }, (image) => flip(image, layout.orphans), { journalBlocks: 0, checks: 0, repairs: 0 }],
  ])('tells what it took: %s', async (_, spec, change, facts) => {
    expect(mountFactsOf([(await boot(spec, change)).machine])).toEqual(facts)
  })

  it('tells what was replayed, and nothing where there is no file system to mount', async () => {
    const { machine } = await boot({}, makeDirty)
    expect(mountFactsOf([machine, machine])!.journalBlocks).toBe(2 * machine.files[0]!.report!.blocks)
    machine.files = [null]
    expect(mountFactsOf([machine])).toBeNull()
  })

  it.each<[string, Partial<FileSystemSpec>, (image: BlockImage) => void, string]>([
    [
      'no file system', {}, (image) => [0, layout.superblockCopy].forEach((block) => flip(image, block)),
      `m/disk cannot be mounted: there is no file system: neither block 0 nor block ${layout.superblockCopy} holds a superblock: that is beyond repair; boot from another recovery point, or restore a backup`,
    ],
    [
      'no file system, which it always checks', { check: 'always' }, (image) => image.write(0, new Uint8Array(SIZE_BYTES)),
      `m/disk cannot be mounted: there is no file system: neither block 0 nor block ${layout.superblockCopy} holds a superblock: that is beyond repair; boot from another recovery point, or restore a backup`,
    ],
    [
      'part of one', {}, (image) => cutDown(image),
      `m/disk cannot be mounted: the file system has ${2 * layout.blocks} blocks and its device ${layout.blocks}: it was cut, or enlarged: that is beyond repair; boot from another recovery point, or restore a backup`,
    ],
    [
      'a damaged one that it may not repair', { check: 'never' }, (image) => flip(image, layout.journalStart),
      "m/disk cannot be mounted: the journal has no valid header: nobody repaired it, as its check is 'never'; under 'damaged' a boot tries to",
    ],
  ])('says what is there and what helps where there is %s', async (_, spec, damage, message) => {
    const { outcome } = await boot(spec, damage)
    expect(outcome).toMatchObject({ ok: false, unbootable: true })
    expect((outcome as { readonly error: Error }).error.message).toBe(message)
  })
})

describe('the operating system on a disk', () => {
  it('starts, and has its files there', async () => {
    const { outcome, machine } = await boot({ boot: true }, () => {})
    expect(outcome.ok).toBe(true)
    const { sync: files } = openImage(machine.disks[0]!.image.fork()).files
    expect(files.readDirectory('/var/lib/app').map(({ name }) => name)).toEqual(['first-boot'])
  })

  it.each(['/boot/kernel', '/etc/fstab'])('does not start without %s, or when it was cut', async (path) => {
    const changes: ((image: BlockImage) => void)[] = ['unlink', 'truncate'].map((call) => (image) => {
      const { files: { sync: files }, settle } = openImage(image)
      if (call === 'unlink') files.unlink(path)
      else files.truncate(path, 5)
      settle()
    })
    for (const change of changes) expect((await boot({ boot: true }, change)).outcome).toMatchObject({ ok: false, unbootable: true })
  })

  it('is one at most', () => {
    const disk = { size: SIZE_BYTES, boot: true }
    expect(() => disksOf({ fileSystems: { one: disk, other: disk } })).toThrow('boots from one file system, got one and other')
  })
})

/** One number on a plain volume, beside an operating system that goes its own way. */
const counting = (defects: FileSystemSpec['defects']) => {
  const app = defineApp({
    name: 'counter',
    volumes: { data: '64KiB' },
    fileSystems: { system: { size: '1MiB', boot: true, ...(defects ? { defects } : {}) } },
    boot: ({ volumes, clock }) => ({
      set: async (value: number) => {
        await clock.sleep(3_000)
        await volumes.data.write(0, new Uint8Array(512).fill(value), { fua: true })
      },
      get: async () => (await volumes.data.read(0, 512))[0],
    }),
  })
  return scenario({
    name: 'counter', machines: { box: app }, operation: fc.integer({ min: 1, max: 255 }), apply: ({ box }, value) => box.set(value),
    model: { initial: 0 as number | undefined, step: (_, value: number) => value as number | undefined },
    observe: ({ box }) => box.get(), clients: 1, operations: 12, policy: false,
  })
}

async function verdictsOf(defects: FileSystemSpec['defects']): Promise<readonly string[]> {
  const verdicts = new Set<string>()
  for (let seed = 1; seed <= 3; seed++) {
    const { failures } = await drill(counting(defects), { seed: `${seed}`, stateBudget: 300, shrinkAttempts: 0 })
    for (const { verdict } of failures) verdicts.add(verdict)
  }
  return [...verdicts]
}

describe('a machine whose operating system renews its files', () => {
  it('boots after every crash', { timeout: 60_000 }, async () => {
    expect(await verdictsOf(undefined)).toEqual([])
  })

  it('does not when a rename is not atomic', { timeout: 60_000 }, async () => {
    expect(await verdictsOf({ splitsRename: true })).toEqual(['os-unbootable'])
  })
})
