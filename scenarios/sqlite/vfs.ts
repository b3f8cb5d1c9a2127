/**
 * The one VFS of the engine, through which SQLite reaches whatever simulated file system has its turn. Names in it are
 * names on that file system: which one is meant is said by whose call it is, so nothing of it gets into a file.
 *
 * It follows the unix VFS of SQLite (src/os_unix.c) where that leaves a choice. It does not model: `mmap`, the file `-shm`
 * (see {@link SharedMemory}), permissions of journals, advisory locks of other programs.
 */
import { CONFIG_LOG, NOTICE_RECOVER_ROLLBACK, NOTICE_RECOVER_WAL, OK } from './codes.ts'
import { ioMethods } from './io-methods.ts'
import { engine } from './library.ts'
import type { Mount } from './mount.ts'
import { structOf } from './struct.ts'
import { vfsMethods } from './vfs-methods.ts'
import type { VfsState } from './vfs-methods.ts'

/** The fields of `sqlite3_io_methods`, version 2, and of `sqlite3_vfs`, version 2. Source: src/sqlite.h.in */
const IO_FIELDS = [
  2, 'xClose', 'xRead', 'xWrite', 'xTruncate', 'xSync', 'xFileSize', 'xLock', 'xUnlock', 'xCheckReservedLock',
  'xFileControl', 'xSectorSize', 'xDeviceCharacteristics', 'xShmMap', 'xShmLock', 'xShmBarrier', 'xShmUnmap',
]
const FILE_BYTES = 4
const LONGEST_PATH_BYTES = 512
const vfsFields = (name: number) => [
  2, FILE_BYTES, LONGEST_PATH_BYTES, 0, name, 0, 'xOpen', 'xDelete', 'xAccess', 'xFullPathname', 'xDlOpen', 'xDlError',
  'xDlSym', 'xDlClose', 'xRandomness', 'xSleep', 'xCurrentTime', 'xGetLastError', 'xCurrentTimeInt64',
]

const state = register()

/**
 * Lets a mount into the engine for one call. What the call draws at random comes from the mount's own stream, whoever
 * was in the engine before.
 *
 * @throws whatever ended the mount, during this call or earlier
 */
export function enter<T>(mount: Mount, call: () => T): T {
  throwEnd(mount)
  state.mount = mount
  engine.exports.sqlite3_randomness(0, 0)
  let result: T | undefined
  try {
    result = call()
  } catch (error) {
    if (mount.end === null) throw error
  }
  throwEnd(mount)
  return result as T
}

function throwEnd({ end }: Mount): void {
  if (end) throw end.reason
}

/** Gives back what a mount has in the engine. No file is touched; the mount is of no use afterwards. */
export function unmount(mount: Mount, reason: unknown): void {
  mount.fail(reason)
  state.mount = mount
  for (const connection of mount.connections) connection.discard()
  mount.connections.clear()
  mount.releaseSharedMemory((region) => engine.dealloc(region))
}

/** Databases and files that the engine has open, for tests: nothing may be left behind. */
export function openFileCount(): number {
  return state.openFiles.size
}

function register(): VfsState {
  const openFiles: VfsState['openFiles'] = new Map()
  const io = structOf(engine, IO_FIELDS, ioMethods(engine, openFiles))
  const made: VfsState = { memory: engine, openFiles, ioMethods: io, mount: null }
  const vfs = structOf(engine, vfsFields(engine.allocCString('seeddrill')), vfsMethods(made))
  // By default: SQLite asks the default VFS for randomness, whatever VFS a database is on.
  const code = engine.exports.sqlite3_vfs_register(vfs, 1)
  if (code !== OK) throw new Error(`sqlite: the VFS could not be registered (${code})`)
  countRecoveries(made)
  return made
}

/** SQLite tells its log how many pages or frames it has recovered. */
function countRecoveries(made: VfsState): void {
  const listener = engine.installFunction('v(pip)', (_data: number, code: number, message: number) => {
    if (code !== NOTICE_RECOVER_WAL && code !== NOTICE_RECOVER_ROLLBACK) return
    const count = /recovered (\d+)/.exec(engine.cstrToJs(message) ?? '')?.[1]
    if (made.mount) made.mount.recovered += Number(count ?? 0)
  })
  engine.exports.sqlite3__wasm_config_ii(CONFIG_LOG, listener, 0)
}
