/** One lane as cells: what is to be seen of the marks that fall into each, found by binary search. */
import type { PictureMark } from '../../../core/drill/explore/picture.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import type { Piece } from '../../tui/row.ts'
import type { Tone } from '../../tui/palette.ts'
import { isFaulty, placeOf } from '../picture-index.ts'
import type { LaneIndex } from '../picture-index.ts'
import type { Span } from '../state.ts'
import { markSign, markTone } from './mark-text.ts'

/** Begin of each cell in µs, and the end of the last one. */
export function cellBounds({ fromUs, toUs }: Span, cells: number): Float64Array {
  return Float64Array.from({ length: cells + 1 }, (_, cell) => fromUs + ((toUs - fromUs) * cell) / cells)
}

/** The cell in which an instant falls; -1: none. The last instant belongs to the last cell. */
export function cellOf(bounds: Float64Array, us: number): number {
  const last = bounds.length - 1
  if (us < bounds[0]! || us > bounds[last]!) return -1
  return Math.max(0, Math.min(placeOf(bounds, us + EPSILON_US) - 1, last - 1))
}

/** Instants are whole: the next one after `us` begins here. */
const EPSILON_US = 0.5

/** A lane in cells; salient marks win over others, and of those that rank alike the last one of the cell. */
export function laneCells(lane: LaneIndex, marks: readonly PictureMark[], bounds: Float64Array, glyphs: Glyphs, dim: boolean): Piece[] {
  const cells = bounds.length - 1
  const pieces: Piece[] = new Array<Piece>(cells)
  let from = placeOf(lane.startsUs, bounds[0]!)
  let salientFrom = placeOf(lane.salientStartsUs, bounds[0]!)
  for (let cell = 0; cell < cells; cell++) {
    // The last cell includes the end.
    const bound = cell === cells - 1 ? bounds[cells]! + EPSILON_US : bounds[cell + 1]!
    const to = placeOf(lane.startsUs, bound)
    const salientTo = placeOf(lane.salientStartsUs, bound)
    if (to > from) {
      const mark = salientTo > salientFrom ? foremost(lane.salient.subarray(Math.max(salientFrom, salientTo - MOST_RANKED), salientTo), marks) : marks[lane.marks[to - 1]!]!
      pieces[cell] = { text: markSign(mark, glyphs), tone: toned(markTone(mark), dim) }
    } else {
      const goesOn = from > 0 && lane.latestEndsUs[from - 1]! > bounds[cell]!
      pieces[cell] = goesOn ? { text: glyphs.span, tone: 'muted' } : { text: ' ', tone: 'plain' }
    }
    from = to
    salientFrom = salientTo
  }
  return pieces
}

/** Of a crowd of salient marks in one cell only the last ones are looked at. */
const MOST_RANKED = 8

const rank = (mark: PictureMark): number => (mark.kind === 'crash' ? 2 : isFaulty(mark) ? 1 : 0)

function foremost(places: Int32Array, marks: readonly PictureMark[]): PictureMark {
  return places.reduce<PictureMark>((best, at) => (rank(marks[at]!) >= rank(best) ? marks[at]! : best), marks[places[0]!]!)
}

const toned = (tone: Tone, dim: boolean): Tone => (dim && tone !== 'fail' ? 'muted' : tone)
