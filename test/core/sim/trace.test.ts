import { describe, expect, it } from 'vitest'
import { Trace, TRACE_CHUNK_EVENTS } from '../../../core/sim/trace.ts'

type Event = readonly [atUs: number, kind: string, subject: string, value: number, digest: number]

function traceOf(events: readonly Event[], keptChunks?: number): Trace {
  const trace = new Trace(keptChunks)
  for (const [atUs, kind, subject, value, digest] of events)
    trace.record(atUs, trace.label(kind), trace.label(subject), value, digest)
  return trace
}

const event = (index: number): Event => [index * 10, 'completed', `disk${index % 3}`, index, index * 7]
const events = (count: number): Event[] => Array.from({ length: count }, (_, index) => event(index))

describe('the hash of a trace', () => {
  const plain = events(50)
  const changes: readonly (readonly [string, Event])[] = [
    ['time', [251, 'completed', 'disk1', 25, 175]],
    ['time beyond 32 bits', [250 + 2 ** 32, 'completed', 'disk1', 25, 175]],
    ['kind', [250, 'submitted', 'disk1', 25, 175]],
    ['subject', [250, 'completed', 'disk2', 25, 175]],
    ['kind and subject, exchanged', [250, 'disk1', 'completed', 25, 175]],
    ['value', [250, 'completed', 'disk1', 26, 175]],
    ['value beyond 32 bits', [250, 'completed', 'disk1', 25 + 2 ** 32, 175]],
    ['digest', [250, 'completed', 'disk1', 25, 174]],
  ]

  it('is the same for the same events', () => {
    expect(traceOf(plain).hash()).toBe(traceOf(events(50)).hash())
    expect(traceOf(plain).hash()).toMatch(/^[0-9a-f]{16}$/)
  })

  it.each(changes)('changes with the %s of one event', (_field, changed) => {
    expect(plain[25]).toEqual([250, 'completed', 'disk1', 25, 175])
    expect(traceOf(plain.with(25, changed)).hash()).not.toBe(traceOf(plain).hash())
  })

  it('changes with the order and the number of events', () => {
    const reference = traceOf(plain).hash()
    expect(traceOf(plain.with(3, event(4)).with(4, event(3))).hash()).not.toBe(reference)
    expect(traceOf(plain.slice(0, 49)).hash()).not.toBe(reference)
    expect(traceOf([[0, 'x', 'x', 0, 0]]).hash()).not.toBe(traceOf([]).hash())
  })

  it('does not depend on the numbers that labels happen to have', () => {
    const other = new Trace()
    other.label('never used')
    other.label('disk2')
    for (const [atUs, kind, subject, value, digest] of plain)
      other.record(atUs, other.label(kind), other.label(subject), value, digest)
    expect(other.hash()).toBe(traceOf(plain).hash())
  })

  it('does not depend on how much is kept', () => {
    const many = events(5 * TRACE_CHUNK_EVENTS + 3)
    expect(traceOf(many, 2).hash()).toBe(traceOf(many).hash())
    expect(traceOf(many, 0).hash()).toBe(traceOf(many).hash())
  })
})

describe('what a trace keeps', () => {
  it('is every event as it was recorded', () => {
    const trace = traceOf(events(2500))
    expect(trace.length).toBe(2500)
    for (const index of [0, 1, 1023, 1024, 2047, 2048, 2499]) {
      const [atUs, kind, subject, value, digest] = event(index)
      expect(trace.event(index)).toEqual({ index, atUs, kind, subject, value, digest })
    }
    expect(trace.event(-1)).toBeUndefined()
    expect(trace.event(2500)).toBeUndefined()
  })

  it('is the newest chunks only, when it is told so, but every rung of the ladder', () => {
    const trace = traceOf(events(5 * TRACE_CHUNK_EVENTS + 3), 2)
    expect(trace.firstKept).toBe(3 * TRACE_CHUNK_EVENTS)
    expect(trace.event(trace.firstKept - 1)).toBeUndefined()
    expect(trace.event(trace.firstKept)?.value).toBe(trace.firstKept)
    expect(trace.event(5 * TRACE_CHUNK_EVENTS + 2)?.value).toBe(5 * TRACE_CHUNK_EVENTS + 2)
    expect(trace.ladder).toEqual(traceOf(events(5 * TRACE_CHUNK_EVENTS + 3)).ladder)
    expect(trace.ladder).toHaveLength(5 * 2)
  })

  it('has a ladder whose rungs are equal up to a change and different from there on', () => {
    const many = events(4 * TRACE_CHUNK_EVENTS)
    const one = traceOf(many).ladder
    const other = traceOf(many.with(2 * TRACE_CHUNK_EVENTS, event(1))).ladder
    expect(other.slice(0, 4)).toEqual(one.slice(0, 4))
    for (let rung = 2; rung < 4; rung++) expect(other.slice(rung * 2, rung * 2 + 2)).not.toEqual(one.slice(rung * 2, rung * 2 + 2))
  })
})

describe('a trace that records nothing', () => {
  it('gives out labels, holds no event, and has no hash that could be taken for equal', () => {
    const trace = new Trace(null)
    trace.record(1, trace.label('kind'), trace.label('subject'), 2, 3)
    expect([trace.recording, trace.length, trace.event(0), trace.ladder.length]).toEqual([false, 0, undefined, 0])
    expect(() => trace.hash()).toThrow('Trace.hash: this trace records nothing')
    expect(new Trace(0).recording).toBe(true)
  })
})
