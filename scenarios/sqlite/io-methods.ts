/** `sqlite3_io_methods`: the calls on an open file, as the engine makes them. */
import {
  IOERR_SHMMAP, LOCK, NOTFOUND, OK, POWERSAFE_OVERWRITE, SUBPAGE_READ,
} from './codes.ts'
import type { SqliteMemory } from './library.ts'
import type { OpenFile } from './open-file.ts'
import type { Methods } from './struct.ts'

/** What the unix VFS answers for every disk (SQLITE_DEFAULT_SECTOR_SIZE). */
const SECTOR_BYTES = 4096

export function ioMethods(memory: SqliteMemory, openFiles: Map<number, OpenFile>): Methods {
  const fileAt = (address: number): OpenFile => openFiles.get(address)!
  return {
    xClose: ['i(p)', (address: number) => {
      const file = fileAt(address)
      openFiles.delete(address)
      leaveSharedMemory(memory, file)
      return file.close()
    }],
    xRead: ['i(ppij)', (address: number, target: number, length: number, position: bigint) =>
      fileAt(address).read(Number(position), length, (bytes) => {
        const heap = memory.heap8u()
        heap.set(bytes, target)
        heap.fill(0, target + bytes.length, target + length)
      })],
    // A copy: the file system may keep what it is given, and the engine reuses its memory.
    xWrite: ['i(ppij)', (address: number, source: number, length: number, position: bigint) =>
      fileAt(address).write(Number(position), memory.heap8u().slice(source, source + length))],
    xTruncate: ['i(pj)', (address: number, size: bigint) => fileAt(address).truncate(Number(size))],
    xSync: ['i(pi)', (address: number, flags: number) => fileAt(address).sync(flags)],
    xFileSize: ['i(pp)', (address: number, target: number) =>
      fileAt(address).size((sizeBytes) => memory.poke64(target, BigInt(sizeBytes)))],
    ...lockMethods(memory, fileAt),
    xFileControl: ['i(pip)', () => NOTFOUND],
    xSectorSize: ['i(p)', () => SECTOR_BYTES],
    xDeviceCharacteristics: ['i(p)', (address: number) =>
      SUBPAGE_READ | (fileAt(address).mount.surroundings.powersafeOverwrite === false ? 0 : POWERSAFE_OVERWRITE)],
    ...sharedMemoryMethods(memory, fileAt),
  }
}

function lockMethods(memory: SqliteMemory, fileAt: (address: number) => OpenFile): Methods {
  return {
    xLock: ['i(pi)', (address: number, level: number) => {
      const file = fileAt(address)
      return file.locks.lock(file, level)
    }],
    xUnlock: ['i(pi)', (address: number, level: number) => {
      const file = fileAt(address)
      file.locks.unlock(file, level)
      return OK
    }],
    xCheckReservedLock: ['i(pp)', (address: number, target: number) => {
      memory.poke32(target, fileAt(address).locks.reserved ? 1 : LOCK.none)
      return OK
    }],
  }
}

function sharedMemoryMethods(memory: SqliteMemory, fileAt: (address: number) => OpenFile): Methods {
  return {
    xShmMap: ['i(piiip)', (address: number, index: number, bytes: number, extend: number, target: number) => {
      const file = fileAt(address)
      if (file.mount.end) return IOERR_SHMMAP
      file.sharedMemory ??= file.mount.sharedMemoryOf(file.path)
      const region = file.sharedMemory.region(file, index, extend !== 0, () => zeroed(memory, bytes))
      memory.poke32(target, region)
      return OK
    }],
    xShmLock: ['i(piii)', (address: number, first: number, count: number, flags: number) => {
      const file = fileAt(address)
      file.sharedMemory ??= file.mount.sharedMemoryOf(file.path)
      return file.sharedMemory.lock(file, first, count, flags)
    }],
    // One thread, and no reordering that another connection could see.
    xShmBarrier: ['v(p)', () => {}],
    xShmUnmap: ['i(pi)', (address: number) => {
      leaveSharedMemory(memory, fileAt(address))
      return OK
    }],
  }
}

function zeroed(memory: SqliteMemory, bytes: number): number {
  const region = memory.alloc(bytes)
  memory.heap8u().fill(0, region, region + bytes)
  return region
}

/** The last one to leave gives the memory back; it holds nothing that the log does not. */
function leaveSharedMemory(memory: SqliteMemory, file: OpenFile): void {
  if (file.sharedMemory?.leave(file))
    file.mount.releaseSharedMemory((region) => memory.dealloc(region), file.path)
  file.sharedMemory = null
}
