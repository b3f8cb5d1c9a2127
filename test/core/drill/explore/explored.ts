/** Runs to be explored: of scenarios that are no part of the package, and of a planted bug. */
import { generatePlan } from '../../../../core/index.ts'
import type { Plan, Scenario } from '../../../../core/index.ts'
import { createEngine } from '../../../../core/drill/explore/index.ts'
import type { Engine } from '../../../../core/drill/explore/index.ts'
import { openView } from '../../../../core/drill/explore/run-view.ts'
import type { RunView } from '../../../../core/drill/explore/run-view.ts'
import { policies } from '../../../../core/replication/policies.ts'
import { zoo } from '../../../../scenarios/zoo/index.ts'
import { halvesScenario, notebookScenario } from '../toys.ts'

/** Keeps few points, so that some are thinned. */
const forgetful = { ...policies.fast, retention: { ...policies.fast.retention, maximumPoints: 2 } }

export const SCENARIOS = {
  /** Replicated; acknowledges without a flush. */
  forgets: notebookScenario({ forgetsFlush: true }),
  /** Replicated; its writes have two sectors and must not be torn. */
  halves: halvesScenario(false),
  thinned: notebookScenario({}, { policy: forgetful, operations: 20 }),
  planted: zoo.find(({ id }) => id === 'ack-before-flush')!.bug,
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof SCENARIOS

/** On sound devices. */
export const planOf = (name: ScenarioName, seed = '1'): Plan => ({ ...generatePlan(SCENARIOS[name], seed), faults: [] })

export const openEngine = (name: ScenarioName, seed = '1'): Promise<Engine> => createEngine(SCENARIOS[name], { plan: planOf(name, seed) }, { codeHash: 'c0de' })

export const viewOf = (name: ScenarioName, plan = planOf(name)): Promise<RunView> => openView(SCENARIOS[name], plan, undefined)
