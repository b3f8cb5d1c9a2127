import type { BlockImage } from '../block/block-image.ts'
import type { LatestState } from '../replication/latest.ts'
import type { PointKind } from '../replication/pending-point.ts'
import type { RecoveryPoint } from '../replication/point-register.ts'
import type { FailoverPolicy } from './policy.ts'

/**
 * The ways to choose a state that have a name.
 *
 * - `latest`: all that was uploaded, lowest loss, after the time that processing takes.
 * - `latest-processed`: the newest point, lowest time.
 * - `latest-app-consistent`: the newest for which the applications had come to rest.
 * - `latest-multi-vm-processed`: of a consistency group the newest point that all its machines have in common; of
 *   machines outside a group the latest processed.
 * - `latest-multi-vm-app-consistent`: the same among app-consistent points.
 *
 * Source: Azure Site Recovery documentation, "Run a failover" and the common questions of Azure to Azure.
 */
export const NAMED_CHOICES = [
  'latest',
  'latest-processed',
  'latest-app-consistent',
  'latest-multi-vm-processed',
  'latest-multi-vm-app-consistent',
] as const

export type NamedChoice = (typeof NAMED_CHOICES)[number]

/** Which state to fail over to: one of the named ways, or `custom`: the point of this id. */
export type RecoveryPointChoice = NamedChoice | { readonly custom: string }

/** What a choice is made from; a `Replication` is one. */
export interface RecoverySource {
  /** Oldest cut first. */
  readonly points: readonly RecoveryPoint[]
  readonly latest: () => LatestState
  /** Whether the machines are a consistency group. Default: when any point is one cut. */
  readonly policy?: { readonly groups: boolean }
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

/**
 * Why there is nothing to fail over to. `order-lost`, `initial-replication`: of `latest`. `no-point`: none of the kind.
 * `unknown-point`: none of the id. `bookmark-not-found`: the point is listed, but what it listed is gone.
 * `not-offered`: the product has no such choice.
 */
export type NoPointReason =
  | 'no-point' | 'unknown-point' | 'order-lost' | 'initial-replication' | 'bookmark-not-found' | 'not-offered'

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
  | { readonly ok: false; readonly reason: NoPointReason }

/**
 * Chooses the state to fail over to. Changes nothing at the source of the choice.
 * @param product says which choices there are. Default: all
 */
export function chooseRecoveryPoint(source: RecoverySource, choice: RecoveryPointChoice, product?: Pick<FailoverPolicy, 'choices'>): ChosenPoint {
  if (product && !product.choices.includes(typeof choice === 'object' ? 'custom' : choice)) return { ok: false, reason: 'not-offered' }
  if (typeof choice === 'object') return custom(source, choice.custom)
  return CHOICES[choice](source)
}

const isApp = ({ kind }: RecoveryPoint): boolean => kind === 'app-consistent'

const CHOICES: Readonly<Record<NamedChoice, (source: RecoverySource) => ChosenPoint>> = {
  latest(source) {
    const state = source.latest()
    if (state.ok) {
      const { images, vector, cutAtUs, oneCut, processingUs } = state
      const cut: ChosenCut = { kind: 'latest', vector, atUs: cutAtUs, oneCut }
      return { ok: true, images, cut, point: null, processingUs, reason: 'as-chosen' }
    }
    if (state.reason !== 'cache-store-lost') return { ok: false, reason: state.reason }
    const processed = newest(source.points)
    return processed.ok ? { ...processed, reason: 'cache-store-lost' } : processed
  },
  'latest-processed': ({ points }) => newest(points),
  'latest-app-consistent': ({ points }) => newest(points.filter(isApp)),
  'latest-multi-vm-processed': (source) => newest(common(source)),
  'latest-multi-vm-app-consistent': (source) => newest(common(source).filter(isApp)),
}

/** Of a group only the points that are one cut over all its machines; of others all there are. */
function common({ points, policy }: RecoverySource): readonly RecoveryPoint[] {
  const group = policy?.groups ?? points.some(({ grouped }) => grouped)
  return group ? points.filter(({ grouped }) => grouped) : points
}

/** The newest is taken as it is listed: nobody looks for an older one that would still be there. */
function newest(points: readonly RecoveryPoint[]): ChosenPoint {
  const point = points.at(-1)
  return point ? chosen(point) : { ok: false, reason: 'no-point' }
}

function custom({ points }: RecoverySource, id: string): ChosenPoint {
  const point = points.find((candidate) => candidate.id === id)
  return point ? chosen(point) : { ok: false, reason: 'unknown-point' }
}

function chosen(point: RecoveryPoint): ChosenPoint {
  if (point.usable !== true) return { ok: false, reason: 'bookmark-not-found' }
  const cut: ChosenCut = { kind: point.kind, vector: point.cutVector, atUs: point.cutAtUs, oneCut: point.grouped }
  const images = point.images.map((image) => image.fork())
  return { ok: true, images, cut, point, processingUs: 0, reason: 'as-chosen' }
}
