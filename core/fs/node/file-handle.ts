/** `FileHandle` of `fs/promises`. */
import { EventEmitter } from 'node:events'
import type { Interface } from 'node:readline'

type Call = (...parameters: unknown[]) => Promise<unknown>

/** What a handle needs: the promise form of calls that take a descriptor, and the streams. */
export interface HandleFace {
  readonly calls: Readonly<Record<string, Call>>
  readStream(options: object): NodeJS.ReadableStream & AsyncIterable<unknown>
  writeStream(options: object): NodeJS.WritableStream
  lines(input: NodeJS.ReadableStream): Interface
}

const CLOSED = -1

export class FileHandle extends EventEmitter {
  readonly #face: HandleFace
  #descriptor: number
  #closing: Promise<void> | undefined

  constructor(descriptor: number, face: HandleFace) {
    super()
    this.#descriptor = descriptor
    this.#face = face
  }

  /** −1 once the handle is closed. */
  get fd(): number {
    return this.#descriptor
  }

  close = (): Promise<void> => {
    const descriptor = this.#descriptor
    if (descriptor === CLOSED) return this.#closing ?? Promise.resolve()
    this.#descriptor = CLOSED
    this.#closing = (this.#face.calls.close!(descriptor) as Promise<void>).then(() => {
      this.#closing = undefined
      this.emit('close')
    })
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  createReadStream(options: object = {}) {
    return this.#face.readStream({ ...options, fd: this })
  }

  createWriteStream(options: object = {}) {
    return this.#face.writeStream({ ...options, fd: this })
  }

  readLines(options: object = {}): Interface {
    return this.#face.lines(this.createReadStream(options))
  }

  async read(...given: unknown[]): Promise<unknown> {
    const [buffer, ...rest] = readArguments(given)
    return { bytesRead: await this.#call('read', buffer, ...rest), buffer }
  }

  async write(data: unknown, ...rest: unknown[]): Promise<unknown> {
    return { bytesWritten: await this.#call('write', data, ...rest), buffer: data }
  }

  async readv(buffers: unknown, position?: unknown): Promise<unknown> {
    return { bytesRead: await this.#call('readv', buffers, position), buffers }
  }

  async writev(buffers: unknown, position?: unknown): Promise<unknown> {
    return { bytesWritten: await this.#call('writev', buffers, position), buffers }
  }

  readFile = (options?: unknown) => this.#call('readFile', options)
  writeFile = (data: unknown, options?: unknown) => this.#call('writeFile', data, options)
  appendFile = (data: unknown, options?: unknown) => this.#call('writeFile', data, options)
  stat = (options?: unknown) => this.#call('fstat', options)
  sync = () => this.#call('fsync')
  datasync = () => this.#call('fdatasync')
  truncate = (length?: unknown) => this.#call('ftruncate', length)
  chmod = (mode: unknown) => this.#call('fchmod', mode)
  chown = (uid: unknown, gid: unknown) => this.#call('fchown', uid, gid)
  utimes = (accessed: unknown, modified: unknown) => this.#call('futimes', accessed, modified)

  async #call(name: string, ...parameters: unknown[]): Promise<unknown> {
    if (this.#descriptor === CLOSED) throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall: name })
    return this.#face.calls[name]!(this.#descriptor, ...parameters)
  }
}

const DEFAULT_READ_BYTES = 16 * 1024

/** `read(buffer, …)`, `read({ buffer, … })` or `read()`, as the arguments after the descriptor. */
export function readArguments(given: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = given
  if (ArrayBuffer.isView(first)) return given
  if (first !== undefined && first !== null && typeof first !== 'object') return given
  const { buffer, ...window } = (first ?? {}) as { readonly buffer?: unknown }
  return [buffer ?? Buffer.alloc(DEFAULT_READ_BYTES), first ? window : rest[0], ...rest.slice(1)]
}
