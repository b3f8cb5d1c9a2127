/** The recovery points of a run as marks: from the instant that each stands for until it can be failed over to. */
import type { Evidence } from '../source-run.ts'
import type { Draft } from './drafts.ts'
import type { SceneEnd } from './ending.ts'
import type { SceneLane } from './scene.ts'

export function replicaMarks({ run }: Evidence, end: SceneEnd, lane: SceneLane): Draft[] {
  const points = run.protection?.replication.points ?? []
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
