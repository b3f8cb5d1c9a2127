/** A store of keys whose files point to one another: `CURRENT`, a manifest, and logs. */
import { defineApp } from '../../core/index.ts'
import type { FileSystemSpec } from '../../core/index.ts'
import { CurrentStore } from './current-store.ts'
import type { CurrentStoreDefect } from './current-store.ts'

export { CURRENT_STORE_DEFECTS, CurrentStore } from './current-store.ts'
export type { CurrentStoreDefect } from './current-store.ts'

export interface CurrentStoreOptions {
  /** Default 1 MiB of a file system that promises no more than POSIX does. */
  readonly disk?: FileSystemSpec
  readonly defect?: CurrentStoreDefect
}

export function currentStore({ disk = { size: '1MiB', mount: 'posix' }, defect }: CurrentStoreOptions = {}) {
  return defineApp({
    name: 'current-store',
    fileSystems: { disk },
    boot: ({ fileSystems }) => CurrentStore.open(fileSystems.disk, defect),
  })
}
