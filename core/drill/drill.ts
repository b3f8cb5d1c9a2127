/** One drill, from plan to verdict. */
import { createArena } from '../block/arena.ts'
import { coverageOf, strikesOf } from './coverage.ts'
import { strike } from './disasters.ts'
import { Examiner } from './examiner.ts'
import { planOf } from './generate-plan.ts'
import { guarded } from './guarded.ts'
import { report } from './failure-report.ts'
import type { DrillOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { failOverToPoints, newTally } from './points.ts'
import type { FailoverTally } from './points.ts'
import { recheck } from './recheck.ts'
import type { DrillResult } from './result.ts'
import type { Scenario } from './scenario.ts'
import { checkEmpty, checkRun } from './run-check.ts'
import { firedFaults, gatherEvidence, runSource, stateHash } from './source-run.ts'
import type { Evidence } from './source-run.ts'
import { checkShutdown } from './shutdown-check.ts'
import { sweep } from './sweep.ts'

export const DEFAULT_STATE_BUDGET = 2000

/** All that one pass over a plan finds, before it is told. */
export interface DrillRecord {
  readonly evidence: Evidence
  readonly examiner: Examiner
  readonly tally: FailoverTally
  readonly shutDown: boolean
}

/**
 * Runs one scenario on one seed (or plan): the protected site, the crash sweep, a failover to every
 * recovery point, a clean shutdown, the plan's disasters, and the re-check for leaked memory.
 * @throws ScenarioError when the scenario or its application misbehaves in a way that no crash explains
 */
export async function drill(scenario: Scenario, options: DrillOptions = {}): Promise<DrillResult> {
  const plan = await planOf(scenario, options)
  const record = await guarded(scenario, (): Promise<DrillRecord> => perform(scenario, plan, options), options.locate)
  options.onTrace?.(record.evidence.run.site.kernel.trace)
  const result = await resultOf(scenario, plan, options, record)
  release(record)
  return result
}

export async function perform(scenario: Scenario, plan: Plan, options: DrillOptions): Promise<DrillRecord> {
  const arena = createArena()
  const examiner = new Examiner(scenario, plan, arena, options)
  const run = await runSource(scenario, plan, { arena })
  const evidence = gatherEvidence(run)
  examiner.coverage.begin(run)
  const tally = newTally()
  await checkEmpty(examiner)
  checkRun(examiner, evidence)
  await failOverToPoints(examiner, evidence, tally)
  examiner.stage = 'sweep'
  const samples = await sweep(examiner, evidence, options.stateBudget ?? DEFAULT_STATE_BUDGET, options.layers)
  const shutDown = await checkShutdown(examiner, evidence)
  await strike(examiner, tally)
  await recheck(examiner, evidence, samples, options.freshRealm)
  return { evidence, examiner, tally, shutDown }
}

async function resultOf(
  scenario: Scenario,
  plan: Plan,
  options: DrillOptions,
  { evidence, examiner, tally, shutDown }: DrillRecord,
): Promise<DrillResult> {
  const { run } = evidence
  const { findings } = examiner
  const traceHash = run.site.kernel.trace.hash()
  const sweepHash = examiner.hash()
  const { properties } = examiner.context
  properties.add(run.site.book)
  const failures = await report(scenario, evidence, examiner, options)
  const inconclusive = [...findings.inconclusive, ...(examiner.aborted ? ['the drill was interrupted'] : [])]
  return {
    scenario: scenario.name,
    seed: plan.seed,
    status: failures.length > 0 ? 'violated' : inconclusive.length > 0 ? 'inconclusive' : 'passed',
    traceHash,
    stateHash: stateHash(run),
    sweepHash,
    operations: run.site.history.length,
    virtualTimeUs: run.site.kernel.now,
    crashStates: {
      generated: examiner.generated,
      deduped: examiner.deduped,
      skipped: examiner.skipped,
      checked: examiner.checked,
      distinctObservations: examiner.distinctObservations,
    },
    skippedBecause: examiner.skippedBecause,
    layers: examiner.layers,
    phases: examiner.phases,
    failovers: tally,
    cleanShutdowns: shutDown ? 1 : 0,
    loss: examiner.loss,
    recoveryCrashes: examiner.recoveryCrashes,
    faults: strikesOf(plan, firedFaults(run, examiner.context.strikes)),
    coverage: coverageOf(scenario, run, examiner),
    properties: properties.rows(),
    failures,
    inconclusive,
  }
}

export function release({ evidence }: DrillRecord): void {
  evidence.run.site.dispose()
}
