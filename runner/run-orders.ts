/** The cases of a run, in their order. */
import type { CaseOrder } from './order.ts'
import type { RunOptions } from './run-options.ts'
import type { Selected } from './run-selection.ts'

/**
 * Saved failures first; then the drills, scenario by scenario, and where the run may end before the last seed by seed, so that
 * every scenario gets its share. Judging again in a fresh realm is dear, so one seed of each stands for all.
 */
export function ordersOf(selected: readonly Selected[], { states, checkDeterminism, timeBudgetMs, maxCases, stableAfter }: RunOptions): readonly CaseOrder[] {
  const common = { stateBudget: states, checkDeterminism }
  const saved = selected.flatMap(({ entry: { ref }, saved }) =>
    saved.map((each) => ({ ...common, scenario: ref, seed: each.payload.plan.seed, shrinkAttempts: null, freshRealm: false, checkDeterminism: false, saved: each })),
  )
  const drills = selected.flatMap(({ entry: { ref }, seeds, expects }) =>
    seeds.map((seed, nth) => ({
      nth,
      // A failure that is expected has to be found, not explained.
      order: { ...common, scenario: ref, seed, shrinkAttempts: expects ? 0 : null, freshRealm: nth === 0 || checkDeterminism },
    })),
  )
  if (timeBudgetMs !== null || maxCases !== undefined || stableAfter !== undefined) drills.sort((one, other) => one.nth - other.nth)
  return [...saved, ...drills.map(({ order }) => order)].map((order, index) => ({ case: index, ...order }))
}
