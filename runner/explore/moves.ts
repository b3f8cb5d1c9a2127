/** Moving through the run: the cursor, what the timeline shows, and what has to be asked when the cursor stands elsewhere. */
import { markAtSeq, markAtUs, neighbour, placeOf } from './picture-index.ts'
import type { Stop } from './picture-index.ts'
import { chosenOf, refused, settled } from './state.ts'
import type { Cursor, Effect, ExplorerState, Outcome, Span } from './state.ts'
import { clamp } from '../tui/steps.ts'

/** Of the run and of the chosen branch. */
export function wholeSpan(state: ExplorerState): Span {
  const { startUs, endUs } = state.opened.picture
  const branch = chosenOf(state)?.branch
  const branchEndUs = (branch?.marks ?? []).reduce((end, mark) => Math.max(end, mark.endUs ?? mark.startUs), branch?.atUs ?? 0)
  return { fromUs: startUs, toUs: Math.max(endUs, branchEndUs, startUs + 1) }
}

/** What the panes want to know of the instant under the cursor. */
export function wanted(state: ExplorerState): readonly Effect[] {
  const { seq } = state.cursor
  if (state.opened.abilities.look !== undefined) return []
  return [
    ...(state.look?.seq === seq ? [] : [{ effect: 'look', seq } as const]),
    ...(state.tab === 'files' && state.files?.seq !== seq ? [{ effect: 'files', seq } as const] : []),
  ]
}

export function moveTo(state: ExplorerState, cursor: Cursor): Outcome {
  const moved: ExplorerState = {
    ...state,
    cursor,
    span: withCursor(state, cursor.us),
    fates: state.fates?.seq === cursor.seq ? state.fates : null,
  }
  return { state: moved, effects: wanted(moved) }
}

export function moveToMark(state: ExplorerState, mark: number): Outcome {
  if (state.index.seqs.length === 0) return refused(state, 'nothing happened in this run')
  return moveTo(state, { mark, seq: state.index.seqs[mark]!, us: state.index.startsUs[mark]! })
}

/** @param us where it is known when the step happened; else that of the mark before it, until the engine has answered */
export function moveToSeq(state: ExplorerState, seq: number, us?: number): Outcome {
  const mark = markAtSeq(state.index, seq)
  return moveTo(state, { mark, seq, us: us ?? state.index.startsUs[mark] ?? state.cursor.us })
}

export const moveToUs = (state: ExplorerState, us: number): Outcome => moveToMark(state, markAtUs(state.index, us))

/** The marks that a list walks through: those that match the filter, or all. */
export const listed = (state: ExplorerState): Int32Array | null => state.filter?.matches ?? null

export function stepBy(state: ExplorerState, rows: number, within: Int32Array | null = null): Outcome {
  const { mark } = state.cursor
  if (within === null) return moveToMark(state, clamp(mark + rows, 0, Math.max(0, state.index.seqs.length - 1)))
  if (within.length === 0) return refused(state, 'no event matches the filter')
  // Between two matches, a step forward leads to the next one, not past it.
  const place = placeOf(within, mark)
  const stands = within[place] === mark
  return moveToMark(state, within[clamp(place + rows - (rows > 0 && !stands ? 1 : 0), 0, within.length - 1)]!)
}

export function jump(state: ExplorerState, sorted: Int32Array, direction: 1 | -1, what: string): Outcome {
  const next = neighbour(sorted, state.cursor.mark, direction)
  return next === null ? refused(state, noneWords(what, direction)) : moveToMark(state, next)
}

/** Why no such place can be jumped to; null: it can. */
export const noStop = (state: ExplorerState, stop: Stop, direction: 1 | -1): string | null =>
  neighbour(state.index.stops[stop], state.cursor.mark, direction) === null ? noneWords(STOP_WORDS[stop], direction) : null

const noneWords = (what: string, direction: 1 | -1): string => `no ${what} ${direction === 1 ? 'after' : 'before'} this instant`

export const jumpToStop = (state: ExplorerState, stop: Stop, direction: 1 | -1): Outcome => jump(state, state.index.stops[stop], direction, STOP_WORDS[stop])

const STOP_WORDS: Readonly<Record<Stop, string>> = { fault: 'fault', ack: 'acknowledgement', flush: 'flush', point: 'recovery point' }

/** One step of the log: completions too, which have no mark of their own. */
export function stepLog(state: ExplorerState, direction: 1 | -1): Outcome {
  const seq = clamp(state.cursor.seq + direction, 0, state.index.lastSeq)
  return seq === state.cursor.seq ? refused(state, `this is the ${direction === 1 ? 'last' : 'first'} step of the log`) : moveToSeq(state, seq)
}

const LEAST_SPAN_US = 8

export function zoom(state: ExplorerState, factor: number): Outcome {
  const whole = wholeSpan(state)
  const width = clamp((state.span.toUs - state.span.fromUs) * factor, Math.min(LEAST_SPAN_US, whole.toUs - whole.fromUs), whole.toUs - whole.fromUs)
  // The cursor keeps its place on the screen.
  const share = (state.cursor.us - state.span.fromUs) / (state.span.toUs - state.span.fromUs)
  return settled({ ...state, span: within(whole, state.cursor.us - clamp(share, 0, 1) * width, width) })
}

/** @param share of what is to be seen; negative to the left */
export function pan(state: ExplorerState, share: number): Outcome {
  const width = state.span.toUs - state.span.fromUs
  return settled({ ...state, span: within(wholeSpan(state), state.span.fromUs + share * width, width) })
}

function within(whole: Span, fromUs: number, width: number): Span {
  const from = clamp(fromUs, whole.fromUs, whole.toUs - width)
  return { fromUs: from, toUs: from + width }
}

/** Moves what is to be seen only when the cursor leaves it, and then by half of it, so that the picture does not slide at every step. */
function withCursor(state: ExplorerState, us: number): Span {
  const { span } = state
  if (us >= span.fromUs && us <= span.toUs) return span
  const width = span.toUs - span.fromUs
  return within(wholeSpan(state), us - width / 2, width)
}
