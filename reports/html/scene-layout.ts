/**
 * Where the marks of a scene go: time to the right, with pauses drawn shorter the longer they are (a failure is a few
 * microseconds of action between milliseconds of waiting), one lane below the other, and what overlaps on a lane below itself.
 */
import type { Scene, SceneMark } from '../../core/drill/scene/scene.ts'

export interface PlacedMark {
  readonly mark: SceneMark
  /** Index into the scene's marks. */
  readonly index: number
  readonly x: number
  readonly width: number
  /** Free to the right of `x`, up to the next mark of its row: what may be written there. */
  readonly room: number
  readonly y: number
}

export interface PlacedLane {
  readonly name: string
  readonly y: number
  readonly height: number
}

export interface SceneLayout {
  readonly marks: readonly PlacedMark[]
  readonly lanes: readonly PlacedLane[]
  readonly ticks: readonly { readonly x: number; readonly us: number }[]
  readonly width: number
  readonly height: number
  /** Of an instant of the scene. */
  readonly xOf: (us: number) => number
}

export const ROW_HEIGHT = 20
export const AXIS_HEIGHT = 24
/** A mark is at least so wide, and marks of one instant on one lane stand so far apart. */
export const STEP = 16
const LANE_GAP = 8
const MARGIN = 14
const TICK_EVERY = 84
/** Right of the last instant, for what is written at it. */
const END_ROOM = 132
/** A short scene is drawn wider, up to this. */
const COMFORTABLE_WIDTH = 820
const MOST_STRETCH = 4
/** Added for each power of ten of a pause in µs. */
const PAUSE = 8

export function layOut(scene: Scene): SceneLayout {
  const narrow = axisOf(scene, 1)
  const axis = axisOf(scene, Math.min(MOST_STRETCH, Math.max(1, COMFORTABLE_WIDTH / narrow.end)))
  const horizontal = scene.marks.map((mark, index) => ({ mark, index, ...spanOf(mark, index, axis) }))
  const rows = rowsOf(horizontal, scene.lanes.length, axis.end)
  let y = AXIS_HEIGHT + LANE_GAP
  const lanes = scene.lanes.map(({ name, side }, lane): PlacedLane => {
    const height = Math.max(1, rows.counts[lane]!) * ROW_HEIGHT
    const placed = { name: side === 'recovered' ? `recovered ${name}` : name, y, height }
    y += height + LANE_GAP
    return placed
  })
  const marks = horizontal.map((one, at): PlacedMark => ({ ...one, room: rows.nextX[at]! - one.x, y: lanes[one.mark.lane]!.y + rows.of[at]! * ROW_HEIGHT }))
  return { marks, lanes, ticks: ticksOf(axis), width: axis.end, height: y, xOf: (us) => axis.at.get(us)! }
}

interface Axis {
  /** Left end of each instant. */
  readonly at: ReadonlyMap<number, number>
  /** Of each mark, how many others of its instant and lane come before it. */
  readonly place: readonly number[]
  readonly endUs: number
  readonly end: number
}

/** @param stretch of pauses */
function axisOf({ marks, crashUs, firstCrashUs, copyUs, endUs }: Scene, stretch: number): Axis {
  const crowds = new Map<string, number>()
  const widest = new Map<number, number>()
  const place = marks.map(({ lane, startUs }) => {
    const key = `${startUs} ${lane}`
    const before = crowds.get(key) ?? 0
    crowds.set(key, before + 1)
    widest.set(startUs, Math.max(widest.get(startUs) ?? 0, before + 1))
    return before
  })
  const lines = [crashUs, firstCrashUs, copyUs].filter((us) => us !== null)
  const instants = [...new Set([...marks.flatMap(({ startUs, endUs: end }) => [startUs, end ?? startUs]), ...lines, endUs])].sort((one, other) => one - other)
  const at = new Map<number, number>()
  let x = MARGIN
  let end = x
  instants.forEach((us, index) => {
    if (index > 0) x = end + Math.round(stretch * pauseWidth(us - instants[index - 1]!))
    at.set(us, x)
    end = x + Math.max(0, (widest.get(us) ?? 0) - 1) * STEP
  })
  return { at, place, endUs, end: end + END_ROOM }
}

function pauseWidth(us: number): number {
  return STEP + PAUSE * Math.floor(Math.log10(us))
}

function spanOf({ startUs, endUs }: SceneMark, index: number, { at, place, endUs: sceneEndUs }: Axis): { readonly x: number; readonly width: number } {
  const x = at.get(startUs)! + place[index]! * STEP
  const to = at.get(endUs ?? sceneEndUs)!
  return { x, width: Math.max(STEP - 2, to - x - 2) }
}

/** The first row of its lane that is free where a mark begins, and where the next mark of that row begins. */
function rowsOf(marks: readonly { readonly mark: SceneMark; readonly x: number; readonly width: number }[], lanes: number, endX: number) {
  const ends: number[][] = Array.from({ length: lanes }, () => [])
  const lastOf: number[][] = Array.from({ length: lanes }, () => [])
  const nextX = marks.map(() => endX)
  const of = marks.map(({ mark, x, width }, at) => {
    const lane = ends[mark.lane]!
    const free = lane.findIndex((end) => end <= x)
    const row = free < 0 ? lane.length : free
    if (free >= 0) nextX[lastOf[mark.lane]![row]!] = x
    lane[row] = x + width
    lastOf[mark.lane]![row] = at
    return row
  })
  return { of, nextX, counts: ends.map(({ length }) => length) }
}

function ticksOf({ at }: Axis): SceneLayout['ticks'] {
  let last = -Infinity
  return [...at].flatMap(([us, x]) => {
    if (x - last < TICK_EVERY) return []
    last = x
    return [{ x, us }]
  })
}
