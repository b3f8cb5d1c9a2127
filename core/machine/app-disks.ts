/** The disks that an application asks for: plain volumes first, then those with a file system on them. */
import type { BlockImage } from '../block/block-image.ts'
import { CHECK_POLICIES } from '../fs/boot-files.ts'
import type { CheckPolicy } from '../fs/boot-files.ts'
import { makeFileSystem } from '../fs/make.ts'
import { MOUNT_PRESETS } from '../fs/mount-options.ts'
import type { FileSystemDefects, MountOptions } from '../fs/mount-options.ts'
import type { AppDefinition, FileSystemSpec, Size } from './app.ts'
import { parseSize } from './size.ts'
import { installSystem, LOG_EVERY_US } from './system-files.ts'

export interface FilesPlan {
  readonly options: MountOptions
  readonly defects: FileSystemDefects
  readonly check: CheckPolicy
  /** The operating system boots from it. */
  readonly boot: boolean
  readonly systemLogEveryUs: number
}

export interface AppDisk {
  readonly name: string
  readonly sizeBytes: number
  /** Null for a plain volume. */
  readonly files: FilesPlan | null
}

type Disks = Pick<AppDefinition, 'volumes' | 'fileSystems'>

/** Every boot of a sweep asks for them. */
const known = new WeakMap<Disks, readonly AppDisk[]>()

/**
 * @param where what messages begin with
 * @throws RangeError when a size or a mount option cannot be
 */
export function disksOf(app: Disks, where = 'defineApp: '): readonly AppDisk[] {
  let disks = known.get(app)
  if (!disks) known.set(app, (disks = readDisks(app, where)))
  return disks
}

function readDisks({ volumes = {}, fileSystems = {} }: Disks, where: string): readonly AppDisk[] {
  const plain = Object.entries(volumes).map(([name, size]) => ({ name, sizeBytes: parseSize(size, `${where}volumes.${name}`), files: null }))
  const formatted = Object.entries(fileSystems).map(([name, given]) => {
    const spec: FileSystemSpec = typeof given === 'object' ? given : { size: given }
    const place = `${where}fileSystems.${name}`
    return { name, sizeBytes: sizeOf(spec.size, place), files: planOf(spec, place) }
  })
  const twice = formatted.find(({ name }) => Object.hasOwn(volumes, name))
  if (twice) throw new RangeError(`${where}${twice.name} is a volume and a file system; give one of them another name`)
  const boots = formatted.filter(({ files }) => files.boot)
  if (boots.length > 1) throw new RangeError(`${where}a machine boots from one file system, got ${boots.map(({ name }) => name).join(' and ')}`)
  return [...plain, ...formatted]
}

function planOf(spec: FileSystemSpec, where: string): FilesPlan {
  const { defects = {}, check = 'damaged', boot = false, systemLogEveryUs = LOG_EVERY_US } = spec
  if (!CHECK_POLICIES.includes(check)) throw new RangeError(`${where}: check must be one of ${CHECK_POLICIES.join(', ')}; got ${String(check)}`)
  if (!(Number.isSafeInteger(systemLogEveryUs) && systemLogEveryUs > 0))
    throw new RangeError(`${where}: systemLogEveryUs must be a positive whole number of microseconds, got ${String(systemLogEveryUs)}`)
  return { options: optionsOf(spec, where), defects, check, boot, systemLogEveryUs }
}

/** What is on a new disk. */
export function prepare({ files }: AppDisk, image: BlockImage): BlockImage {
  if (files) makeFileSystem(image)
  if (files?.boot) installSystem(image)
  return image
}

const LEAST_BYTES = 384 << 10

function sizeOf(size: Size, where: string): number {
  const bytes = parseSize(size, where)
  if (bytes < LEAST_BYTES) throw new RangeError(`${where}: a file system needs at least 384KiB, got ${String(size)}`)
  return bytes
}

function optionsOf({ mount = 'ext4' }: FileSystemSpec, where: string): MountOptions {
  if (typeof mount === 'object') {
    if (mount.commit === 'checksum' && mount.data === 'ordered')
      throw new RangeError(`${where}: mount cannot have commit "checksum" with data "ordered"; use data "writeback", or commit "barrier"`)
    return mount
  }
  if (!Object.hasOwn(MOUNT_PRESETS, mount))
    throw new RangeError(`${where}: mount must be one of ${Object.keys(MOUNT_PRESETS).join(', ')}, or mount options; got ${String(mount)}`)
  return MOUNT_PRESETS[mount]
}
