/** Calls that work on names and attributes: everything that takes a path and opens no file. */
import type { AttributeChange } from '../file-calls.ts'
import { FileError } from '../file-error.ts'
import { isDirectory } from './argument-error.ts'
import { modeOf, named, pathOf, pathText } from './arguments.ts'
import type { FilePath } from './arguments.ts'
import { constants } from './constants.ts'
import { modifiedTo } from './descriptor-programs.ts'
import { call, toldAs } from './program.ts'
import type { Program } from './program.ts'
import type { NodeFsSettings } from './settings.ts'
import { BigIntStats, StatFs, Stats } from './stats.ts'

interface StatOptions {
  readonly bigint?: boolean
  readonly throwIfNoEntry?: boolean
}

type AnyStats = Stats | BigIntStats

export function namePrograms(settings: NodeFsSettings) {
  function* statBy(name: 'stat' | 'lstat', path: unknown, options?: StatOptions): Program<AnyStats | undefined> {
    const { absolute, shown } = pathOf(path, settings)
    try {
      const stats = yield* toldAs(name, call(name, absolute), shown)
      return options?.bigint ? new BigIntStats(stats, settings.epochMs) : new Stats(stats, settings.epochMs)
    } catch (error) {
      if (options?.throwIfNoEntry === false && isMissing(error)) return undefined
      throw error
    }
  }

  return {
    ...attributePrograms(settings),
    ...entryPrograms(settings),
    stat: (path: unknown, options?: StatOptions) => statBy('stat', path, options),
    lstat: (path: unknown, options?: StatOptions) => statBy('lstat', path, options),
    *statfs(path: unknown, options?: StatOptions): Program<StatFs> {
      const { absolute, shown } = pathOf(path, settings)
      yield* toldAs('statfs', call('stat', absolute), shown)
      return new StatFs(yield* call('statFs'), options?.bigint === true)
    },
    *access(path: unknown, mode?: unknown): Program<void> {
      const { absolute, shown } = pathOf(path, settings)
      const wanted = modeOf(mode, constants.F_OK)
      const stats = yield* toldAs('access', call('stat', absolute), shown)
      // The superuser may do anything, except execute what nobody may.
      if (wanted & constants.X_OK && stats.type === 'file' && !(stats.mode & 0o111))
        throw new FileError('EACCES', 'access', shown)
    },
    *exists(path: unknown): Program<boolean> {
      try {
        yield* call('stat', pathOf(path, settings).absolute)
        return true
      } catch (error) {
        if (error instanceof FileError || error instanceof TypeError) return false
        throw error
      }
    },
    *readlink(path: unknown, options?: unknown): Program<string | Buffer> {
      const { absolute, shown } = pathOf(path, settings)
      return named(yield* toldAs('readlink', call('readLink', absolute), shown), options)
    },
    *realpath(path: unknown, options?: unknown): Program<string | Buffer> {
      const { absolute, shown } = pathOf(path, settings)
      try {
        return named(yield* call('realPath', absolute), options)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        throw new FileError(error.code, 'lstat', yield* firstMissing({ absolute, shown }))
      }
    },
    *nativeRealpath(path: unknown, options?: unknown): Program<string | Buffer> {
      const { absolute, shown } = pathOf(path, settings)
      return named(yield* toldAs('realpath', call('realPath', absolute), shown), options)
    },
    *rm(path: unknown, options?: RemoveOptions): Program<void> {
      const file = pathOf(path, settings)
      try {
        const { type } = yield* toldAs('lstat', call('lstat', file.absolute), file.shown)
        if (type === 'directory' && !options?.recursive) throw isDirectory(file.shown)
        yield* remove(file.absolute, type === 'directory')
      } catch (error) {
        if (!(options?.force && isMissing(error))) throw error
      }
    },
  }
}

/** Calls that change which names there are. */
function entryPrograms(settings: NodeFsSettings) {
  return {
    *rename(from: unknown, to: unknown): Program<void> {
      const [old, target] = [pathOf(from, settings, 'oldPath'), pathOf(to, settings, 'newPath')]
      yield* toldAs('rename', call('rename', old.absolute, target.absolute), old.shown, target.shown)
    },
    *link(existing: unknown, path: unknown): Program<void> {
      const [old, target] = [pathOf(existing, settings, 'existingPath'), pathOf(path, settings, 'newPath')]
      yield* toldAs('link', call('link', old.absolute, target.absolute), old.shown, target.shown)
    },
    *symlink(to: unknown, path: unknown): Program<void> {
      const [target, { absolute, shown }] = [pathText(to, 'target'), pathOf(path, settings)]
      yield* toldAs('symlink', call('symlink', target, absolute), target, shown)
    },
    *unlink(path: unknown): Program<void> {
      const { absolute, shown } = pathOf(path, settings)
      yield* toldAs('unlink', call('unlink', absolute), shown)
    },
  }
}

interface RemoveOptions {
  readonly force?: boolean
  readonly recursive?: boolean
}

function attributePrograms(settings: NodeFsSettings) {
  function* change(syscall: string, path: unknown, to: AttributeChange): Program<void> {
    const { absolute, shown } = pathOf(path, settings)
    const noFollow = syscall.startsWith('l')
    yield* toldAs(syscall, call('setAttributes', absolute, to, { noFollow }), shown)
  }

  return {
    chmod: (path: unknown, mode: unknown) => change('chmod', path, { mode: modeOf(mode) & 0o7777 }),
    chown: (path: unknown, uid: number, gid: number) => change('chown', path, { uid, gid }),
    lchown: (path: unknown, uid: number, gid: number) => change('lchown', path, { uid, gid }),
    utimes: (path: unknown, accessed: unknown, modified: unknown) =>
      change('utime', path, modifiedTo(accessed, modified, settings)),
    lutimes: (path: unknown, accessed: unknown, modified: unknown) =>
      change('lutime', path, modifiedTo(accessed, modified, settings)),
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof FileError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Node resolves a path name by name and tells the first that it does not find. */
function* firstMissing({ absolute, shown }: FilePath): Program<string> {
  const names = absolute.split('/')
  for (let count = 2; count < names.length; count++) {
    const prefix = names.slice(0, count).join('/')
    try {
      yield* call('stat', prefix)
    } catch {
      return prefix
    }
  }
  return absolute || shown
}

export function* remove(path: string, directory: boolean): Program<void> {
  if (!directory) return yield* toldAs('unlink', call('unlink', path), path)
  for (const { name, type } of yield* call('readDirectory', path))
    yield* remove(`${path}/${name}`, type === 'directory')
  yield* toldAs('rmdir', call('removeDirectory', path), path)
}

