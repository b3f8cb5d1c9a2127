/** Calls that take a descriptor, and `open`. */
import { Buffer } from 'node:buffer'
import {
  bufferOf, bytesOf, descriptorOf, lengthOf, modeOf, openFlagsOf, pathOf, positionOf, timeMsOf,
} from './arguments.ts'
import { outOfRange, wrongType } from './argument-error.ts'
import { call, toldAs } from './program.ts'
import type { Program } from './program.ts'
import type { NodeFsSettings } from './settings.ts'
import { BigIntStats, Stats } from './stats.ts'

export function descriptorPrograms(settings: NodeFsSettings) {
  return {
    *open(path: unknown, flags?: unknown, mode?: unknown): Program<number> {
      const { absolute, shown } = pathOf(path, settings)
      const permission = modeOf(mode, 0o666) & ~settings.umask()
      return yield* toldAs('open', call('open', absolute, openFlagsOf(flags), permission), shown)
    },
    *close(fd: unknown): Program<void> {
      yield* toldAs('close', call('close', descriptorOf(fd)))
    },
    *fsync(fd: unknown): Program<void> {
      yield* toldAs('fsync', call('fsync', descriptorOf(fd)))
    },
    *fdatasync(fd: unknown): Program<void> {
      yield* toldAs('fdatasync', call('fdatasync', descriptorOf(fd)))
    },
    *fstat(fd: unknown, options?: { readonly bigint?: boolean }): Program<Stats | BigIntStats> {
      const stats = yield* toldAs('fstat', call('stat', descriptorOf(fd)))
      return options?.bigint ? new BigIntStats(stats, settings.epochMs) : new Stats(stats, settings.epochMs)
    },
    *ftruncate(fd: unknown, length?: unknown): Program<void> {
      yield* toldAs('ftruncate', call('truncate', descriptorOf(fd), lengthOf(length)))
    },
    *fchmod(fd: unknown, mode: unknown): Program<void> {
      yield* toldAs('fchmod', call('setAttributes', descriptorOf(fd), { mode: modeOf(mode) & 0o7777 }))
    },
    *fchown(fd: unknown, uid: number, gid: number): Program<void> {
      yield* toldAs('fchown', call('setAttributes', descriptorOf(fd), { uid, gid }))
    },
    *futimes(fd: unknown, accessed: unknown, modified: unknown): Program<void> {
      const change = modifiedTo(accessed, modified, settings)
      yield* toldAs('futime', call('setAttributes', descriptorOf(fd), change))
    },
    ...transferPrograms,
  }
}

/** There is no access time; it is only looked at for mistakes. */
export function modifiedTo(accessed: unknown, modified: unknown, settings: NodeFsSettings) {
  timeMsOf(accessed)
  return { modifiedUs: Math.round((timeMsOf(modified) - settings.epochMs) * 1000) }
}

interface Window {
  readonly offset?: unknown
  readonly length?: unknown
  readonly position?: unknown
}

/** Transfers take the descriptor, a buffer, and then either three numbers or one object. */
const transferPrograms = {
  *read(fd: unknown, buffer: unknown, offset?: unknown, length?: unknown, position?: unknown): Program<number> {
    const descriptor = descriptorOf(fd)
    const window = windowOf(offset, length, position)
    const whole = bufferOf(buffer)
    if (window.length === 0) return 0
    const target = part(whole, window)
    if (target.bytes.length === 0) return 0
    return fill([target.bytes], yield* toldAs('read', call('read', descriptor, target.bytes.length, target.position)))
  },
  *write(fd: unknown, data: unknown, offset?: unknown, length?: unknown, position?: unknown): Program<number> {
    const descriptor = descriptorOf(fd)
    const source = typeof data === 'string'
      ? { bytes: bytesOf(data, length), position: positionOf(offset) }
      : part(bytesOf(data, undefined, 'buffer'), windowOf(offset, length, position))
    if (source.bytes.length === 0) return 0
    return yield* toldAs('write', call('write', descriptor, source.bytes, source.position))
  },
  *readv(fd: unknown, buffers: unknown, position?: unknown): Program<number> {
    const descriptor = descriptorOf(fd)
    const targets = buffersOf(buffers)
    const length = targets.reduce((sum, { length }) => sum + length, 0)
    const from = typeof position === 'number' ? position : null
    return fill(targets, yield* toldAs('read', call('read', descriptor, length, from)))
  },
  /** One system call, whatever the number of buffers. */
  *writev(fd: unknown, buffers: unknown, position?: unknown): Program<number> {
    const descriptor = descriptorOf(fd)
    const data = Buffer.concat(buffersOf(buffers))
    if (data.length === 0) return 0
    return yield* toldAs('write', call('write', descriptor, data, typeof position === 'number' ? position : null))
  },
}

function windowOf(offset: unknown, length: unknown, position: unknown): Window {
  return typeof offset === 'object' && offset !== null ? offset : { offset, length, position }
}

function part(buffer: Uint8Array, { offset, length, position }: Window) {
  const from = offset ?? 0
  if (typeof from !== 'number') throw wrongType('offset', 'of type number', offset)
  if (!Number.isInteger(from)) throw outOfRange('offset', 'an integer', offset)
  if (from < 0 || from > buffer.length) throw outOfRange('offset', `>= 0 && <= ${buffer.length}`, offset)
  const room = buffer.length - from
  const wanted = length ?? room
  if (typeof wanted !== 'number') throw wrongType('length', 'of type number', length)
  if (!Number.isInteger(wanted)) throw outOfRange('length', 'an integer', length)
  if (wanted < 0) throw outOfRange('length', '>= 0', length)
  if (wanted > room) throw outOfRange('length', `<= ${room}`, length)
  return { bytes: buffer.subarray(from, from + wanted), position: positionOf(position) }
}

function buffersOf(value: unknown): Uint8Array[] {
  if (!Array.isArray(value)) throw wrongType('buffers', 'an instance of ArrayBufferView[]', value)
  return value.map((buffer) => bufferOf(buffer, 'buffers'))
}

function fill(targets: readonly Uint8Array[], data: Uint8Array): number {
  let at = 0
  for (const target of targets) {
    const piece = data.subarray(at, at + target.length)
    target.set(piece)
    at += piece.length
  }
  return data.length
}
