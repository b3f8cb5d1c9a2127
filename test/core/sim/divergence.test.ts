import { describe, expect, it } from 'vitest'
import { describeDivergence, firstDivergence } from '../../../core/sim/divergence.ts'
import { openSentTrace, Trace, TRACE_CHUNK_EVENTS } from '../../../core/sim/trace.ts'

const CHUNK = TRACE_CHUNK_EVENTS
const LENGTH = 6 * CHUNK + 100

/** A trace whose event at `changedAt`, and every fifth after it, is not what it would be. */
function run(length: number, changedAt = Infinity, keptChunks?: number): Trace {
  const trace = new Trace(keptChunks)
  const kind = trace.label('completed')
  const subject = trace.label('db/data')
  for (let index = 0; index < length; index++) {
    const changed = index >= changedAt && (index - changedAt) % 5 === 0
    trace.record(index, kind, subject, index, changed ? 1 : 0)
  }
  return trace
}

describe('firstDivergence', () => {
  it('finds none between equal runs', () => {
    expect(firstDivergence(run(LENGTH), run(LENGTH))).toBeNull()
    expect(firstDivergence(run(0), run(0))).toBeNull()
  })

  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 1, 3 * CHUNK, 5 * CHUNK + 17, 6 * CHUNK, LENGTH - 1])(
    'finds exactly event %i',
    (index) => {
      const found = firstDivergence(run(LENGTH), run(LENGTH, index))!
      expect(found.index).toBe(index)
      expect([found.first?.digest, found.second?.digest]).toEqual([0, 1])
      expect(found.before.map((event) => event.index)).toEqual([index - 3, index - 2, index - 1].filter((before) => before >= 0))
    },
  )

  it.each([0, 1, CHUNK - 1, CHUNK, 2 * CHUNK, 6 * CHUNK + 99])('finds where a run of %i events ends too early', (length) => {
    const found = firstDivergence(run(LENGTH), run(length))!
    expect(found.index).toBe(length)
    expect(found.first?.index).toBe(length)
    expect(found.second).toBeUndefined()
    expect(firstDivergence(run(length), run(LENGTH))!.index).toBe(length)
  })

  it('finds a change that is still kept when older events are gone', () => {
    expect(firstDivergence(run(LENGTH, Infinity, 2), run(LENGTH, 5 * CHUNK + 3, 2))!.index).toBe(5 * CHUNK + 3)
  })

  it.each([[0, undefined], [3 * CHUNK + 7, undefined], [LENGTH - 1, undefined], [5 * CHUNK + 3, 2]])(
    'finds event %i of a trace that another thread sent',
    (index, keptChunks) => {
      const [here, there] = [run(LENGTH, Infinity, keptChunks), run(LENGTH, index, keptChunks)]
      const sent = openSentTrace(structuredClone(there.sent()))
      expect(firstDivergence(here, sent)).toEqual(firstDivergence(here, there))
      expect(firstDivergence(there, sent)).toBeNull()
      expect([sent.event(there.firstKept - 1), sent.event(LENGTH), sent.event(LENGTH - 1)]).toEqual([undefined, undefined, there.event(LENGTH - 1)])
    },
  )

  it('tells it in lines for a person', () => {
    const lines = describeDivergence(firstDivergence(run(2005), run(2004))!)
    expect(lines).toEqual([
      'first divergent event: #2004',
      '    2.001 ms  completed  db/data  2001  00000000',
      '    2.002 ms  completed  db/data  2002  00000000',
      '    2.003 ms  completed  db/data  2003  00000000',
      '  1 2.004 ms  completed  db/data  2004  00000000',
      '  2 (the run had ended)',
    ])
  })
})
