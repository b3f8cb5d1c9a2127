import { describe, expect, it } from 'vitest'
import { DurabilityCursor } from '../../../core/block/durability.ts'
import { PHASE_NAMES, PhaseTracker } from '../../../core/crash/index.ts'
import type { Phase } from '../../../core/crash/index.ts'
import type { MarkKind, WriteLog } from '../../../core/block/write-log.ts'
import { imageOf, LiteralLog } from '../../litmus/engine-images.ts'
import { parseTrace } from '../../litmus/trace.ts'

type Act = string | readonly [MarkKind, string]

/** Steps of a trace, and marks between them. */
function play(acts: readonly Act[]): WriteLog {
  const literal = new LiteralLog(2, () => {})
  for (const act of acts) {
    if (typeof act === 'string') for (const step of parseTrace(act)) literal.append(step)
    else literal.log.mark(0, act[0], { operation: 1, name: act[1] })
  }
  return literal.log
}

function phaseOf(log: WriteLog): Phase {
  const tracker = new PhaseTracker(log)
  for (let seq = log.base; seq < log.end; seq++) tracker.take(seq)
  const cursor = new DurabilityCursor(log, [imageOf('----'), imageOf('----')], [false, false])
  cursor.advanceTo(log.end - 1)
  const volatile = cursor.disks.some((disk) => disk.pending.some((write) => write.completedAt(log.end - 1)))
  cursor.release()
  return tracker.phase(volatile)
}

const asked = ['submitted', 'operation'] as const
const answered = ['answered', 'ok'] as const
const CASES: readonly (readonly [Phase, string, readonly Act[]])[] = [
  ['quiet', 'nothing has happened', ['M']],
  ['mid-write', 'a write is in flight', [asked, 'W1@0']],
  ['mid-write', 'one of two is', [asked, 'W1@0 W2@1 C1']],
  ['before-flush', 'a write has completed', [asked, 'W1@0 C1']],
  ['before-flush', 'its flush is in flight', [asked, 'W1@0 C1 F1']],
  ['before-flush', 'its flush has lied', [asked, 'W1@0 C1 F1 LF1']],
  ['before-acknowledgement', 'its flush has ended', [asked, 'W1@0 C1 F1 CF1']],
  ['quiet', 'it is acknowledged', [asked, 'W1@0 C1 F1 CF1', answered]],
  ['quiet', 'a flush has ended that nobody waits for', ['W1@0 C1 F1 CF1']],
  ['mid-checkpoint', 'a checkpoint runs, whatever else does', [['span-begin', 'checkpoint'], asked, 'W1@0']],
  [
    'mid-checkpoint',
    'one of two checkpoints still runs',
    [
      ['span-begin', 'checkpoint'],
      ['span-begin', 'checkpoint'],
      ['span-end', 'checkpoint'],
    ],
  ],
  [
    'quiet',
    'the checkpoint has ended',
    [
      ['span-begin', 'checkpoint'],
      ['span-end', 'checkpoint'],
    ],
  ],
  [
    'mid-recovery',
    'a recovery runs, whatever else does',
    [['span-begin', 'recovery'], ['span-begin', 'checkpoint'], 'W1@0'],
  ],
  ['quiet', 'the power came back while a write was in flight', ['W1@0 R@a=----']],
  ['mid-write', 'only the other disk came back', ['W1@b0 R@a=----']],
]

describe('the phase of an instant', () => {
  it.each(CASES)('is %s: %s', (phase, _, acts) => {
    expect(phaseOf(play(acts))).toBe(phase)
  })

  it('has a case for each phase', () => {
    expect(new Set(CASES.map(([phase]) => phase))).toEqual(new Set(PHASE_NAMES))
  })
})
