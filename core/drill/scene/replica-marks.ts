/** The recovery points of a run as marks: from the instant that each stands for until it can be failed over to. */
import type { RecoveryPoint } from '../../replication/point-register.ts'
import type { Draft } from './drafts.ts'
import type { SceneEnd } from './ending.ts'
import type { SceneLane } from './scene.ts'

/** What of a point is shown. */
export type ShownPoint = Pick<RecoveryPoint, 'id' | 'kind' | 'grouped' | 'firstTag' | 'cutAtUs' | 'availableAtUs'>

export function replicaMarks(points: readonly ShownPoint[], end: Pick<SceneEnd, 'endUs' | 'point'>, lane: SceneLane): Draft[] {
  return points
    .filter(({ cutAtUs }) => cutAtUs <= end.endUs)
    .map((point) => ({
      lane,
      named: point === end.point,
      order: point.firstTag.seq,
      origin: null,
      endUs: point.availableAtUs <= end.endUs ? point.availableAtUs : null,
      mark: { kind: 'point', startUs: point.cutAtUs, label: point.grouped ? point.kind : `${point.kind}, disks cut one by one`, name: point.id },
    }))
}
