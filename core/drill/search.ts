/** Looks for one known failure in a plan: the predicate of shrinking. Does only the stage that can show it. */
import { createArena } from '../block/arena.ts'
import { strike } from './disasters.ts'
import { Examiner } from './examiner.ts'
import type { Finding } from './findings.ts'
import type { Plan } from './plan.ts'
import { failOverToPoints, newTally } from './points.ts'
import type { Scenario } from './scenario.ts'
import { gatherEvidence, runSource } from './source-run.ts'
import type { Evidence } from './source-run.ts'
import { checkRun } from './run-check.ts'
import { sweep } from './sweep.ts'

export interface Found {
  readonly plan: Plan
  readonly finding: Finding
  readonly evidence: Evidence
}

const SEARCH_BUDGET = 600

/** The first state of `plan` that shows a failure with this fingerprint, or null. The caller disposes of the evidence's site. */
export async function search(scenario: Scenario, plan: Plan, wanted: Finding): Promise<Found | null> {
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, { stopAt: wanted.fingerprint })
  const evidence = gatherEvidence(await runSource(scenario, plan, { arena }))
  if (wanted.phase === 'recovery-point') await failOverToPoints(examiner, evidence, newTally())
  else if (wanted.phase === 'disaster') await strike(examiner, newTally())
  else if (wanted.crash.kind === 'run') checkRun(examiner, evidence)
  else await sweep(examiner, evidence, SEARCH_BUDGET)
  const finding = examiner.findings.all.find(({ fingerprint }) => fingerprint === wanted.fingerprint)
  if (finding) return { plan, finding, evidence }
  evidence.run.site.dispose()
  return null
}
