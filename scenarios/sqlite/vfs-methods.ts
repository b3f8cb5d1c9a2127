/** `sqlite3_vfs`: the calls on names, and on what the machine offers beside its files, as the engine makes them. */
import { FileError } from '../../core/fs/file-error.ts'
import {
  ACCESS_EXISTS, CANTOPEN, IOERR_ACCESS, IOERR_DELETE, IOERR_DELETE_NOENT, IOERR_DIR_FSYNC, OK, OPEN,
} from './codes.ts'
import type { SqliteMemory } from './library.ts'
import type { Mount } from './mount.ts'
import { OpenFile, syncFolder } from './open-file.ts'
import type { Methods } from './struct.ts'

/** Midnight of 2000-01-01 as SQLite counts: milliseconds since noon of Julian day 0. The virtual clock begins there. */
const EPOCH_MS = 211_813_444_800_000
const DAY_MS = 86_400_000

export interface VfsState {
  readonly memory: SqliteMemory
  readonly openFiles: Map<number, OpenFile>
  readonly ioMethods: number
  /** Whose turn it is in the engine. */
  mount: Mount | null
}

export function vfsMethods(state: VfsState): Methods {
  const { memory } = state
  const textAt = (address: number): string => memory.cstrToJs(address)!
  return {
    xOpen: ['i(pppip)', (_vfs: number, name: number, file: number, flags: number, outFlags: number) =>
      open(state, name === 0 ? null : textAt(name), file, flags, outFlags)],
    xDelete: ['i(ppi)', (_vfs: number, name: number, syncsFolder: number) =>
      remove(state.mount!, textAt(name), syncsFolder !== 0)],
    xAccess: ['i(ppip)', (_vfs: number, name: number, question: number, target: number) =>
      state.mount!.attempt(IOERR_ACCESS, () => {
        memory.poke32(target, isThere(state.mount!, textAt(name), question) ? 1 : 0)
        return OK
      })],
    xFullPathname: ['i(ppip)', (_vfs: number, name: number, length: number, target: number) => {
      const text = textAt(name)
      const bytes = Buffer.from(`${text.startsWith('/') ? '' : '/'}${text}\0`)
      if (bytes.length > length) return CANTOPEN
      memory.heap8u().set(bytes, target)
      return OK
    }],
    ...hostMethods(state),
  }
}

function open(state: VfsState, name: string | null, address: number, flags: number, outFlags: number): number {
  const { memory, openFiles, ioMethods } = state
  const mount = state.mount!
  // The engine closes what has methods, and only that.
  memory.poke32(address, 0)
  return mount.attempt(CANTOPEN, () => {
    const path = name ?? `/.temporary-${mount.temporaryFiles++}`
    const { descriptor, readOnly } = openDescriptor(mount, path, flags)
    if (flags & OPEN.deleteOnClose) mount.files.unlink(path)
    const isJournal = (flags & (OPEN.mainJournal | OPEN.superJournal | OPEN.wal)) !== 0
    const file = new OpenFile({
      mount,
      path,
      descriptor,
      syncsFolder: isJournal && (flags & OPEN.create) !== 0,
      lockable: (flags & OPEN.mainDatabase) !== 0,
    })
    openFiles.set(address, file)
    memory.poke32(address, ioMethods)
    if (outFlags !== 0) memory.poke32(outFlags, readOnly ? (flags & ~(OPEN.readWrite | OPEN.create)) | OPEN.readOnly : flags)
    return OK
  })
}

/** What cannot be opened for writing is opened for reading if it can, as `unixOpen` does. */
function openDescriptor({ files }: Mount, path: string, flags: number): { descriptor: number; readOnly: boolean } {
  if ((flags & OPEN.readWrite) === 0) return { descriptor: files.open(path), readOnly: true }
  const create = (flags & OPEN.create) !== 0
  try {
    const exclusive = (flags & OPEN.exclusive) !== 0
    return { descriptor: files.open(path, { access: 'read-write', create, exclusive }, 0o644), readOnly: false }
  } catch (error) {
    if (!(error instanceof FileError) || !(error.code === 'EROFS' || error.code === 'EACCES')) throw error
    return { descriptor: files.open(path), readOnly: true }
  }
}

/** As `unixDelete`: whether the name is durably gone is asked for by the pager, which does so under EXTRA alone. */
function remove(mount: Mount, path: string, syncsFolder: boolean): number {
  const code = mount.attempt(IOERR_DELETE, () => {
    try {
      mount.files.unlink(path)
    } catch (error) {
      if (error instanceof FileError && error.code === 'ENOENT') return IOERR_DELETE_NOENT
      throw error
    }
    return OK
  })
  return code === OK && syncsFolder ? syncFolder(mount, path, IOERR_DIR_FSYNC) : code
}

/** As `unixAccess`: an empty file is as good as none, for an empty journal is one whose transaction has ended. */
function isThere({ files }: Mount, path: string, question: number): boolean {
  try {
    const { type, sizeBytes } = files.stat(path)
    return question !== ACCESS_EXISTS || type !== 'file' || sizeBytes > 0
  } catch (error) {
    if (error instanceof FileError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false
    throw error
  }
}

function hostMethods(state: VfsState): Methods {
  const { memory } = state
  const nowMs = (): number => EPOCH_MS + Math.floor(state.mount!.surroundings.clock.now() / 1000)
  return {
    xRandomness: ['i(pip)', (_vfs: number, length: number, target: number) => {
      const { random } = state.mount!.surroundings
      const heap = memory.heap8u()
      for (let index = 0; index < length; index++) heap[target + index] = random.below(256)
      return length
    }],
    xSleep: ['i(pi)', (_vfs: number, durationUs: number) => {
      state.mount!.sleptUs += durationUs
      return durationUs
    }],
    xCurrentTime: ['i(pp)', (_vfs: number, target: number) => {
      memory.poke64f(target, nowMs() / DAY_MS)
      return OK
    }],
    xCurrentTimeInt64: ['i(pp)', (_vfs: number, target: number) => {
      memory.poke64(target, BigInt(nowMs()))
      return OK
    }],
    xGetLastError: ['i(pip)', () => 0],
  }
}
