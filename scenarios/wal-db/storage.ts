import type { Volume } from '../../core/block/volume.ts'
import type { WalDbDefect, WalDbFlush } from './defects.ts'

/** The two volumes of a database, and what was planted in it. */
export interface Storage {
  readonly wal: Volume
  readonly data: Volume
  readonly defect: WalDbDefect | undefined
  readonly skipFlush: WalDbFlush | undefined
}

/** Flushes a volume. The only place that does, so that any one flush can be left out by its label. */
export async function flush(storage: Storage, volume: 'wal' | 'data', label: WalDbFlush): Promise<void> {
  if (storage.skipFlush !== label) await storage[volume].flush({ label })
}
