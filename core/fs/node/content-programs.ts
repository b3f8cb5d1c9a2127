/** Calls that read or write whole files. */
import { Buffer } from 'node:buffer'
import type { OpenFlags } from '../file-calls.ts'
import { FileError } from '../file-error.ts'
import { aborted } from './argument-error.ts'
import { bytesOf, descriptorOf, lengthOf, modeOf, openFlagsOf, optionsOf, pathOf } from './arguments.ts'
import type { FilePath } from './arguments.ts'
import { constants } from './constants.ts'
import { call, toldAs } from './program.ts'
import type { Program } from './program.ts'
import type { NodeFsSettings } from './settings.ts'

/** Bytes that one read or copy step asks for when a file does not say its size, or is copied. */
const STEP_BYTES = 64 * 1024

type Options = Readonly<Record<string, unknown>>

export function contentPrograms(settings: NodeFsSettings) {
  function* writeAs(flag: string, file: unknown, data: unknown, given: unknown): Program<void> {
    const options = optionsOf(given)
    const bytes = bytesOf(data, options.encoding)
    checkSignal(options)
    const work = (descriptor: number) => writeAll(descriptor, bytes, options)
    if (typeof file === 'number') return yield* work(descriptorOf(file))
    const path = pathOf(file, settings)
    const mode = modeOf(options.mode, 0o666) & ~settings.umask()
    yield* withFile(path, openFlagsOf(options.flag ?? flag), mode, work)
  }

  return {
    *readFile(file: unknown, given?: unknown): Program<string | Buffer> {
      const options = optionsOf(given)
      checkSignal(options)
      const data = typeof file === 'number'
        ? yield* readAll(descriptorOf(file))
        : yield* withFile(pathOf(file, settings), openFlagsOf(options.flag ?? 'r'), 0, readAll)
      const { encoding } = options
      return encoding && encoding !== 'buffer' ? data.toString(encoding as BufferEncoding) : data
    },
    writeFile: (file: unknown, data: unknown, options?: unknown) => writeAs('w', file, data, options),
    appendFile: (file: unknown, data: unknown, options?: unknown) => writeAs('a', file, data, options),
    *truncate(file: unknown, length?: unknown): Program<void> {
      const sizeBytes = lengthOf(length)
      yield* withFile(pathOf(file, settings), openFlagsOf('r+'), 0, (descriptor) =>
        toldAs('ftruncate', call('truncate', descriptor, sizeBytes)))
    },
    *copyFile(from: unknown, to: unknown, mode?: unknown): Program<void> {
      const source = pathOf(from, settings, 'src')
      const target = pathOf(to, settings, 'dest')
      const exclusive = (modeOf(mode, 0) & constants.COPYFILE_EXCL) !== 0
      yield* toldAs('copyfile', copy(source, target, exclusive), source.shown, target.shown)
    },
  }
}

/** Opens, works, and closes whatever happens. */
function* withFile<T>(
  path: FilePath,
  flags: OpenFlags,
  mode: number,
  work: (descriptor: number) => Program<T>,
): Program<T> {
  const descriptor = yield* toldAs('open', call('open', path.absolute, flags, mode), path.shown)
  let result: T
  try {
    result = yield* work(descriptor)
  } catch (error) {
    yield* call('close', descriptor)
    throw error
  }
  yield* call('close', descriptor)
  return result
}

function* readAll(descriptor: number): Program<Buffer> {
  const { sizeBytes } = yield* call('stat', descriptor)
  const pieces: Uint8Array[] = []
  for (let total = 0; ;) {
    const data = yield* toldAs('read', call('read', descriptor, sizeBytes - total || STEP_BYTES, null))
    if (data.length > 0) pieces.push(data)
    total += data.length
    if (data.length === 0 || total === sizeBytes) return Buffer.concat(pieces)
  }
}

function* writeAll(descriptor: number, bytes: Uint8Array, { flush }: Options): Program<void> {
  if (bytes.length > 0) yield* toldAs('write', call('write', descriptor, bytes, null))
  if (flush === true) yield* toldAs('fsync', call('fsync', descriptor))
}

function* copy(source: FilePath, target: FilePath, exclusive: boolean): Program<void> {
  const { ino, mode, type } = yield* call('stat', source.absolute)
  if (type === 'directory') throw new FileError('EISDIR', 'copyfile')
  if (!exclusive && (yield* isFile(target.absolute, ino))) return
  yield* withFile(source, { access: 'read' }, 0, (from) =>
    withFile(target, { access: 'write', create: true, truncate: true, exclusive }, mode, function* (to) {
      for (;;) {
        const data = yield* call('read', from, STEP_BYTES, null)
        if (data.length === 0) break
        yield* call('write', to, data, null)
      }
      yield* call('setAttributes', to, { mode })
    }),
  )
}

function* isFile(path: string, ino: number): Program<boolean> {
  try {
    return (yield* call('stat', path)).ino === ino
  } catch (error) {
    if (error instanceof FileError && error.code === 'ENOENT') return false
    throw error
  }
}

export function checkSignal({ signal }: Options): void {
  const given = signal as AbortSignal | undefined
  if (given?.aborted) throw aborted(given.reason)
}
