/** The sweep finds each planted defect and each missing flush, and is silent about the store without them. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/drill/index.ts'
import type { Scenario } from '../../../core/drill/index.ts'
import { UNDO_STORE_FLUSHES } from '../../../scenarios/undo-store/index.ts'
import type { UndoStoreFlush } from '../../../scenarios/undo-store/index.ts'
import { undoStoreScenario } from '../../../scenarios/undo-store-scenario.ts'
import { undoStoreBugs } from '../../../scenarios/zoo/undo-store.ts'

const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f']
const OPTIONS = { stateBudget: 120, shrinkAttempts: 0 }

async function verdictsOver(scenario: Scenario, isEnough: (verdicts: ReadonlySet<string>) => boolean): Promise<ReadonlySet<string>> {
  const verdicts = new Set<string>()
  for (const seed of SEEDS) {
    for (const { verdict } of (await drill(scenario, { ...OPTIONS, seed })).failures) verdicts.add(verdict)
    if (isEnough(verdicts)) break
  }
  return verdicts
}

describe('a sweep over the undo store', () => {
  it.each(undoStoreBugs)('finds $id, and says what it is', async ({ bug, expected }) => {
    const isExpected = (verdicts: ReadonlySet<string>): boolean => expected.some((verdict) => verdicts.has(verdict))
    expect(isExpected(await verdictsOver(bug, isExpected))).toBe(true)
  })

  it.each(Object.keys(UNDO_STORE_FLUSHES) as UndoStoreFlush[])('finds that a flush is missing: %s', async (skipFlush) => {
    const scenario = undoStoreScenario('undo-store/flushes', { skipFlush }, false)
    expect((await verdictsOver(scenario, ({ size }) => size > 0)).size).toBeGreaterThan(0)
  })

  // The replicated one is in the suite, which is drilled with the same seeds and states (suite.test.ts).
  it('is silent about the correct one', async () => {
    expect([...(await verdictsOver(undoStoreBugs[0]!.twin, () => false))]).toEqual([])
  })
})
