/** How many requests each volume had at once, as a counter. */
import type { Scene } from '../../core/drill/scene/scene.ts'
import { plain } from '../format.ts'
import { endOf, isInstant } from './mark-events.ts'
import type { TraceEvent } from './trace-event.ts'

export function queueDepths(scene: Scene, pid: number): TraceEvent[] {
  return scene.lanes.flatMap(({ kind, name, side }, lane) => {
    if (kind !== 'volume') return []
    const changes = new Map<number, number>()
    const change = (us: number, by: number): void => void changes.set(us, (changes.get(us) ?? 0) + by)
    for (const mark of scene.marks) {
      if (mark.lane !== lane || isInstant(mark)) continue
      change(mark.startUs, 1)
      change(endOf(mark, scene), -1)
    }
    let requests = 0
    return [...changes].sort(([one], [other]) => one - other).map(([ts, by]): TraceEvent => {
      requests += by
      return { ph: 'C', name: `queue depth of ${side === 'recovered' ? 'recovered ' : ''}${plain(name)}`, pid, tid: lane + 1, ts, args: { requests } }
    })
  })
}
