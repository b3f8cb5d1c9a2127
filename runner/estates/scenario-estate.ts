/** A plain scenario as an estate, for whoever wants advice and has no plan yet. */
import { estate } from '../../core/drill/estate/estate.ts'
import type { Estate } from '../../core/drill/estate/index.ts'
import type { Scenario } from '../../core/index.ts'

/**
 * Every machine as large and as busy as by default, all of them one consistency group that is recovered at once, and nothing
 * beside the machines that clients would wait for.
 */
export function estateOfScenario(scenario: Scenario): Estate {
  return estate({ name: scenario.name, summary: SUMMARY, scenario, dependencies: [] })
}

const SUMMARY = 'a scenario, with an estate of defaults around it'

export function isOfScenario({ summary }: Pick<Estate, 'summary'>): boolean {
  return summary === SUMMARY
}
