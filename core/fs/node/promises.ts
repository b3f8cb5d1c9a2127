/** `fs/promises`: the calls on paths, `open` with its handles, and writing what comes piece by piece. */
import { constants } from './constants.ts'
import { checkSignal } from './content-programs.ts'
import { optionsOf } from './arguments.ts'
import { Dir } from './directory.ts'
import type { Listing } from './directory-programs.ts'
import { FileHandle } from './file-handle.ts'
import type { AnyProgram, Forms } from './forms.ts'
import { unavailable } from './argument-error.ts'

/** Those that take no descriptor. */
const ON_PATHS = [
  'access', 'appendFile', 'chmod', 'chown', 'copyFile', 'lchown', 'link', 'lstat', 'lutimes', 'mkdir', 'mkdtemp',
  'readFile', 'readdir', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'statfs', 'symlink', 'truncate',
  'unlink', 'utimes', 'writeFile',
] as const

interface Parts {
  readonly forms: Forms
  readonly handles: (descriptor: number) => FileHandle
  readonly opendir: AnyProgram
}

type Call = (...parameters: unknown[]) => Promise<unknown>

export function promisesOf(table: Readonly<Record<string, AnyProgram>>, { forms, handles, opendir }: Parts) {
  const promises: Record<string, unknown> = { constants }
  for (const name of ON_PATHS) promises[name] = onHandles(forms.promise(table[name]!))
  promises.writeFile = piecewise(promises.writeFile as Call, promises, 'w')
  promises.appendFile = piecewise(promises.appendFile as Call, promises, 'a')

  const open = forms.promise(table.open!)
  promises.open = async (...parameters: unknown[]) => handles((await open(...parameters)) as number)
  const list = forms.promise(opendir)
  promises.opendir = async (path: unknown) => new Dir((await list(path)) as Listing, forms.deliver)
  promises.watch = () => {
    throw unavailable('fs.promises.watch')
  }
  return promises
}

/** A handle stands for its descriptor. */
const onHandles = (call: Call): Call => async (file, ...rest) => call(file instanceof FileHandle ? file.fd : file, ...rest)

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) &&
  (Symbol.asyncIterator in value || Symbol.iterator in value)

/** Writes the pieces of an iterable or a stream as they come. */
function piecewise(write: Call, promises: Record<string, unknown>, flag: string): Call {
  return async (file, data, given) => {
    if (!isIterable(data)) return write(file, data, given)
    const options = optionsOf(given)
    const handle = file instanceof FileHandle
      ? file
      : ((await (promises.open as Call)(file, options.flag ?? flag, options.mode)) as FileHandle)
    try {
      for await (const piece of data) {
        checkSignal(options)
        await handle.writeFile(piece, options)
      }
    } finally {
      if (handle !== file) await handle.close()
    }
    return undefined
  }
}
