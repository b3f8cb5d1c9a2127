/** Bugs with names and metadata are found within a few seeds, and their twins are not found fault with. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'
import { zoo } from '../../../scenarios/zoo/index.ts'

const rows = zoo.filter(({ app }) => ['file-store', 'current-store', 'twin-headers', 'file-system'].includes(app))
const SEEDS = 3

async function verdictsOf(tested: Scenario): Promise<readonly string[]> {
  const verdicts = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed++)
    for (const { verdict } of (await drill(tested, { seed: `${seed}`, stateBudget: 200, shrinkAttempts: 0 })).failures) verdicts.add(verdict)
  return [...verdicts]
}

describe('of the areas namespace and metadata', () => {
  it('there are nine', () => {
    expect(rows).toHaveLength(9)
  })

  it.each(rows.map((row) => [row.id, row] as const))('%s is caught', { timeout: 60_000 }, async (_, { bug, expected }) => {
    expect((await verdictsOf(bug)).filter((verdict) => expected.some((one) => one === verdict))).not.toEqual([])
  })

  it.each([...new Set(rows.map(({ twin }) => twin))].map((twin) => [twin.name, twin] as const))('%s raises no alarm', { timeout: 60_000 }, async (_, twin) => {
    expect(await verdictsOf(twin)).toEqual([])
  })
})
