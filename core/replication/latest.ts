import type { BlockImage } from '../block/block-image.ts'
import type { CacheStore } from './cache-store.ts'
import type { SourceStream } from './source-stream.ts'
import { applyItem } from './stream-item.ts'
import type { TrackedDisk } from './tracked-disk.ts'

/** The state that processing everything uploaded gives, or why there is none. */
export type LatestState =
  | {
      readonly ok: true
      /** In the order of the replicated disks; owned by the caller. */
      readonly images: readonly BlockImage[]
      readonly vector: readonly number[]
      /** Everything that completed at the source before this instant is in it. */
      readonly cutAtUs: number
      /** How long from now processing takes. */
      readonly processingUs: number
      /** False when several machines contribute, each up to an instant of its own. */
      readonly oneCut: boolean
    }
  | { readonly ok: false; readonly reason: 'order-lost' | 'cache-store-lost' | 'initial-replication' }

export interface MachinePipeline {
  readonly stream: SourceStream
  readonly store: CacheStore
  readonly disks: readonly TrackedDisk[]
}

/**
 * What the replicas will be once all that has been uploaded is processed. Changes nothing. Within a machine
 * that is one cut over its disks; between machines it is not.
 *
 * @param disks in the order of the images wanted
 * @param vector of the write log, in which the places of the replicated disks are replaced
 */
export function latestState(
  pipelines: readonly MachinePipeline[],
  disks: readonly TrackedDisk[],
  vector: number[],
  nowUs: number,
): LatestState {
  const images = disks.map(({ replica }) => replica.fork())
  const positions = disks.map(({ position }) => position)
  const ordered = disks.map((disk) => disk.ordered)
  for (const { store } of pipelines) {
    for (const item of store.waiting.flatMap(({ items }) => items)) {
      const { index, round } = item.disk
      applyItem(item, images[index]!)
      if (item.kind === 'write') positions[index] = item.entry.diskPosition
      if (item.kind !== 'restored' || item.round !== round) continue
      positions[index] = item.position
      ordered[index] = true
    }
  }
  if (!ordered.every(Boolean)) {
    for (const image of images) image.release()
    return { ok: false, reason: 'order-lost' }
  }
  disks.forEach(({ worldIndex }, index) => {
    vector[worldIndex] = positions[index]!
  })
  return {
    ok: true,
    images,
    vector,
    cutAtUs: Math.min(...pipelines.map(({ stream }) => stream.coveredUntilUs)),
    processingUs: Math.max(...pipelines.map(({ store }) => store.drainedAtUs)) - nowUs,
    oneCut: pipelines.length === 1,
  }
}
