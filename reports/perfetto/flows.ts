/** Arrows from the last write of each volume that a recovery point holds, through the point, to the failover that booted it. */
import type { Scene } from '../../core/drill/scene/scene.ts'
import type { TraceEvent } from './trace-event.ts'

export function flows(scene: Scene, pid: number): TraceEvent[] {
  const failover = scene.marks.find(({ kind, name }) => kind === 'failover' && name !== undefined)
  const point = scene.marks.find(({ kind, name }) => kind === 'point' && name === failover?.name)
  if (!failover || !point) return []
  return scene.lanes.flatMap((_, lane): TraceEvent[] => {
    const last = scene.marks.findLast((mark) => mark.lane === lane && mark.state === 'in-copy')
    if (!last) return []
    const flow = { name: 'write → replicate → apply', cat: 'replication', id: `${pid}.flow.${lane}`, pid }
    return [
      { ...flow, ph: 's', tid: lane + 1, ts: last.startUs },
      { ...flow, ph: 't', tid: point.lane + 1, ts: point.startUs },
      { ...flow, ph: 'f', bp: 'e', tid: failover.lane + 1, ts: failover.startUs },
    ]
  })
}
