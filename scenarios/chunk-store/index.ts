/**
 * An application that keeps values as chunks on append-only extents, with reclamation: a store whose durability comes
 * late and must come all the same. One volume; no range reads, no part of a value.
 */
import type { AppDefinition, Size } from '../../core/machine/app.ts'
export { CorruptionError } from '../parts/corruption-error.ts'
import { ChunkStore, type ChunkStoreOptions } from './chunk-store.ts'

export { ChunkStore } from './chunk-store.ts'
export type { Changed, ChunkStoreOptions } from './chunk-store.ts'
export { CHUNK_STORE_DEFECTS } from './defects.ts'
export type { ChunkStoreDefect } from './defects.ts'
export { FRAME_OVERHEAD_BYTES, TRAILER_TEXT } from './frame.ts'

/** {@link ChunkStoreOptions}, and how large the volume is. */
export interface ChunkStoreAppOptions extends ChunkStoreOptions {
  /** Size of the volume `chunks`. Default 1 MiB. */
  readonly volumeSize?: Size
}

/** The chunk store as an application. */
export function chunkStore(options: ChunkStoreAppOptions = {}): AppDefinition<'chunks', ChunkStore> {
  const { volumeSize = '1MiB', ...storeOptions } = options
  return {
    name: 'chunk-store',
    volumes: { chunks: volumeSize },
    boot: (context) => ChunkStore.open(context, storeOptions),
    close: (store) => store.close(),
  }
}
