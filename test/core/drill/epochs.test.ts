/** The drawing of the epochs, on logs written by hand. */
import { describe, expect, it } from 'vitest'
import { EPOCH_SIGNS, epochsOf } from '../../../core/drill/epochs.ts'
import type { Cut } from '../../../core/drill/prober.ts'
import type { Survivors } from '../../../core/drill/survivors.ts'
import { cutAfter } from './literal-cut.ts'

const rowsOf = (cut: Cut, disks: readonly number[]): string[] => {
  const rows = epochsOf(cut, disks, ({ label }) => `W${label}`)
  cut.cursor.release()
  return rows
}

/** The row of the first disk. */
const rowOf = (trace: string, survivors: Survivors, cutSeq?: number): string =>
  rowsOf(cutAfter(trace, survivors, cutSeq), [0])[0]!.replace(/^db\/wal +/, '')

describe('the epochs of a cut', () => {
  it('show each write of a disk with its fate, in the order of completion, what was in flight last', () => {
    expect(rowOf('W1@0 W2@1 C2 C1 W3@3', [[0], [0], []])).toBe('+W2 +W1 ?W3')
    expect(rowOf('W1@0 C1 W2@1-2 C2 W3@3 C3 W4@4', [[], [1], [0], [0]])).toBe('-W1 %W2 +W3 +W4')
  })

  it('end with a flush that had made something durable by the cut, and with no other', () => {
    expect(rowOf('W1@0 C1 F1 W2@1 C2 CF1', [[0]])).toBe('+W1 | +W2')
    expect(rowOf('W1@0 C1 F1 M CF1', [[]], 3)).toBe('-W1')
    expect(rowOf('W1@0 C1 F1 M', [[]])).toBe('-W1')
    expect(rowOf('W1@0 C1 F1 LF1', [[]])).toBe('-W1')
    expect(rowOf('W1@0 C1 F1 XF1', [[]])).toBe('-W1')
    expect(rowOf('W1@0 C1 F1@b CF1', [[]])).toBe('-W1')
    expect(rowOf('W1@0 C1 F1 F2 CF1 CF2', [])).toBe('+W1 |')
  })

  it('leave out what failed', () => {
    expect(rowOf('W1@0 X1 W2@1 C2', [[]])).toBe('-W2')
  })

  it('have a row for each disk, and then tell what the signs mean', () => {
    expect(rowsOf(cutAfter('W1@0 C1 W2@b0-1', [[], [0]]), [0, 1])).toEqual([
      'db/wal   -W1',
      'db/data  %W2',
      `         ${EPOCH_SIGNS}`,
    ])
  })

  it('keep the end of a long row, where the crash is', () => {
    const turns = Array.from({ length: 40 }, () => 'W1@0 C1 F1 CF1').join(' ')
    const row = rowOf(`${turns} W9@1`, [[]])
    expect(row).toMatch(/^… .*\+W1 \| \?W9$/)
    expect(row.length).toBeLessThanOrEqual(96 - 'db/data  '.length)
    expect(row.length).toBeGreaterThan(70)
  })
})
