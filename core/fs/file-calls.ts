/**
 * The system calls of a mounted file system, in two forms: `sync` for code that cannot await, `promises` for code
 * that can. Names and meaning are those of POSIX; errors are {@link FileError}s.
 *
 * Paths are absolute (`/` is the root of this file system) with `/` between names of 1 … 255 bytes of UTF-8.
 */
import type { CallOrigins } from './call-origins.ts'

export type FileType = 'file' | 'directory' | 'symlink'

export interface Stats {
  readonly ino: number
  readonly type: FileType
  /** Permission bits alone, 0 … 0o7777. Kept, and not enforced: everyone is the superuser. */
  readonly mode: number
  readonly links: number
  readonly uid: number
  readonly gid: number
  readonly sizeBytes: number
  /** Allocated blocks of 512 bytes. */
  readonly blocks: number
  /** Virtual time, µs. There is no access time: a read writes nothing. */
  readonly modifiedUs: number
  readonly changedUs: number
  readonly createdUs: number
}

export interface DirectoryEntry {
  readonly name: string
  readonly ino: number
  readonly type: FileType
}

/** What `open` is asked for. Exactly the meaning of the O_ flags of open(2). */
export interface OpenFlags {
  /** Default `read`. */
  readonly access?: 'read' | 'write' | 'read-write'
  readonly create?: boolean
  readonly exclusive?: boolean
  readonly truncate?: boolean
  /** Every write goes to the end, whatever its position. */
  readonly append?: boolean
  readonly directory?: boolean
  /** O_NOFOLLOW. */
  readonly noFollow?: boolean
  /** O_SYNC: every write is followed by an fsync before it returns. */
  readonly sync?: boolean
}

export interface StatFs {
  readonly blockBytes: number
  readonly blocks: number
  readonly freeBlocks: number
  readonly files: number
  readonly freeFiles: number
}

export interface AttributeChange {
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly modifiedUs?: number
}

/** A file by descriptor or by path. */
export type Target = number | string

/** The calls in their synchronous form. */
export interface FileCalls {
  /** @returns a descriptor, from 3 on: the lowest that is free */
  open(path: string, flags?: OpenFlags, mode?: number): number
  close(descriptor: number): void
  /** @param position in bytes; null reads at the descriptor's own position and moves it. @returns fewer bytes at the end */
  read(descriptor: number, length: number, position: number | null): Uint8Array
  /** Into the page cache only. @returns bytes written, always all of them; ENOSPC and EFBIG write none */
  write(descriptor: number, data: Uint8Array, position: number | null): number
  /** The file's data and metadata are durable afterwards; of a directory: the names in it. */
  fsync(descriptor: number): void
  /** The same without metadata that is not needed to read the data back. */
  fdatasync(descriptor: number): void
  /** Everything is durable afterwards. */
  sync(): void
  truncate(target: Target, sizeBytes: number): void
  /** Reserves space: a later write inside it cannot fail with ENOSPC. Extends the file unless `keepSize`. */
  allocate(descriptor: number, offset: number, length: number, keepSize?: boolean): void
  stat(target: Target): Stats
  /** Of a symbolic link itself. */
  lstat(path: string): Stats
  /** In the order of the names by their UTF-16 code units; without `.` and `..`. */
  readDirectory(path: string): readonly DirectoryEntry[]
  makeDirectory(path: string, mode?: number): void
  removeDirectory(path: string): void
  rename(from: string, to: string): void
  link(existing: string, path: string): void
  unlink(path: string): void
  symlink(target: string, path: string): void
  readLink(path: string): string
  /** The path without symbolic links. */
  realPath(path: string): string
  setAttributes(target: Target, change: AttributeChange, options?: { readonly noFollow?: boolean }): void
  statFs(): StatFs
}

/** The same calls, each answered in a turn of its own. */
export type FilePromises = {
  readonly [call in keyof FileCalls]: (...parameters: Parameters<FileCalls[call]>) => Promise<ReturnType<FileCalls[call]>>
}

/** A mounted file system, as an application sees it. */
export interface FileSystem {
  readonly name: string
  readonly sync: FileCalls
  readonly promises: FilePromises
  /** For a face over this one. Absent: nobody asks where calls come from. */
  readonly origins?: CallOrigins
}
