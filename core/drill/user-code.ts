/**
 * The scenario's own functions, called so that what they throw is told as a mistake of the scenario,
 * by the name of the part, and never taken for a verdict.
 */
import { canonical } from '../oracle/canonical.ts'
import type { Checker } from '../oracle/linearise.ts'
import { createChecker } from '../oracle/linearise.ts'
import type { OperationRecord } from '../oracle/history.ts'
import type { Model } from '../oracle/model.ts'
import { ScenarioError } from './options.ts'
import type { Scenario } from './scenario.ts'
import { messageOf } from './text.ts'

/** @throws ScenarioError naming `part` when `call` throws */
export function callPart<T>(scenario: Scenario, part: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (error instanceof ScenarioError) throw error
    throw new ScenarioError(scenario.name, `${part}: ${messageOf(error)}`, { cause: error })
  }
}

/** One text for what `observe` returned. */
export function textOfObserved(scenario: Scenario, observed: unknown): string {
  return callPart(scenario, 'observe', () => canonical(observed))
}

/** @param beginning where the model stands before the history, if not at its own beginning */
export function checkerOf(
  scenario: Scenario,
  history: readonly OperationRecord[],
  beginning?: { readonly initial: unknown },
): Checker<unknown, unknown> {
  const model = scenario.model as Model<unknown, unknown, unknown>
  const project = scenario.project as ((state: unknown) => unknown) | undefined
  callPart(scenario, project ? 'project' : 'model.initial', () =>
    canonical(project ? project(model.initial) : model.initial),
  )
  const checker = createChecker({
    model: {
      ...model,
      ...beginning,
      step: (state, operation, result) => callPart(scenario, 'model.step', () => model.step(state, operation, result)),
    },
    project: project && ((state) => callPart(scenario, 'project', () => project(state))),
    history,
  })
  return {
    ...checker,
    check: (claim, observed, text) => plainStates(scenario, () => checker.check(claim, observed, text)),
  }
}

/** The oracle writes states down to compare them, and says so when one is no plain data. */
function plainStates<T>(scenario: Scenario, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof TypeError && error.message.startsWith('canonical:'))) throw error
    throw new ScenarioError(scenario.name, `model.step or project: ${error.message}`, { cause: error })
  }
}
