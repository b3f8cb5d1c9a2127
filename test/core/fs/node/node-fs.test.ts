import type { EventEmitter } from 'node:events'
import realFs from 'node:fs'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { createNodeFs } from '../../../../core/fs/node/node-fs.ts'
import { memoryFileSystem } from '../memory-files.ts'
import { cases, descriptorCases } from './cases.ts'
import type { Calls, Case } from './cases.ts'

type Promised = (...parameters: unknown[]) => Promise<unknown>
type Members = Record<string, (...parameters: unknown[]) => unknown>

const forms: Readonly<Record<string, (fs: typeof realFs) => Calls>> = {
  sync: (fs) => async (name, ...parameters) => (fs as unknown as Members)[`${name}Sync`]!(...parameters),
  callback: (fs) => (name, ...parameters) =>
    new Promise((resolve, reject) => {
      (fs as unknown as Members)[name]!(...parameters, (error: unknown, result: unknown) =>
        error ? reject(error) : resolve(result))
    }),
  promise: (fs) => async (name, ...parameters) => (fs.promises as unknown as Members)[name]!(...parameters),
}

const folder = realFs.realpathSync(realFs.mkdtempSync(`${tmpdir()}/node-fs-`))
afterAll(() => realFs.rmSync(folder, { recursive: true }))
let made = 0

async function outcome(fs: typeof realFs, parent: string, form: string, run: Case): Promise<unknown> {
  const root = `${parent}/${++made}`
  fs.mkdirSync(root, { recursive: true })
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value ?? null).replaceAll(root, '<root>')) as unknown
  try {
    return plain(await run(forms[form]!(fs), (name) => `${root}/${name}`))
  } catch (error) {
    const { message, code, syscall, errno, path, dest } = error as NodeJS.ErrnoException & { dest?: string }
    return { failed: plain({ message, code, syscall, errno, path, dest }) }
  }
}

/** Where Node's own forms or versions differ in their words. */
const CODE_ONLY = new Set([
  'chmod without a mode', 'open a folder that is missing', 'make a temporary folder in nothing', 'utimes without a time',
])

const codeOf = (result: unknown): unknown => (result as { failed?: { code?: string } }).failed?.code

describe.each(['sync', 'callback', 'promise'])('the %s form answers as Node does:', (form) => {
  const all = form === 'promise' ? cases : { ...cases, ...descriptorCases }
  it.each(Object.entries(all))('%s', async (name, run) => {
    const real = await outcome(realFs, folder, form, run)
    const simulated = await outcome(createNodeFs(memoryFileSystem()), '/folder', form, run)
    if (CODE_ONLY.has(name)) expect(codeOf(simulated)).toBe(codeOf(real))
    else expect(simulated).toEqual(real)
  })
})

