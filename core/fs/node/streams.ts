/**
 * `createReadStream` and `createWriteStream` are Node's own: its streams take the calls that they use as an option.
 * Order and size of the calls are therefore those of the Node that runs the drill.
 */
import type * as NodeFs from 'node:fs'
import { FileHandle } from './file-handle.ts'

// Taken at once: inside a drill the host's file system is out of reach.
const host = process.getBuiltinModule('node:fs')

type StreamName = 'ReadStream' | 'WriteStream'
type Options = Record<string, unknown>
type StreamClass = (this: unknown, path: unknown, options: Options) => void

const CALLS = ['open', 'close', 'read', 'write', 'writev', 'fsync'] as const

/** A constructor that may be called, extended or given another prototype, as Node's own may. */
export function streamClass(name: StreamName, face: Readonly<Record<string, unknown>>) {
  const original = host[name] as unknown as StreamClass
  const calls = Object.fromEntries(CALLS.map((call) => [call, face[call]]))

  function Stream(this: unknown, path: unknown, given?: unknown): unknown {
    const options = optionsFor(given, calls)
    if (!(this instanceof (Stream as unknown as NewableFunction))) return Reflect.construct(Stream, [path, given])
    Reflect.apply(original, this, [path, options])
    return undefined
  }
  Stream.prototype = Object.create(original.prototype as object, {
    constructor: { value: Stream, writable: true, configurable: true },
  })
  Object.setPrototypeOf(Stream, original)
  Object.defineProperty(Stream, 'name', { value: name })
  return Stream as unknown as new (path: unknown, options?: unknown) => NodeFs.ReadStream & NodeFs.WriteStream
}

function optionsFor(given: unknown, calls: Options): Options {
  const options: Options = typeof given === 'string' ? { encoding: given } : { ...(given as Options | undefined) }
  const { fd } = options
  const own = options.fs as Options | undefined
  if (!(fd instanceof FileHandle)) return { ...options, fs: { ...calls, ...own } }
  // The handle closes its descriptor itself, so that it knows.
  const close = (_: number, callback: (error?: unknown) => void): void => {
    void fd.close().then(() => callback(), callback)
  }
  return { ...options, fd: fd.fd, fs: { ...calls, close } }
}
