/** Errors of file calls, with the codes and numbers of Linux. */
import { IoError } from '../block/volume.ts'
import { CorruptMetadata } from './records.ts'

/** Source: errno(3), and the texts of Node's own errors. */
export const ERRNO = {
  EPERM: [1, 'operation not permitted'],
  ENOENT: [2, 'no such file or directory'],
  EIO: [5, 'i/o error'],
  EBADF: [9, 'bad file descriptor'],
  EACCES: [13, 'permission denied'],
  EBUSY: [16, 'resource busy or locked'],
  EEXIST: [17, 'file already exists'],
  EXDEV: [18, 'cross-device link not permitted'],
  ENOTDIR: [20, 'not a directory'],
  EISDIR: [21, 'illegal operation on a directory'],
  EINVAL: [22, 'invalid argument'],
  EMFILE: [24, 'too many open files'],
  EFBIG: [27, 'file too large'],
  ENOSPC: [28, 'no space left on device'],
  ESPIPE: [29, 'invalid seek'],
  EROFS: [30, 'read-only file system'],
  EMLINK: [31, 'too many links'],
  ENAMETOOLONG: [36, 'name too long'],
  ENOSYS: [38, 'function not implemented'],
  ENOTEMPTY: [39, 'directory not empty'],
  ELOOP: [40, 'too many symbolic links encountered'],
  EUCLEAN: [117, 'structure needs cleaning'],
} as const satisfies Record<string, readonly [errno: number, text: string]>

export type FileErrorCode = keyof typeof ERRNO

/** What a file call fails with. Looks as Node's errors do: `code`, negative `errno`, `syscall`, `path`, `dest`. */
export class FileError extends Error {
  override readonly name: string = 'Error'
  readonly code: FileErrorCode
  readonly errno: number
  readonly syscall: string
  declare readonly path?: string
  declare readonly dest?: string

  constructor(code: FileErrorCode, syscall: string, path?: string, dest?: string) {
    const [errno, text] = ERRNO[code]
    super(`${code}: ${text}, ${syscall}${path === undefined ? '' : ` '${path}'`}${dest === undefined ? '' : ` -> '${dest}'`}`)
    this.code = code
    this.errno = -errno
    this.syscall = syscall
    if (path !== undefined) this.path = path
    if (dest !== undefined) this.dest = dest
  }
}

/** What a call fails with when the device does, or when metadata cannot be what it should be. Anything else is no answer of a file system. */
export function asFileError(error: unknown, syscall: string): unknown {
  const code = error instanceof IoError ? error.code : error instanceof CorruptMetadata ? 'EUCLEAN' : null
  return code === null ? error : Object.assign(new FileError(code, syscall), { cause: error })
}
