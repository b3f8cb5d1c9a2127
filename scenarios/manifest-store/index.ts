/**
 * An LSM-like store as a storage engineer would write it, and the bugs that storage engineers have shipped. It models
 * no levels, no bloom filters, no range reads and no snapshots for readers.
 */
import type { AppDefinition, Quiesce, Size } from '../../core/machine/app.ts'
export { CorruptionError } from '../parts/corruption-error.ts'
import { ManifestStore, type ManifestStoreOptions } from './manifest-store.ts'
import type { VolumeName } from './storage.ts'

export {
  MANIFEST_STORE_DEFECTS, MANIFEST_STORE_FLUSHES, type ManifestStoreDefect, type ManifestStoreFlush,
} from './defects.ts'
export type { KeyWrite } from './entry.ts'
export { ManifestStore, type ManifestStoreOptions } from './manifest-store.ts'
export type { VolumeName } from './storage.ts'

/** How the application is built. */
export interface ManifestStoreAppOptions extends ManifestStoreOptions {
  /** Size of each of the two log volumes, which together hold at least four segments. Default 64 KiB. */
  readonly logSize?: Size
  /** Size of the data volume, of which 8 KiB hold no runs. A merge needs room for all data twice. Default 1 MiB. */
  readonly dataSize?: Size
}

const quiesce: Quiesce<ManifestStore> = { freeze: (store) => store.freeze(), thaw: (store) => store.thaw(), clean: true }

/** The store as an application. It comes to rest with a checkpoint, so opening a frozen point needs no replay. */
export function manifestStore(options: ManifestStoreAppOptions = {}): AppDefinition<VolumeName, ManifestStore> {
  const { logSize = '64KiB', dataSize = '1MiB', ...storeOptions } = options
  return {
    name: 'manifest-store',
    volumes: { 'log-0': logSize, 'log-1': logSize, data: dataSize },
    boot: (context) => ManifestStore.open(context, storeOptions),
    quiesce,
    close: (store) => store.close(),
    replayed: (store) => store.replayed,
  }
}
