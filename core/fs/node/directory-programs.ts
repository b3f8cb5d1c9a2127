/** Calls that make, list and remove directories. */
import type { DirectoryEntry, FileType } from '../file-calls.ts'
import { FileError } from '../file-error.ts'
import { wrongType } from './argument-error.ts'
import { modeOf, named, optionsOf, pathOf, pathText } from './arguments.ts'
import { remove } from './name-programs.ts'
import { call, toldAs } from './program.ts'
import type { Program } from './program.ts'
import type { NodeFsSettings } from './settings.ts'
import { Typed } from './stats.ts'

export class Dirent extends Typed {
  readonly name: string | Buffer
  readonly parentPath: string
  readonly path: string

  constructor(name: string | Buffer, parentPath: string, type: FileType) {
    super(type)
    this.name = name
    this.parentPath = parentPath
    this.path = parentPath
  }
}

const TEMPORARY_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const TEMPORARY_LENGTH = 6

export function directoryPrograms(settings: NodeFsSettings) {
  return {
    *mkdir(path: unknown, given?: unknown): Program<string | undefined> {
      const { absolute, shown } = pathOf(path, settings)
      const options = typeof given === 'object' && given !== null ? (given as { mode?: unknown; recursive?: boolean }) : { mode: given }
      const mode = modeOf(options.mode, 0o777) & ~settings.umask()
      if (options.recursive) return yield* toldAs('mkdir', makeAll(absolute, mode), shown)
      yield* toldAs('mkdir', call('makeDirectory', absolute, mode), shown)
      return undefined
    },
    *mkdtemp(prefix: unknown, options?: unknown): Program<string | Buffer> {
      const start = pathText(prefix, 'prefix')
      for (;;) {
        const letters = Array.from({ length: TEMPORARY_LENGTH }, () =>
          TEMPORARY_LETTERS[settings.randomBelow(TEMPORARY_LETTERS.length)])
        const name = `${start}${letters.join('')}`
        try {
          yield* call('makeDirectory', pathOf(name, settings).absolute, 0o700)
          return named(name, options)
        } catch (error) {
          if (!(error instanceof FileError)) throw error
          if (error.code !== 'EEXIST') throw new FileError(error.code, 'mkdtemp', `${start}XXXXXX`)
        }
      }
    },
    *rmdir(path: unknown, options?: { readonly recursive?: boolean }): Program<void> {
      const { absolute, shown } = pathOf(path, settings)
      if (options?.recursive) yield* toldAs('rmdir', remove(absolute, true), shown)
      else yield* toldAs('rmdir', call('removeDirectory', absolute), shown)
    },
    *readdir(path: unknown, given?: unknown): Program<readonly (string | Buffer | Dirent)[]> {
      const options = optionsOf(given)
      const { absolute, shown } = pathOf(path, settings)
      const found: (string | Buffer | Dirent)[] = []
      // Breadth first, as Node lists.
      for (const waiting = ['']; waiting.length > 0;) {
        const below = waiting.shift()!
        const entries = yield* toldAs('scandir', call('readDirectory', absolute + below), shown + below)
        for (const { name, type } of entries) {
          const inside = `${below}/${name}`
          found.push(options.withFileTypes
            ? new Dirent(named(name, options), shown + below, type)
            : named(inside.slice(1), options))
          if (options.recursive && type === 'directory') waiting.push(inside)
        }
      }
      return found
    },
    *listing(path: unknown): Program<Listing> {
      const { absolute, shown } = pathOf(path, settings)
      return { path: shown, entries: yield* toldAs('opendir', call('readDirectory', absolute), shown) }
    },
  }
}

/** What `opendir` holds. */
export interface Listing {
  readonly path: string
  readonly entries: readonly DirectoryEntry[]
}

/** @returns the first directory that was made; undefined when all were there */
function* makeAll(path: string, mode: number): Program<string | undefined> {
  if (path === '') throw wrongType('path', 'of type string', path)
  let first: string | undefined
  const names = path.split('/').filter((name) => name !== '')
  for (let count = 1; count <= names.length; count++) {
    const prefix = `/${names.slice(0, count).join('/')}`
    try {
      yield* call('makeDirectory', prefix, mode)
      first ??= prefix
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== 'EEXIST') throw error
      const { type } = yield* call('stat', prefix)
      if (type !== 'directory') throw new FileError(count < names.length ? 'ENOTDIR' : 'EEXIST', 'mkdir', path)
    }
  }
  return first
}

