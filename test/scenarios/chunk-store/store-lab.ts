/** A chunk store on a disk that remembers every version of every sector, and whose reads can be made to fail. */
import { IoError, type Volume } from '../../../core/block/volume.ts'
import type { AppContext } from '../../../core/machine/app.ts'
import type { RandomStream } from '../../../core/sim/random.ts'
import { ChunkStore, type ChunkStoreOptions } from '../../../scenarios/chunk-store/index.ts'
import { FakeDisk, FakeProcess } from '../log-writer/fake.ts'

export const EXTENT_BYTES = 4096
export const EXTENTS_AT = 8192
export const OPTIONS: ChunkStoreOptions = { extentBytes: EXTENT_BYTES, reclaimAtPercent: 25 }

/** Says whether a read fails; it is asked at every attempt. */
export type ReadTrouble = (offset: number, length: number) => boolean

export interface StoreProcess {
  readonly process: FakeProcess
  readonly context: AppContext<'chunks'>
}

export const blankDisk = (extents = 12): FakeDisk => new FakeDisk(new Uint8Array(EXTENTS_AT + extents * EXTENT_BYTES))

/** A process on the disk; without a stream everything happens at once. */
export function processOn(disk: FakeDisk, random?: RandomStream, trouble: ReadTrouble = () => false): StoreProcess {
  const process = new FakeProcess(disk, random)
  const { log } = process.context.volumes
  const chunks: Volume = {
    name: 'chunks',
    sizeBytes: log.sizeBytes,
    read: async (offset, length) => {
      if (trouble(offset, length)) throw new IoError('EIO', 'read failed')
      return log.read(offset, length)
    },
    write: (offset, data, options) => log.write(offset, data, options),
    flush: (options) => log.flush(options),
    discard: (offset, length, options) => log.discard(offset, length, options),
    writeZeroes: (offset, length, options) => log.writeZeroes(offset, length, options),
    get sync() {
      return log.sync
    },
  }
  return { process, context: { ...process.context, volumes: { chunks } } }
}

export function openOn(disk: FakeDisk, options: ChunkStoreOptions = {}, trouble?: ReadTrouble): Promise<ChunkStore> {
  return ChunkStore.open(processOn(disk, undefined, trouble).context, { ...OPTIONS, ...options })
}

/** A value that fills so many sectors to the last byte, with a key of four bytes. */
export const valueOf = (sectors: number, letter: string): string => letter.repeat(sectors * 512 - 32)
