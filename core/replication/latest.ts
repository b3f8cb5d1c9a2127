import type { BlockImage } from '../block/block-image.ts'
import type { Carrier, Draft } from './carrier.ts'
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

export interface LatestQuestion {
  readonly carriers: readonly Carrier[]
  readonly carrierOf: (disk: TrackedDisk) => Carrier
  /** In the order of the images wanted. */
  readonly disks: readonly TrackedDisk[]
  /** Of the write log; the places of the replicated disks are replaced. */
  readonly vector: number[]
  readonly nowUs: number
  /** A defect: order is not looked at. */
  readonly anyOrder: boolean
  /** All machines come to their replicas by one cut. */
  readonly oneCut: boolean
}

/**
 * What the replicas will be once all that has been uploaded is processed. Changes nothing. Within a machine
 * that is one cut over its disks; between machines it is not, unless they travel as one.
 */
export function latestState({ carriers, carrierOf, disks, vector, nowUs, ...about }: LatestQuestion): LatestState {
  const drafts = new Map<TrackedDisk, Draft>()
  for (const disk of disks) {
    const { replica, position } = disk
    drafts.set(disk, { image: replica.fork(), position, ordered: carrierOf(disk).isPrefix(disk) })
  }
  for (const carrier of carriers) carrier.drain(drafts)
  const images = [...drafts.values()].map(({ image }) => image)
  if (!about.anyOrder && ![...drafts.values()].every(({ ordered }) => ordered)) {
    for (const image of images) image.release()
    return { ok: false, reason: 'order-lost' }
  }
  for (const [{ worldIndex }, { position }] of drafts) vector[worldIndex] = position
  return {
    ok: true,
    images,
    vector,
    cutAtUs: Math.min(...carriers.map(({ coveredUntilUs }) => coveredUntilUs)),
    processingUs: Math.max(...carriers.map(({ drainedAtUs }) => drainedAtUs)) - nowUs,
    oneCut: carriers.length === 1 || about.oneCut,
  }
}
