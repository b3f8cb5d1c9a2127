/** A disk with a volume on it, and the processes that use it, for tests of the block engine. */
import { createArena } from '../../../core/block/arena.ts'
import { createImage } from '../../../core/block/block-image.ts'
import type { BlockImage } from '../../../core/block/block-image.ts'
import { DEVICE_PROFILES } from '../../../core/block/device-profile.ts'
import type { DeviceProfile } from '../../../core/block/device-profile.ts'
import { Disk } from '../../../core/block/disk.ts'
import { DurabilityCursor } from '../../../core/block/durability.ts'
import { FaultInjector } from '../../../core/block/fault-injector.ts'
import type { FaultSpec } from '../../../core/block/faults.ts'
import { SECTOR_BYTES } from '../../../core/block/geometry.ts'
import { createVolume } from '../../../core/block/volume-face.ts'
import type { Volume } from '../../../core/block/volume.ts'
import { WriteLog } from '../../../core/block/write-log.ts'
import { Kernel } from '../../../core/sim/kernel.ts'
import type { RunLimits, StopReason } from '../../../core/sim/kernel.ts'
import { ProcessGroup } from '../../../core/sim/process.ts'
import { createStreams } from '../../../core/sim/random.ts'

/** Every read takes 10 µs, every write 100, every flush 50. */
export const FIXED: DeviceProfile = {
  ...DEVICE_PROFILES.instant,
  name: 'fixed',
  read: { minimumUs: 10, meanUs: 0 },
  write: { minimumUs: 100, meanUs: 0 },
  flush: { minimumUs: 50, meanUs: 0 },
}

export interface StageOptions {
  readonly profile?: Partial<DeviceProfile>
  readonly faults?: readonly Omit<FaultSpec, 'disk'>[]
  readonly sectors?: number
  readonly seed?: string
  /** What every byte of the disk is at first. Default 0. */
  readonly fill?: number
}

export class DiskStage {
  readonly kernel: Kernel
  readonly log = new WriteLog()
  readonly disk: Disk
  readonly faults: FaultInjector | null
  readonly group = new ProcessGroup('db')
  readonly volume: Volume
  /** The content before the run. */
  readonly before: BlockImage
  /** What the processes of the test have said, in order. */
  readonly said: string[] = []

  constructor(options: StageOptions = {}) {
    const streams = createStreams(options.seed ?? 'stage')
    this.kernel = new Kernel({ streams })
    const image = createImage(createArena(), (options.sectors ?? 64) * SECTOR_BYTES)
    if (options.fill) image.write(0, new Uint8Array(image.sizeBytes).fill(options.fill))
    this.before = image.fork()
    this.faults = options.faults ? new FaultInjector(streams, options.faults.map((spec) => ({ ...spec, disk: 'db/data' }))) : null
    const { kernel, log, faults } = this
    const profile = { ...FIXED, ...options.profile }
    this.disk = new Disk({ kernel, log, index: log.addDisk(), id: 'db/data', profile, image, faults })
    this.volume = createVolume(kernel, this.disk, 'data', this.group)
  }

  spawn(name: string, run: () => Promise<void>): void {
    this.kernel.spawn(this.group, name, run)
  }

  say(what: string): void {
    this.said.push(`${what}@${this.kernel.now}`)
  }

  /** Notes when a request is answered. */
  async note(name: string, request: Promise<unknown>): Promise<void> {
    await request
    this.say(name)
  }

  /** Runs one process to its end, and everything that it set in motion; fails with what it throws. */
  async run(work: () => Promise<void>, limits: RunLimits = {}): Promise<StopReason> {
    const failures: unknown[] = []
    this.kernel.onProcessFailure = (_process, error) => failures.push(error)
    this.spawn('main', work)
    const reason = await this.kernel.run(limits)
    if (failures.length > 0) throw failures[0]
    return reason
  }

  /** A cursor at the end of the log, or at `seq`. */
  cursor(seq = this.log.end - 1): DurabilityCursor {
    const cursor = new DurabilityCursor(this.log, [this.before.fork()], [this.disk.profile.cache === 'write-through'])
    cursor.advanceTo(seq)
    return cursor
  }

  /** What is certainly durable now, a number a sector. */
  durable(first: number, count: number): number[] {
    return content(this.cursor().disks[0]!.floors, first, count)
  }

  /** What the device reads back now, a number a sector. */
  stored(first: number, count: number): number[] {
    return content(this.disk.image, first, count)
  }
}

/** Sectors that all hold one byte. */
export function sectorsOf(byte: number, count = 1): Uint8Array {
  return new Uint8Array(count * SECTOR_BYTES).fill(byte)
}

/** The byte of each sector; NaN for a sector whose bytes differ. */
export function content(image: BlockImage, first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => byteOf(image.read((first + index) * SECTOR_BYTES, SECTOR_BYTES)))
}

export function byteOf(bytes: Uint8Array): number {
  return bytes.every((byte) => byte === bytes[0]) ? bytes[0]! : Number.NaN
}

export const at = (sector: number): number => sector * SECTOR_BYTES
