/** Recorded runs of small worlds, to cut at any instant. */
import { generatePlan } from '../../../core/drill/generate-plan.ts'
import type { Plan } from '../../../core/drill/plan.ts'
import { gatherEvidence, runSource } from '../../../core/drill/source-run.ts'
import type { Evidence } from '../../../core/drill/source-run.ts'
import type { Scenario } from '../../../core/drill/index.ts'

/** The evidence of one run, and its plan with changes. The caller disposes of `evidence.run.site`. */
export async function record(
  scenario: Scenario,
  seed: string,
  change: (plan: Plan) => Plan = (plan) => plan,
): Promise<Evidence> {
  return gatherEvidence(await runSource(scenario, change(generatePlan(scenario, seed))))
}
