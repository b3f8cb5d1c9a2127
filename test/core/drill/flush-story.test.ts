/** What the log tells of a write that was not durable, on logs written by hand: write 1 on disk a is the one asked about. */
import { describe, expect, it } from 'vitest'
import { whyVolatile } from '../../../core/drill/flush-story.ts'
import type { WriteEntry } from '../../../core/block/write-log.ts'
import { LiteralLog } from '../../litmus/engine-images.ts'
import { parseTrace } from '../../litmus/trace.ts'

/** @param until position of the instant by which the write should have been durable; default the last one */
function storyOf(trace: string, until?: number): string {
  const literal = new LiteralLog(2, (log, seq) => log.advanceBase(seq))
  let write: WriteEntry | null = null
  for (const step of parseTrace(trace)) {
    literal.append(step)
    if (step.step === 'write') write = literal.log.step(literal.log.end - 1) as WriteEntry
  }
  const { log } = literal
  const volatile = { write: write!, completion: write!.completeSeq, name: 'W1', diskId: 'db/wal' }
  return whyVolatile(log, volatile, { seq: until ?? log.end - 1, words: 'the answer' })
}

const CASES: readonly (readonly [trace: string, until: number | undefined, story: string])[] = [
  ['W1@0 M', undefined, 'W1 was still in flight at the answer'],
  ['W1@0 M C1', 1, 'W1 was still in flight at the answer'],
  ['W1@0 C1 M', undefined, 'no FLUSH of db/wal between its completion and the answer'],
  ['W1@0 C1 M F1 CF1', 2, 'no FLUSH of db/wal between its completion and the answer'],
  ['W1@0 C1 F1@b CF1', undefined, 'no FLUSH of db/wal between its completion and the answer'],
  ['F1 W1@0 C1 CF1', undefined, 'no FLUSH of db/wal between its completion and the answer'],
  ['W1@0 F1 C1 M CF1', 3, 'no FLUSH of db/wal between its completion and the answer'],
  ['W1@0 F1 C1 CF1', undefined, 'the FLUSH of db/wal was submitted before W1 completed, so it does not cover it'],
  ['W1@0 C1 F1 M CF1', 3, 'the FLUSH of db/wal that covers W1 had not completed by the answer'],
  ['W1@0 C1 F1 LF1', undefined, 'the FLUSH of db/wal that covers W1 was answered without being carried out'],
  ['W1@0 C1 F1 XF1', undefined, 'the FLUSH of db/wal that covers W1 failed'],
  ['W1@0 F1 C1 LF1 F2 M', undefined, 'the FLUSH of db/wal that covers W1 had not completed by the answer'],
  ['W1@0 C1 B M', undefined, 'no FLUSH of db/wal between the boot and the answer'],
  ['W1@0 C1 B F1 XF1', undefined, 'the FLUSH of db/wal that covers W1 failed'],
]

describe('why a write was not durable', () => {
  it.each(CASES)('%s, by %s: %s', (trace, until, story) => {
    expect(storyOf(trace, until)).toBe(story)
  })
})
