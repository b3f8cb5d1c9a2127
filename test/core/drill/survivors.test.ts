import { describe, expect, it } from 'vitest'
import type { Anchor, CrashSpec, RecoveryCrash } from '../../../core/crash/crash-spec.ts'
import {
  choiceOf, edgeOf, lastCutKind, lastPicks, lostWrites, mayDiffer, shorterCrashes, survivorsOf, withPicks,
} from '../../../core/drill/survivors.ts'
import { allPending } from '../../../core/crash/picks.ts'
import { cutAfter } from './literal-cut.ts'

const at: Anchor = { step: 'answered', operation: 1, where: 'db', label: '', nth: 1 }
const floors = { pick: 'floors' } as const
const newest = { pick: 'newest' } as const
const third: RecoveryCrash = { during: 'recovery', at: { ...at, nth: 3 }, picks: floors }
const second: RecoveryCrash = { during: 'recovery', at: { ...at, nth: 2 }, picks: floors }
const first = { kind: 'process-kill', machine: '*', at, picks: floors } as const

const ONE: CrashSpec = first
const TWO: CrashSpec = { ...first, then: second }
const THREE: CrashSpec = { ...first, then: { ...second, then: third } }

describe('the last cut of a crash', () => {
  it('is a power cut where it is the second one, whatever the first was', () => {
    expect([ONE, TWO, THREE].map(lastCutKind)).toEqual(['process-kill', 'power-cut', 'power-cut'])
    expect(lastCutKind({ kind: 'clean-shutdown' })).toBeNull()
    expect(lastCutKind({ kind: 'recovery-point', point: 'crash-consistent#1' })).toBeNull()
    expect(lastCutKind({ kind: 'recovery-point', point: 'crash-consistent#1', then: second })).toBe('power-cut')
  })

  it('can be given other picks, and no cut before it changes', () => {
    expect(withPicks(ONE, newest)).toEqual({ ...first, picks: newest })
    expect(withPicks(TWO, newest)).toEqual({ ...first, then: { ...second, picks: newest } })
    expect(withPicks(THREE, newest)).toEqual({ ...first, then: { ...second, then: { ...third, picks: newest } } })
    for (const crash of [ONE, TWO, THREE]) expect(lastPicks(withPicks(crash, newest))).toEqual(newest)
  })

  it('can be left out, and all but the first', () => {
    expect([ONE, TWO, THREE].map(shorterCrashes)).toEqual([[], [ONE], [ONE, TWO]])
  })
})

describe('the survivors of a cut', () => {
  /** Write 1 had completed and is torn by a durable one; 2 had completed; 3 was in flight. */
  const cut = cutAfter('W1@0-2 C1 W9@1! C9 W2@3-4 C2 W3@5')
  const { cursor } = cut
  const edges = { floors: [[], [], []], completed: [[0, 2], [0, 1], []], newest: [[0, 2], [0, 1], [0]] } as const

  it('at the edges are nothing, what had completed, all that was submitted; and are known for it', () => {
    for (const edge of ['floors', 'completed', 'newest'] as const) {
      expect(survivorsOf(cursor, edge)).toEqual(edges[edge])
      expect(edgeOf(cursor, edges[edge])).toBe(edge)
    }
    expect(edgeOf(cursor, [[0, 2], [0], []])).toBeNull()
  })

  it('are the same once they have been made a choice', () => {
    for (const survivors of [...Object.values(edges), [[2], [], [0]], [[], [1], []]]) {
      const choice = choiceOf(cursor, survivors)
      expect(survivorsOf(cursor, choice)).toEqual(survivors)
      expect(choice.every(({ offsets }) => offsets === null || offsets.length > 0)).toBe(true)
    }
    expect(choiceOf(cursor, edges.newest).map(({ offsets }) => offsets)).toEqual([null, null, null])
  })

  it('lose what had completed, in part or as a whole, and of what was in flight only what is torn', () => {
    expect(lostWrites(cursor, edges.completed)).toBe(0)
    expect(lostWrites(cursor, edges.newest)).toBe(0)
    expect(lostWrites(cursor, edges.floors)).toBe(2)
    expect(lostWrites(cursor, [[0], [0, 1], []])).toBe(1)
    const torn = cutAfter('W1@0-1')
    expect(lostWrites(torn.cursor, [[1]])).toBe(1)
  })

  it('may be others for a power cut, of what was in flight also for a reset, and never for a killed process', () => {
    const free = (kind: 'power-cut' | 'os-reset' | 'process-kill') => allPending(cursor).map((pending) => mayDiffer(kind, cursor, pending))
    expect(free('power-cut')).toEqual([true, true, true])
    expect(free('os-reset')).toEqual([false, false, true])
    expect(free('process-kill')).toEqual([false, false, false])
  })
})
