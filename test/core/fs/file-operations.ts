/** Random calls of a file system, as data, for comparing two of them. */
import { fc } from '../../../core/index.ts'
import type { FileCalls } from '../../../core/fs/file-calls.ts'
import { FileError } from '../../../core/fs/file-error.ts'

/** An operation that is one call. */
export type OneCall =
  | { readonly call: 'truncate'; readonly path: string; readonly sizeBytes: number }
  | { readonly call: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly call: 'unlink' | 'makeDirectory' | 'removeDirectory' | 'symlink'; readonly path: string }
  | { readonly call: 'sync' }

/** An operation that opens a file, and closes it again. */
export type Opening =
  | { readonly call: 'write'; readonly path: string; readonly offset: number; readonly bytes: number; readonly fill: number }
  | { readonly call: 'append'; readonly path: string; readonly bytes: number; readonly fill: number }
  | { readonly call: 'allocate'; readonly path: string; readonly offset: number; readonly bytes: number; readonly keepSize: boolean }
  | { readonly call: 'fsync' | 'fdatasync' | 'fsyncDirectory'; readonly path: string }
  | { readonly call: 'openUnlinked'; readonly path: string; readonly bytes: number }

export type FileOperation = OneCall | Opening

/** A file that is open and may have no name by now. */
export interface Nameless {
  readonly ino: number
  readonly content: string
}

const path = fc.constantFrom('/a', '/b', '/c', '/d/a', '/d/b', '/d/e/a', '/d', '/d/e', '/l')
const fill = fc.integer({ min: 1, max: 255 })
/** Sizes about the edges of sectors and pages. */
const bytes = fc.oneof(fc.constantFrom(1, 511, 512, 4095, 4096, 4097, 9000), fc.integer({ min: 0, max: 20_000 }))
const offset = fc.oneof(fc.constantFrom(0, 1, 512, 4095, 4096, 8192), fc.integer({ min: 0, max: 30_000 }))

export const fileOperation: fc.Arbitrary<FileOperation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ call: fc.constant('write' as const), path, offset, bytes, fill }) },
  { weight: 3, arbitrary: fc.record({ call: fc.constant('append' as const), path, bytes, fill }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('truncate' as const), path, sizeBytes: bytes }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('allocate' as const), path, offset, bytes: bytes.map((size) => size + 1), keepSize: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ call: fc.constantFrom('rename' as const, 'link' as const), path, to: path }) },
  {
    weight: 8,
    arbitrary: fc.record({
      call: fc.constantFrom('unlink' as const, 'makeDirectory' as const, 'removeDirectory' as const, 'fsync' as const, 'fdatasync' as const, 'fsyncDirectory' as const, 'symlink' as const),
      path,
    }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('sync' as const) }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('openUnlinked' as const), path, bytes }) },
)

const contentOf = (size: number, value: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => (value + index * 7) & 0xff)

/**
 * Does it. @returns the message of the error, or what there is to compare
 * @param changed called after each single call that changed something
 */
export function perform(files: FileCalls, operation: FileOperation, changed: (nameless?: Nameless) => void = () => {}): unknown {
  try {
    return attempt(files, operation, changed)
  } catch (error) {
    if (error instanceof FileError) return error.message
    throw error
  }
}

const OPENING: readonly FileOperation['call'][] = ['write', 'append', 'allocate', 'fsync', 'fdatasync', 'fsyncDirectory', 'openUnlinked']

export function isOpening(operation: FileOperation): operation is Opening {
  return OPENING.includes(operation.call)
}

/** The call, with its parameters. */
export function callOf(operation: OneCall): readonly [call: keyof FileCalls, ...parameters: readonly unknown[]] {
  switch (operation.call) {
    case 'sync':
      return ['sync']
    case 'truncate':
      return ['truncate', operation.path, operation.sizeBytes]
    case 'symlink':
      return ['symlink', 'd/a', operation.path]
    case 'rename':
    case 'link':
      return [operation.call, operation.path, operation.to]
    case 'unlink':
    case 'makeDirectory':
    case 'removeDirectory':
      return [operation.call, operation.path]
  }
}

function attempt(files: FileCalls, operation: FileOperation, changed: (nameless?: Nameless) => void): unknown {
  if (isOpening(operation)) return attemptOpened(files, operation, changed)
  const [call, ...parameters] = callOf(operation)
  return (Reflect.get(files, call) as (...given: readonly unknown[]) => unknown).apply(files, parameters)
}

function attemptOpened(files: FileCalls, operation: Opening, changed: (nameless?: Nameless) => void): unknown {
  switch (operation.call) {
    case 'write':
    case 'append': {
      const append = operation.call === 'append'
      const descriptor = files.open(operation.path, { access: 'read-write', create: true, append })
      changed()
      try {
        const written = files.write(descriptor, contentOf(operation.bytes, operation.fill), append ? null : operation.offset)
        return [written, files.read(descriptor, 64, append ? 0 : operation.offset)]
      } finally {
        files.close(descriptor)
      }
    }
    case 'allocate': {
      const descriptor = files.open(operation.path, { access: 'write' })
      try {
        return files.allocate(descriptor, operation.offset, operation.bytes, operation.keepSize)
      } finally {
        files.close(descriptor)
      }
    }
    case 'fsync':
    case 'fdatasync':
    case 'fsyncDirectory': {
      const descriptor = files.open(operation.path, operation.call === 'fsyncDirectory' ? { directory: true } : {})
      try {
        return files[operation.call === 'fdatasync' ? 'fdatasync' : 'fsync'](descriptor)
      } finally {
        files.close(descriptor)
      }
    }
    case 'openUnlinked': {
      const descriptor = files.open(operation.path, { access: 'read-write', create: true })
      changed()
      try {
        files.unlink(operation.path)
        const nameless = (): Nameless => {
          const { ino, sizeBytes } = files.stat(descriptor)
          return { ino, content: Buffer.from(files.read(descriptor, sizeBytes, 0)).toString('latin1') }
        }
        changed(nameless())
        files.write(descriptor, contentOf(operation.bytes, 9), 0)
        changed(nameless())
        return files.read(descriptor, operation.bytes, 0).length
      } finally {
        files.close(descriptor)
      }
    }
  }
}

export interface TreeEntry {
  readonly type: string
  readonly links: number
  readonly content: string
}

/** Everything that can be seen, by path. */
export function treeOf(files: FileCalls, directory = '/', found = new Map<string, TreeEntry>()): ReadonlyMap<string, TreeEntry> {
  for (const { name, type } of files.readDirectory(directory)) {
    const entry = `${directory === '/' ? '' : directory}/${name}`
    const { links } = files.lstat(entry)
    const content = type === 'file' ? readWhole(files, entry) : type === 'symlink' ? files.readLink(entry) : ''
    found.set(entry, { type, links, content })
    if (type === 'directory') treeOf(files, entry, found)
  }
  return found
}

export function readWhole(files: FileCalls, path: string): string {
  const descriptor = files.open(path)
  const { sizeBytes } = files.stat(descriptor)
  const bytes = files.read(descriptor, sizeBytes, 0)
  files.close(descriptor)
  return Buffer.from(bytes).toString('latin1')
}
