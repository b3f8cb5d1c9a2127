/** Blocks that decide, on cuts of a log that is written by hand: two disks, a letter a sector. */
import { describe, expect, it } from 'vitest'
import { allPending } from '../../../../core/crash/picks.ts'
import type { PickedWrite } from '../../../../core/crash/picks.ts'
import { decidingBlocks } from '../../../../core/drill/scene/blocks.ts'
import type { SceneBlock } from '../../../../core/drill/scene/scene.ts'
import type { CutView } from '../../../../core/drill/recreate.ts'
import { choiceOf } from '../../../../core/drill/survivors.ts'
import { cutAfter } from '../literal-cut.ts'

/** Of the write at this place among the pending ones. */
function blocksOf(trace: string, survivors: readonly (readonly number[])[], place: number): readonly SceneBlock[] {
  const { cursor } = cutAfter(trace, survivors)
  const choice: readonly PickedWrite[] = choiceOf(cursor, survivors)
  const blocks = decidingBlocks({ cursor } as CutView, choice, [allPending(cursor)[place]!], ['db/wal', 'db/data'], ({ label }) => `W${label}`)
  cursor.release()
  return blocks
}

const agreements = ({ rows }: SceneBlock): Set<string> =>
  new Set(rows.map(({ before, left, intended }) => (left === before ? 'before' : left === intended ? 'written' : 'neither')))

describe('the block of a write', () => {
  it('that was lost is as it was before, with what other writes had put there', () => {
    const [block] = blocksOf('W1@0 C1 F1 CF1 W2@0 C2', [[]], 0)
    expect(agreements(block!)).toEqual(new Set(['before']))
    expect(block).toMatchObject({ write: 'W2', disk: 'db/wal', offset: 0 })
    const [lost] = blocksOf('W1@0 C1 W2@0 C2', [[], []], 1)
    // W1 is lost as well: the block is neither as W2 found it nor as W2 left it.
    expect(agreements(lost!)).toEqual(new Set(['neither']))
  })

  it('that survived is as it was written', () => {
    expect(agreements(blocksOf('W1@0 C1', [[0]], 0)[0]!)).toEqual(new Set(['written']))
  })

  it('that was torn shows both of its parts, although not all of its rows', () => {
    const [block] = blocksOf('W1@0-3 C1', [[0, 1]], 0)
    expect(agreements(block!)).toEqual(new Set(['written', 'before']))
    expect(block!.rows).toHaveLength(24)
    expect(block!.rowsLeftOut).toBe(4 * 32 - 24)
    const offsets = block!.rows.map(({ offset }) => offset)
    expect(offsets).toEqual(offsets.toSorted((one, other) => one - other))
  })

  it('of another disk is read from that disk', () => {
    expect(blocksOf('W1@b0 C1', [[]], 0)[0]).toMatchObject({ disk: 'db/data' })
  })
})
