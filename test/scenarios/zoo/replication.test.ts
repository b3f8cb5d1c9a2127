/** Bugs of replication are found within a few seeds under their names, and their twins are not found fault with. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/index.ts'
import type { Scenario, VerdictName } from '../../../core/index.ts'
import { zoo } from '../../../scenarios/zoo/index.ts'

const rows = zoo.filter(({ area }) => area === 'replication')
const BUG_SEEDS = 4
const TWIN_SEEDS = 2

/** What is wrong shows at failovers, which come beside the budget. */
async function verdictsOf(tested: Scenario, seed: number, stopAtVerdicts: readonly VerdictName[] = []): Promise<readonly VerdictName[]> {
  const result = await drill(tested, { seed: `${seed}`, stateBudget: 20, shrinkAttempts: 0, stopAtVerdicts })
  return result.failures.map(({ verdict }) => verdict)
}

describe('of the area replication', () => {
  it('the rows say which failure of the catalogue they are', () => {
    expect(rows).toHaveLength(16)
    const numbers = new Set(rows.flatMap(({ summary }) => /^F\d+(?=: )/.exec(summary) ?? []))
    expect([...numbers]).toEqual(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F9', 'F10', 'F34', 'F11'])
  })

  it.each(rows.map((row) => [row.id, row] as const))('%s is caught', { timeout: 60_000 }, async (_, { bug, expected }) => {
    const caught: VerdictName[] = []
    for (let seed = 1; seed <= BUG_SEEDS && caught.length === 0; seed++)
      caught.push(...(await verdictsOf(bug, seed, expected)).filter((verdict) => expected.includes(verdict)))
    expect(caught).not.toEqual([])
  })

  it.each([...new Set(rows.map(({ twin }) => twin))].map((twin) => [twin.name, twin] as const))('%s raises no alarm', { timeout: 60_000 }, async (_, twin) => {
    for (let seed = 1; seed <= TWIN_SEEDS; seed++) expect(await verdictsOf(twin, seed)).toEqual([])
  })
})