describe('what only Node 20 and later, or only one form has', () => {
  const memory = () => {
    const system = memoryFileSystem()
    return { system, fs: createNodeFs(system, { cwd: () => '/home', epochMs: 1000 }) }
  }

  it('reports the same from a file handle', async () => {
    const run = async (fs: typeof realFs, path: string) => {
      const handle = await fs.promises.open(path, 'w+', 0o600)
      const seen: unknown[] = [await handle.write('hello'), await handle.write(Buffer.from('J'), 0, 1, 0)]
      await handle.writev([Buffer.from('a'), Buffer.from('b')])
      await handle.sync()
      await handle.datasync()
      await handle.truncate(6)
      await handle.appendFile('end')
      seen.push(await handle.read(Buffer.alloc(4), 0, 4, 0), (await handle.read({ position: 2 })).bytesRead)
      seen.push((await handle.stat()).size, (await handle.readFile('utf8')).length)
      seen.push((await handle.readv([Buffer.alloc(3)], 1)).buffers, typeof handle.fd)
      for await (const line of handle.readLines({ start: 0, autoClose: false } as object)) seen.push(line)
      let closed = false
      ;(handle as unknown as EventEmitter).on('close', () => (closed = true))
      await handle.close()
      await handle.close()
      seen.push(closed, handle.fd)
      await handle.read(Buffer.alloc(1)).catch((error: NodeJS.ErrnoException) => seen.push(error.code, error.message))
      return seen
    }
    const simulated = await run(memory().fs, '/file')
    expect(JSON.stringify(simulated)).toBe(JSON.stringify(await run(realFs, `${folder}/handle`)))
  })

  it('disposes of a handle, and lets promises calls take one', async () => {
    const { fs, system } = memory()
    const handle = await fs.promises.open('/file', 'w+')
    await fs.promises.writeFile(handle, 'text')
    await handle[Symbol.asyncDispose]()
    expect(() => system.sync.stat(3)).toThrow('EBADF')
    expect(await fs.promises.readFile('/file', 'utf8')).toBe('text')
  })

  it('streams as Node does, by path, by handle and with a range', async () => {
    const run = async (fs: typeof realFs, path: string) => {
      const text = 'line\n'.repeat(40_000)
      const events: string[] = []
      const writer = fs.createWriteStream(path, { flush: true } as object)
      for (const event of ['open', 'ready', 'finish', 'close']) writer.on(event, () => events.push(event))
      const ended = new Promise<void>((resolve) => writer.on('close', () => resolve()))
      writer.write(text.slice(0, 5))
      writer.end(text.slice(5))
      await ended
      let length = 0
      for await (const chunk of fs.createReadStream(path, 'utf8')) length += String(chunk).length
      const part: unknown[] = []
      for await (const chunk of fs.createReadStream(path, { start: 3, end: 6, encoding: 'utf8' })) part.push(chunk)
      const handle = await fs.promises.open(path)
      const chunks: number[] = []
      for await (const chunk of handle.createReadStream({ highWaterMark: 70_000 })) chunks.push((chunk as Buffer).length)
      const missing = await new Promise<Error>((resolve) => fs.createReadStream(`${path}-`).on('error', resolve))
      return [events, writer.bytesWritten, length, part, chunks, handle.fd, missing.message.replace(path, '')]
    }
    expect(await run(memory().fs, '/file')).toEqual(await run(realFs, `${folder}/stream`))
  })

  it('lets old code call a stream class as a function and derive from it', () => {
    const { fs } = memory()
    fs.writeFileSync('/file', '')
    function Derived(this: unknown, path: string): void {
      Reflect.apply(fs.ReadStream as never, this, [path])
    }
    Derived.prototype = Object.create(fs.ReadStream.prototype) as object
    const stream = new (Derived as never as new (path: string) => realFs.ReadStream)('/file')
    expect(stream).toBeInstanceOf(fs.ReadStream)
    expect(stream.path).toBe('/file')
  })

  it('sends every sync to the file system, in the form that was asked for', async () => {
    const called: string[] = []
    const { system } = memory()
    const spy = <T extends object>(form: string, calls: T): T => new Proxy(calls, {
      get: (target, name) => {
        called.push(`${form}.${String(name)}`)
        const member: unknown = Reflect.get(target, name)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    })
    const fs = createNodeFs({ ...system, sync: spy('sync', system.sync), promises: spy('promises', system.promises) })
    const fd = fs.openSync('/file', 'w')
    fs.fsyncSync(fd)
    await new Promise((resolve) => fs.fdatasync(fd, () => resolve(null)))
    const handle = await fs.promises.open('/file')
    await handle.sync()
    expect(called).toEqual(['sync.open', 'sync.fsync', 'promises.fdatasync', 'promises.open', 'promises.fsync'])
  })

  it('resolves relative paths where the process is, and shows them as they were given', () => {
    const { fs } = memory()
    fs.mkdirSync('/home')
    fs.writeFileSync('note', 'x')
    expect(fs.readFileSync('/home/note', 'utf8')).toBe('x')
    expect(() => fs.readFileSync('gone')).toThrow("ENOENT: no such file or directory, open 'gone'")
    expect(fs.statSync('note').mtimeMs).toBe(1000)
    expect(fs.statSync('gone', { throwIfNoEntry: false })).toBe(undefined)
  })

  it('promisifies as Node does', async () => {
    const { fs } = memory()
    fs.writeFileSync('/file', 'x')
    expect(await (promisify(fs.exists) as unknown as Promised)('/file')).toBe(true)
    const fd = fs.openSync('/file', 'r')
    const read = promisify(fs.read) as unknown as Promised
    expect(await read(fd, Buffer.alloc(1), 0, 1, 0))
      .toEqual({ bytesRead: 1, buffer: Buffer.from('x') })
  })

  it('writes what an iterable yields', async () => {
    const { fs } = memory()
    await fs.promises.writeFile('/file', (async function* () {
      yield 'a'
      yield 'b'
    })())
    await fs.promises.appendFile('/file', ['c'] as never)
    expect(fs.readFileSync('/file', 'utf8')).toBe('abc')
  })

  it('hands over what a callback throws, and refuses a call without one', async () => {
    const thrown: unknown[] = []
    const fs = createNodeFs(memoryFileSystem(), { uncaught: (error) => void thrown.push(error) })
    fs.mkdir('/x', () => {
      throw new Error('in the callback')
    })
    await new Promise((resolve) => fs.stat('/', () => resolve(null)))
    expect(thrown).toEqual([new Error('in the callback')])
    const readFile = fs.readFile as (...parameters: unknown[]) => void
    expect(() => readFile('/x', undefined)).toThrow('The "cb" argument must be of type function. Received undefined')
  })

  it('says clearly that nothing can be watched', () => {
    expect(() => memory().fs.watch('/')).toThrow('fs.watch: a simulated file system tells nobody of changes')
  })
})
