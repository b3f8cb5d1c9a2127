import type { BlockImage } from '../block/block-image.ts'
import type { LatestState } from '../replication/latest.ts'
import type { PointKind } from '../replication/pending-point.ts'
import type { RecoveryPoint } from '../replication/point-register.ts'

/**
 * Which state to fail over to. `latest`: all that was uploaded, lowest loss, after the time that processing takes.
 * `latest-processed`: the newest point, lowest time. `latest-app-consistent`: the newest for which the applications
 * had come to rest. `custom`: the point of this id.
 */
export type RecoveryPointChoice = 'latest' | 'latest-processed' | 'latest-app-consistent' | { readonly custom: string }

/** What a choice is made from; a `Replication` is one. */
export interface RecoverySource {
  /** Oldest cut first. */
  readonly points: readonly RecoveryPoint[]
  readonly latest: () => LatestState
}

/** What the chosen state stands for. */
export interface ChosenCut {
  readonly kind: PointKind | 'latest'
  /** By the index of the disk in the world: how many of its completed writes are in it. */
  readonly vector: readonly number[]
  /** Loss is measured from here. */
  readonly atUs: number
  /** False when the disks, or the machines, stand for instants of their own. */
  readonly oneCut: boolean
}

export type ChosenPoint =
  | {
      readonly ok: true
      /** In the order of the replicated disks; the caller owns them. */
      readonly images: readonly BlockImage[]
      readonly cut: ChosenCut
      /** Null for `latest`. */
      readonly point: RecoveryPoint | null
      /** Time until the state is there, beside all that a failover needs anyway. */
      readonly processingUs: number
      /** `cache-store-lost`: `latest` was asked for, is impossible, and became the latest processed. */
      readonly reason: 'as-chosen' | 'cache-store-lost'
    }
  | {
      readonly ok: false
      /** `order-lost`, `initial-replication`: of `latest`. `no-point`: none of the kind. `unknown-point`: none of the id. */
      readonly reason: 'no-point' | 'unknown-point' | 'order-lost' | 'initial-replication'
    }

/** Chooses the state to fail over to. Changes nothing at the source of the choice. */
export function chooseRecoveryPoint(source: RecoverySource, choice: RecoveryPointChoice): ChosenPoint {
  if (typeof choice === 'object') return custom(source, choice.custom)
  return CHOICES[choice](source)
}

const CHOICES: Readonly<Record<Extract<RecoveryPointChoice, string>, (source: RecoverySource) => ChosenPoint>> = {
  latest(source) {
    const state = source.latest()
    if (state.ok) {
      const { images, vector, cutAtUs, oneCut, processingUs } = state
      const cut: ChosenCut = { kind: 'latest', vector, atUs: cutAtUs, oneCut }
      return { ok: true, images, cut, point: null, processingUs, reason: 'as-chosen' }
    }
    if (state.reason !== 'cache-store-lost') return { ok: false, reason: state.reason }
    const processed = newest(source, () => true)
    return processed.ok ? { ...processed, reason: 'cache-store-lost' } : processed
  },
  'latest-processed': (source) => newest(source, () => true),
  'latest-app-consistent': (source) => newest(source, ({ kind }) => kind === 'app-consistent'),
}

function newest({ points }: RecoverySource, wanted: (point: RecoveryPoint) => boolean): ChosenPoint {
  const point = points.filter(wanted).at(-1)
  return point ? chosen(point) : { ok: false, reason: 'no-point' }
}

function custom({ points }: RecoverySource, id: string): ChosenPoint {
  const point = points.find((candidate) => candidate.id === id)
  return point ? chosen(point) : { ok: false, reason: 'unknown-point' }
}

function chosen(point: RecoveryPoint): ChosenPoint {
  const cut: ChosenCut = { kind: point.kind, vector: point.cutVector, atUs: point.cutAtUs, oneCut: point.grouped }
  const images = point.images.map((image) => image.fork())
  return { ok: true, images, cut, point, processingUs: 0, reason: 'as-chosen' }
}
