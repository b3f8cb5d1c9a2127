/** Where two runs of one plan stop being the same, told with a few events of context. */
import { TRACE_CHUNK_EVENTS } from './trace.ts'
import type { ComparedTrace, TraceEvent } from './trace.ts'

export interface Divergence {
  /** Index of the first event that differs (equal to the shorter length when one trace merely ends). */
  readonly index: number
  readonly first: TraceEvent | undefined
  readonly second: TraceEvent | undefined
  /** The events just before, equal in both. */
  readonly before: readonly TraceEvent[]
}

const CONTEXT_EVENTS = 3

/** Null when both traces are equal. Bisects the ladders, then compares one rung event by event. */
export function firstDivergence(one: ComparedTrace, other: ComparedTrace): Divergence | null {
  if (one.length === other.length && one.hash() === other.hash()) return null
  const start = Math.max(equalRungs(one.ladder, other.ladder) * TRACE_CHUNK_EVENTS, one.firstKept, other.firstKept)
  const end = Math.max(one.length, other.length)
  for (let index = start; index < end; index++) {
    const first = one.event(index)
    const second = other.event(index)
    if (first && second && sameEvent(first, second)) continue
    return { index, first, second, before: context(one, index) }
  }
  return { index: start, first: one.event(start), second: other.event(start), before: context(one, start) }
}

/** How many leading rungs are equal. A rolling hash never becomes equal again once it differs. */
function equalRungs(one: readonly number[], other: readonly number[]): number {
  let low = 0
  let high = Math.min(one.length, other.length) >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    const equal = one[middle * 2] === other[middle * 2] && one[middle * 2 + 1] === other[middle * 2 + 1]
    if (equal) low = middle + 1
    else high = middle
  }
  return low
}

function sameEvent(one: TraceEvent, other: TraceEvent): boolean {
  return (
    one.atUs === other.atUs &&
    one.kind === other.kind &&
    one.subject === other.subject &&
    one.value === other.value &&
    one.digest === other.digest
  )
}

function context(trace: ComparedTrace, index: number): TraceEvent[] {
  const events: TraceEvent[] = []
  for (let before = Math.max(0, index - CONTEXT_EVENTS); before < index; before++) {
    const event = trace.event(before)
    if (event) events.push(event)
  }
  return events
}

/** One event as a line: virtual time in milliseconds, kind, subject, value, digest. */
export function describeEvent(event: TraceEvent | undefined): string {
  if (!event) return '(the run had ended)'
  const milliseconds = `${Math.floor(event.atUs / 1000)}.${String(event.atUs % 1000).padStart(3, '0')} ms`
  const digest = (event.digest >>> 0).toString(16).padStart(8, '0')
  return `${milliseconds}  ${event.kind}  ${event.subject}  ${event.value}  ${digest}`
}

/** The divergence in lines for a person. */
export function describeDivergence(divergence: Divergence): string[] {
  return [
    `first divergent event: #${divergence.index}`,
    ...divergence.before.map((event) => `    ${describeEvent(event)}`),
    `  1 ${describeEvent(divergence.first)}`,
    `  2 ${describeEvent(divergence.second)}`,
  ]
}
