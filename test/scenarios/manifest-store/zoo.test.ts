/** Each bug of the manifest store is caught by its name within a few seeds, on which the correct store is silent. */
import { describe, expect, it } from 'vitest'
import { drill } from '../../../core/drill/index.ts'
import type { Scenario } from '../../../core/drill/index.ts'
import { manifestStoreScenario } from '../../../scenarios/manifest-store-scenario.ts'
import { MANIFEST_STORE_DEFECTS } from '../../../scenarios/manifest-store/index.ts'
import { manifestStoreBugs } from '../../../scenarios/zoo/manifest-store.ts'

const SEEDS = ['seeddrill-1', 'seeddrill-2', 'seeddrill-3']

const run = (scenario: Scenario, seed: string) => drill(scenario, { seed, stateBudget: 200, shrinkAttempts: 0 })

it('has a row for every planted bug', () => {
  expect(manifestStoreBugs.map(({ id }) => id).sort()).toEqual(Object.keys(MANIFEST_STORE_DEFECTS).sort())
})

describe('caught within a few seeds', () => {
  it.each(manifestStoreBugs)('$id', async ({ bug, expected }) => {
    const verdicts: string[] = []
    for (const seed of SEEDS) {
      verdicts.push(...(await run(bug, seed)).failures.map(({ verdict }) => verdict))
      if (verdicts.some((verdict) => (expected as readonly string[]).includes(verdict))) return
    }
    expect.fail(`wanted one of ${expected.join()}, saw ${verdicts.join() || 'nothing'}`)
  })
})

it.each([
  ['alone', manifestStoreBugs[0]!.twin],
  ['replicated', manifestStoreScenario('manifest-store')],
])('the correct store raises no alarm, %s', async (_, scenario) => {
  for (const seed of SEEDS) {
    const { status, failures, inconclusive } = await run(scenario, seed)
    expect({ status, failures, inconclusive }).toEqual({ status: 'passed', failures: [], inconclusive: [] })
  }
})

it('a drill meets flushes of the memtable, merges and recoveries that replay', async () => {
  const { phases, recoveryCrashes } = await run(manifestStoreBugs[0]!.twin, '1')
  expect(phases['mid-checkpoint']).toBeGreaterThan(0)
  expect(phases['mid-recovery']).toBeGreaterThan(0)
  expect(recoveryCrashes).toBeGreaterThan(20)
})
