/**
 * What makes a picture of 100,000 marks quick to walk through: for each lane its marks by time, for each mark the step
 * of the log at which it stands, and the marks of each kind that a person jumps to. Made once; asked by binary search.
 */
import type { Picture, PictureMark } from '../../core/drill/explore/picture.ts'

/** What there are keys to jump to. */
export type Stop = 'fault' | 'ack' | 'flush' | 'point'

export interface LaneIndex {
  /** Marks of the lane, by start. */
  readonly marks: Int32Array
  readonly startsUs: Float64Array
  /** The latest end of the marks up to each one: whether something still goes on needs no search. */
  readonly latestEndsUs: Float64Array
  /** Those that must be seen however many lie in one cell. */
  readonly salient: Int32Array
  readonly salientStartsUs: Float64Array
}

export interface PictureIndex {
  readonly lanes: readonly LaneIndex[]
  /** For each mark the latest step of the log that has happened with it; 0 before the first. */
  readonly seqs: Int32Array
  readonly startsUs: Float64Array
  readonly stops: Readonly<Record<Stop, Int32Array>>
  readonly lastSeq: number
}

const FAULTY_KINDS: ReadonlySet<string> = new Set<PictureMark['kind']>(['fault', 'damage', 'crash', 'partition', 'alert', 'failover'])
const FAULTY_STATES: ReadonlySet<string> = new Set<NonNullable<PictureMark['state']>>(['failed', 'lost', 'torn', 'lying'])
const SALIENT_KINDS: ReadonlySet<string> = new Set<PictureMark['kind']>(['point', 'verdict', 'boot', 'recovered', 'freeze', 'thaw', 'fsck'])

export const isFaulty = ({ kind, state }: PictureMark): boolean => FAULTY_KINDS.has(kind) || (state !== undefined && FAULTY_STATES.has(state))

export function indexOf({ marks, lanes, endUs }: Pick<Picture, 'marks' | 'lanes' | 'endUs'>): PictureIndex {
  const seqs = new Int32Array(marks.length)
  const startsUs = new Float64Array(marks.length)
  const ofLane: number[][] = lanes.map(() => [])
  const stops: Record<Stop, number[]> = { fault: [], ack: [], flush: [], point: [] }
  let latestSeq = 0
  marks.forEach((mark, at) => {
    latestSeq = Math.max(latestSeq, mark.seq ?? 0)
    seqs[at] = latestSeq
    startsUs[at] = mark.startUs
    ofLane[mark.lane]?.push(at)
    if (isFaulty(mark)) stops.fault.push(at)
    if (mark.kind === 'ack' || mark.kind === 'flush' || mark.kind === 'point') stops[mark.kind].push(at)
  })
  return {
    lanes: ofLane.map((own) => laneIndex(own, marks, endUs)),
    seqs,
    startsUs,
    stops: { fault: Int32Array.from(stops.fault), ack: Int32Array.from(stops.ack), flush: Int32Array.from(stops.flush), point: Int32Array.from(stops.point) },
    lastSeq: latestSeq,
  }
}

function laneIndex(own: readonly number[], marks: readonly PictureMark[], endUs: number): LaneIndex {
  const startsOf = (list: readonly number[]): Float64Array => Float64Array.from(list, (at) => marks[at]!.startUs)
  const salient = own.filter((at) => isFaulty(marks[at]!) || SALIENT_KINDS.has(marks[at]!.kind))
  const latestEndsUs = new Float64Array(own.length)
  let latest = -Infinity
  own.forEach((at, place) => {
    latest = Math.max(latest, marks[at]!.endUs ?? endUs)
    latestEndsUs[place] = latest
  })
  return { marks: Int32Array.from(own), startsUs: startsOf(own), latestEndsUs, salient: Int32Array.from(salient), salientStartsUs: startsOf(salient) }
}

/** How many of the sorted values are smaller than the bound: the place of the first that is not. */
export function placeOf(sorted: Float64Array | Int32Array, bound: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** The nearest value above or below; null at the end of the list. */
export function neighbour(sorted: Int32Array, from: number, direction: 1 | -1): number | null {
  const place = direction === 1 ? placeOf(sorted, from + 1) : placeOf(sorted, from) - 1
  return sorted[place] ?? null
}

/** The last mark that has happened with a step of the log. */
export const markAtSeq = ({ seqs }: PictureIndex, seq: number): number => Math.max(0, placeOf(seqs, seq + 1) - 1)

/** The last mark that has begun at an instant. */
export const markAtUs = ({ startsUs }: PictureIndex, us: number): number => Math.max(0, placeOf(startsUs, us + 1) - 1)
