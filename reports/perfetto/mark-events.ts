/** The marks of a scene as events: what takes time as slices, requests that overlap on a lane side by side, the rest as instants. */
import type { Scene, SceneMark } from '../../core/drill/scene/scene.ts'
import { plain } from '../format.ts'
import { markText, STATE_WORDS } from '../scene-text.ts'
import type { TraceEvent } from './trace-event.ts'

/** Kinds that take no time. */
const INSTANTS: readonly SceneMark['kind'][] = ['ack', 'thaw', 'tag', 'boot', 'cache', 'crash', 'verdict', 'damage']

export const isInstant = ({ kind }: SceneMark): boolean => INSTANTS.includes(kind)

export const endOf = (mark: SceneMark, scene: Scene): number => mark.endUs ?? Math.max(mark.startUs, scene.endUs)

/** @param pid of the failure */
export function markEvents(scene: Scene, pid: number): TraceEvent[] {
  const overlapping = overlappingMarks(scene)
  return scene.marks.flatMap((mark, index): TraceEvent[] => {
    const { lane, kind, startUs } = mark
    const placed = { name: nameOf(mark), pid, tid: lane + 1, ts: startUs, cat: kind }
    const args = argsOf(mark)
    if (isInstant(mark)) return [{ ...placed, ph: 'i', s: kind === 'crash' ? 'g' : 't', args }]
    const endUs = endOf(mark, scene)
    if (!overlapping.has(mark)) return [{ ...placed, ph: 'X', dur: endUs - startUs, args }]
    const id = `${pid}.${index}`
    return [{ ...placed, ph: 'b', id, args }, { ...placed, ph: 'e', id, ts: endUs }]
  })
}

/** Marks that share time with another of their lane: slices of a thread may not cross. */
export function overlappingMarks(scene: Scene): ReadonlySet<SceneMark> {
  const slices = scene.marks.filter((mark) => !isInstant(mark))
  const overlapping = new Set<SceneMark>()
  for (const lane of scene.lanes.keys()) {
    const ofLane = slices.filter((mark) => mark.lane === lane)
    ofLane.forEach((mark, index) => {
      for (const later of ofLane.slice(index + 1)) {
        if (later.startUs >= endOf(mark, scene)) break
        overlapping.add(mark).add(later)
      }
    })
  }
  return overlapping
}

function nameOf(mark: SceneMark): string {
  const { kind, name, label, state } = mark
  const what = plain([name ?? kind, label].filter((part) => part !== '').join(' '))
  return state === undefined ? what : `${STATE_WORDS[state].sign} ${what}`
}

function argsOf(mark: SceneMark): NonNullable<TraceEvent['args']> {
  const { state, operation, line } = mark
  return {
    what: plain(markText(mark)),
    ...(state === undefined ? {} : { state: STATE_WORDS[state].words }),
    ...(operation === undefined ? {} : { operation }),
    ...(line === undefined ? {} : { line: plain(line) }),
  }
}
