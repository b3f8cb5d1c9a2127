/** What `stat` and `statfs` answer, as Node shows it. */
import type { FileType, Stats as FileStats, StatFs as FileStatFs } from '../file-calls.ts'
import { constants } from './constants.ts'

const TYPE_BITS = { file: constants.S_IFREG, directory: constants.S_IFDIR, symlink: constants.S_IFLNK } as const

/** The one device there is. */
const DEVICE = 1
const BLOCK_BYTES = 4096

/** Tests of a type that `Stats` and `Dirent` share. */
export class Typed {
  readonly #type: FileType

  constructor(type: FileType) {
    this.#type = type
  }

  isFile(): boolean {
    return this.#type === 'file'
  }

  isDirectory(): boolean {
    return this.#type === 'directory'
  }

  isSymbolicLink(): boolean {
    return this.#type === 'symlink'
  }

  isBlockDevice(): boolean {
    return false
  }

  isCharacterDevice(): boolean {
    return false
  }

  isFIFO(): boolean {
    return false
  }

  isSocket(): boolean {
    return false
  }
}

export class Stats extends Typed {
  declare readonly size: number

  constructor(stats: FileStats, epochMs: number) {
    super(stats.type)
    const { times, dates } = timesOf(stats, epochMs)
    Object.assign(this, numbersOf(stats), times, dates)
  }
}

export class BigIntStats extends Typed {
  constructor(stats: FileStats, epochMs: number) {
    super(stats.type)
    const { times, dates } = timesOf(stats, epochMs)
    for (const [name, value] of Object.entries(numbersOf(stats))) Reflect.set(this, name, BigInt(value))
    for (const [name, value] of Object.entries(times)) {
      Reflect.set(this, name, BigInt(Math.floor(value)))
      Reflect.set(this, name.replace(/Ms$/, 'Ns'), BigInt(Math.round(value * 1000)) * 1000n)
    }
    Object.assign(this, dates)
  }
}

export class StatFs {
  constructor(answer: FileStatFs, bigint: boolean) {
    const { blockBytes, blocks, freeBlocks, files, freeFiles } = answer
    const numbers = { type: 0xef53, bsize: blockBytes, blocks, bfree: freeBlocks, bavail: freeBlocks, files, ffree: freeFiles }
    for (const [name, value] of Object.entries(numbers)) Reflect.set(this, name, bigint ? BigInt(value) : value)
  }
}

function numbersOf({ type, mode, links, uid, gid, ino, sizeBytes, blocks }: FileStats) {
  return {
    dev: DEVICE,
    mode: TYPE_BITS[type] | mode,
    nlink: links,
    uid,
    gid,
    rdev: 0,
    blksize: BLOCK_BYTES,
    ino,
    size: sizeBytes,
    blocks,
  }
}

/** A read writes nothing here, so that the access time is the time of the last change of the data. */
function timesOf({ modifiedUs, changedUs, createdUs }: FileStats, epochMs: number) {
  const given = { atime: modifiedUs, mtime: modifiedUs, ctime: changedUs, birthtime: createdUs }
  const times: Record<string, number> = {}
  const dates: Record<string, Date> = {}
  for (const [name, us] of Object.entries(given)) {
    times[`${name}Ms`] = epochMs + us / 1000
    dates[name] = new Date(epochMs + us / 1000)
  }
  return { times, dates }
}
