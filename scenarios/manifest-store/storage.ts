import type { Volume } from '../../core/block/volume.ts'
import type { ManifestStoreDefect, ManifestStoreFlush } from './defects.ts'

/** The volumes of a store: segments of the log alternate between two of them. */
export type VolumeName = 'log-0' | 'log-1' | 'data'

/** What a store works on, and what was planted in it. */
export interface Storage {
  readonly logs: readonly [Volume, Volume]
  readonly data: Volume
  readonly segmentBytes: number
  readonly defect: ManifestStoreDefect | undefined
  readonly skipFlush: ManifestStoreFlush | undefined
}

/** Flushes a volume. The only place that does, so that any one flush can be left out by its label. */
export async function flush(storage: Storage, volume: Volume, label: ManifestStoreFlush): Promise<void> {
  if (storage.skipFlush !== label) await volume.flush({ label })
}
