/** Reads the arguments of `node:fs` calls: many spellings of few things. */
import { Buffer } from 'node:buffer'
import { fileURLToPath } from 'node:url'
import type { OpenFlags } from '../file-calls.ts'
import { outOfRange, wrongType, wrongValue } from './argument-error.ts'
import { constants, FLAG_LETTERS } from './constants.ts'
import type { NodeFsSettings } from './settings.ts'

/** A path as the program wrote it, and where it leads. Errors show the first. */
export interface FilePath {
  readonly shown: string
  readonly absolute: string
}

const isUrl = (value: unknown): value is URL =>
  typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value

export function pathOf(value: unknown, settings: NodeFsSettings, name = 'path'): FilePath {
  const shown = pathText(value, name)
  const cwd = settings.cwd()
  return { shown, absolute: shown === '' || shown.startsWith('/') ? shown : `${cwd === '/' ? '' : cwd}/${shown}` }
}

export function pathText(value: unknown, name = 'path'): string {
  const text = isUrl(value) ? fileURLToPath(value.href) : value instanceof Uint8Array ? textOf(value) : value
  if (typeof text !== 'string')
    throw wrongType(name, 'of type string or an instance of Buffer or URL', value)
  if (text.includes('\0')) throw wrongValue(name, value, 'must be a string, Uint8Array, or URL without null bytes')
  return text
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()

const MOST_DESCRIPTOR = 2 ** 31 - 1

export function descriptorOf(value: unknown, name = 'fd'): number {
  if (typeof value !== 'number') throw wrongType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < -1 || value > MOST_DESCRIPTOR) throw outOfRange(name, `>= 0 && <= ${MOST_DESCRIPTOR}`, value)
  return value
}

export function openFlagsOf(value: unknown): OpenFlags {
  const bits = value === undefined || value === null ? constants.O_RDONLY : flagBits(value)
  const has = (flag: number): boolean => (bits & flag) === flag
  return {
    access: has(constants.O_RDWR) ? 'read-write' : has(constants.O_WRONLY) ? 'write' : 'read',
    create: has(constants.O_CREAT),
    exclusive: has(constants.O_EXCL),
    truncate: has(constants.O_TRUNC),
    append: has(constants.O_APPEND),
    directory: has(constants.O_DIRECTORY),
    noFollow: has(constants.O_NOFOLLOW),
    // A file that syncs data alone syncs more than it must here, and never less.
    sync: has(constants.O_DSYNC),
  }
}

function flagBits(value: unknown): number {
  if (typeof value === 'number') return value
  const bits = typeof value === 'string' && Object.hasOwn(FLAG_LETTERS, value) ? FLAG_LETTERS[value] : undefined
  if (bits === undefined) throw wrongValue('flags', value)
  return bits
}

/** @param value a number, or octal digits */
export function modeOf(value: unknown, otherwise?: number, name = 'mode'): number {
  if (value === undefined || value === null) {
    if (otherwise !== undefined) return otherwise
    throw wrongType(name, 'of type number', value)
  }
  if (typeof value === 'string') {
    if (!/^[0-7]+$/.test(value))
      throw wrongValue(name, value, 'must be a 32-bit unsigned integer or an octal string')
    return parseInt(value, 8)
  }
  if (typeof value !== 'number') throw wrongType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < 0 || value > 2 ** 32 - 1) throw outOfRange(name, `>= 0 && <= ${2 ** 32 - 1}`, value)
  return value
}

/** An options object; a string is short for its encoding. */
export function optionsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null || typeof value === 'function') return {}
  if (typeof value === 'string') return { encoding: encodingOf(value) }
  if (typeof value !== 'object') throw wrongType('options', 'of type string or an instance of Object', value)
  const options = value as Readonly<Record<string, unknown>>
  encodingOf(options.encoding)
  return options
}

export function encodingOf(value: unknown): BufferEncoding | 'buffer' | undefined {
  if (value === undefined || value === null) return undefined
  if (value === 'buffer' || (typeof value === 'string' && Buffer.isEncoding(value))) return value
  throw wrongValue('encoding', value, 'is invalid encoding')
}

/** Text, or a buffer, as the caller's `encoding` asks. */
export function named(text: string, options: unknown): string | Buffer {
  const encoding = encodingOf(optionsOf(options).encoding) ?? 'utf8'
  if (encoding === 'buffer') return Buffer.from(text)
  return encoding === 'utf8' || encoding === 'utf-8' ? text : Buffer.from(text).toString(encoding)
}

export function bytesOf(value: unknown, encoding: unknown, name = 'data'): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value, (encodingOf(encoding) ?? 'utf8') as BufferEncoding)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  throw wrongType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', value)
}

/** Bytes of a caller's own buffer, to be filled. */
export function bufferOf(value: unknown, name = 'buffer'): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  throw wrongType(name, 'an instance of Buffer, TypedArray, or DataView', value)
}

/** @returns null for the descriptor's own position */
export function positionOf(value: unknown): number | null {
  if (value === undefined || value === null || value === -1 || value === -1n) return null
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw wrongType('position', 'of type bigint or integer', value)
  if (typeof value === 'number' && !Number.isInteger(value)) throw outOfRange('position', 'an integer', value)
  return Number(value)
}

export function lengthOf(value: unknown, otherwise = 0, name = 'len'): number {
  const length = value ?? otherwise
  if (typeof length !== 'number') throw wrongType(name, 'of type number', value)
  if (!Number.isInteger(length)) throw outOfRange(name, 'an integer', value)
  return Math.max(0, length)
}

/** @param value seconds, text of seconds, or a date. @returns milliseconds since 1970 */
export function timeMsOf(value: unknown): number {
  if (typeof value === 'object' && value !== null && 'getTime' in value) return (value as Date).getTime()
  const seconds = typeof value === 'string' ? Number(value) : value
  if (typeof seconds !== 'number' || !Number.isFinite(seconds))
    throw wrongType('time', 'an instance of Date or an Time in seconds', value)
  return seconds * 1000
}
