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
import { checkShutdown } from './shutdown-check.ts'
import { sweep } from './sweep.ts'

export interface Found {
  readonly plan: Plan
  readonly finding: Finding
  readonly evidence: Evidence
}

const SEARCH_BUDGET = 600

export type Stage = 'run' | 'shutdown' | 'points' | 'disasters' | 'sweep'

const STAGES: Readonly<Record<Stage, (examiner: Examiner, evidence: Evidence) => unknown>> = {
  run: checkRun,
  shutdown: checkShutdown,
  points: (examiner, evidence) => failOverToPoints(examiner, evidence, newTally()),
  disasters: (examiner) => strike(examiner, newTally()),
  sweep: (examiner, evidence) => sweep(examiner, evidence, SEARCH_BUDGET),
}

const STAGE_OF: Partial<Record<Finding['crash']['kind'], Stage>> = {
  run: 'run',
  'clean-shutdown': 'shutdown',
  'recovery-point': 'points',
  disaster: 'disasters',
}

/** The stage of a drill that can show this finding again: by its first crash, whatever came after it. */
export function stageOf(finding: Finding): Stage {
  return STAGE_OF[finding.crash.kind] ?? 'sweep'
}

/** The first state of `plan` that shows a failure with this fingerprint, or null. The caller disposes of the evidence's site. */
export async function search(scenario: Scenario, plan: Plan, wanted: Finding): Promise<Found | null> {
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, { stopAt: wanted.fingerprint })
  const evidence = gatherEvidence(await runSource(scenario, plan, { arena }))
  await STAGES[stageOf(wanted)](examiner, evidence)
  const finding = examiner.findings.all.find(({ fingerprint }) => fingerprint === wanted.fingerprint)
  if (finding) return { plan, finding, evidence }
  evidence.run.site.dispose()
  return null
}
