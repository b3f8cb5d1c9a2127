/** Puts the parts together: an object to use where a program imports `fs`. */
import type * as NodeFsModule from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { FileSystem } from '../file-calls.ts'
import { unavailable } from './argument-error.ts'
import { constants } from './constants.ts'
import { contentPrograms } from './content-programs.ts'
import { descriptorPrograms } from './descriptor-programs.ts'
import { Dir } from './directory.ts'
import { Dirent, directoryPrograms } from './directory-programs.ts'
import type { Listing } from './directory-programs.ts'
import { FileHandle, readArguments } from './file-handle.ts'
import type { HandleFace } from './file-handle.ts'
import { callbackOf, formsOf } from './forms.ts'
import type { AnyProgram, Forms } from './forms.ts'
import { namePrograms } from './name-programs.ts'
import { promisesOf } from './promises.ts'
import { settingsOf } from './settings.ts'
import type { NodeFsSettings } from './settings.ts'
import { BigIntStats, StatFs, Stats } from './stats.ts'
import { streamClass } from './streams.ts'

export type NodeFs = typeof NodeFsModule

type Members = Record<string, unknown>

/**
 * `node:fs` over a simulated file system. Every call reaches `fileSystem`: nothing is remembered here. Callbacks and
 * promises settle in the turn in which the file system answers.
 */
export function createNodeFs(fileSystem: FileSystem, given: Partial<NodeFsSettings> = {}): NodeFs {
  const settings = settingsOf(given)
  const forms = formsOf(fileSystem, settings)
  const programs = {
    ...descriptorPrograms(settings),
    ...contentPrograms(settings),
    ...namePrograms(settings),
    ...directoryPrograms(settings),
  }
  const { listing, nativeRealpath, ...table } = programs
  const face: Members = { constants, Stats, BigIntStats, StatFs, Dirent, Dir, ...constantsOfAccess() }
  for (const [name, program] of Object.entries<AnyProgram>(table)) {
    face[name] = forms.callback(program)
    face[`${name}Sync`] = forms.sync(program)
  }
  addTransfers(face, programs, forms)
  addExists(face, programs.exists, forms)
  Object.assign(face.realpath as object, { native: forms.callback(nativeRealpath) })
  Object.assign(face.realpathSync as object, { native: forms.sync(nativeRealpath) })
  addDirectories(face, listing, forms)
  for (const name of ['watch', 'watchFile', 'unwatchFile']) face[name] = refused(`fs.${name}`)

  const handles = addStreams(face, table, forms)
  face.promises = promisesOf({ ...table, realpath: nativeRealpath }, { forms, handles, opendir: listing })
  return face as unknown as NodeFs
}

function constantsOfAccess(): Members {
  const { F_OK, R_OK, W_OK, X_OK } = constants
  return { F_OK, R_OK, W_OK, X_OK }
}

export function refused(name: string): () => never {
  return () => {
    throw unavailable(name)
  }
}

/** The calls whose callbacks also get the buffers, and whose promises resolve to an object. */
function addTransfers(face: Members, programs: Readonly<Record<string, AnyProgram>>, { callback, sync }: Forms): void {
  const called: Members = {}
  for (const [name, count, buffers] of [
    ['read', 'bytesRead', 'buffer'],
    ['write', 'bytesWritten', 'buffer'],
    ['readv', 'bytesRead', 'buffers'],
    ['writev', 'bytesWritten', 'buffers'],
  ] as const) {
    const form = callback(programs[name]!, (result, parameters) => [result, parameters[1]])
    called[name] = name === 'read' ? readForm(form) : form
    const promised = promisify((...parameters: unknown[]) => {
      const done = parameters.pop() as (error: unknown, result?: unknown) => void
      ;(called[name] as typeof form)(...parameters, (error: unknown, result: unknown, data: unknown) =>
        done(error, { [count]: result, [buffers]: data }))
    })
    Object.defineProperty(called[name], promisify.custom, { value: promised })
  }
  const readSync = sync(programs.read!)
  Object.assign(face, called, { readSync: (fd: unknown, ...rest: unknown[]) => readSync(fd, ...readArguments(rest)) })
}

/** `read` alone can do without a buffer. */
const readForm = (read: (...parameters: unknown[]) => void) => (fd: unknown, ...given: unknown[]): void => {
  const callback = callbackOf(given)
  read(fd, ...readArguments(given.slice(0, given.indexOf(callback))), callback)
}

/** The one callback that gets no error. */
function addExists(face: Members, program: AnyProgram, { promise, deliver }: Forms): void {
  const ask = promise(program)
  face.exists = (path: unknown, callback: unknown): void => {
    const answer = callbackOf([callback]) as (exists: unknown) => void
    deliver(ask(path), (_, exists) => answer(exists))
  }
  Object.defineProperty(face.exists, promisify.custom, { value: ask })
}

function addDirectories(face: Members, listing: AnyProgram, { sync, promise, deliver }: Forms): void {
  const list = sync(listing)
  const ask = promise(listing)
  face.opendirSync = (path: unknown) => new Dir(list(path) as Listing, deliver)
  face.opendir = (path: unknown, ...rest: unknown[]): void => {
    deliver(ask(path).then((found) => new Dir(found as Listing, deliver)), callbackOf(rest))
  }
}

function addStreams(face: Members, table: Readonly<Record<string, AnyProgram>>, forms: Forms) {
  const ReadStream = streamClass('ReadStream', face)
  const WriteStream = streamClass('WriteStream', face)
  Object.assign(face, {
    ReadStream,
    WriteStream,
    FileReadStream: ReadStream,
    FileWriteStream: WriteStream,
    createReadStream: (path: unknown, options?: unknown) => new ReadStream(path, options),
    createWriteStream: (path: unknown, options?: unknown) => new WriteStream(path, options),
  })
  const handleFace: HandleFace = {
    calls: Object.fromEntries(Object.entries(table).map(([name, program]) => [name, forms.promise(program)])),
    readStream: (options) => new ReadStream(undefined, options),
    writeStream: (options) => new WriteStream(undefined, options),
    lines: (input) => createInterface({ input, crlfDelay: Infinity }),
  }
  return (descriptor: number): FileHandle => new FileHandle(descriptor, handleFace)
}
