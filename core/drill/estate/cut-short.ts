/** A failover that comes to nothing because the region in which it takes place is lost while it is under way. */
import { randomStream } from '../../sim/index.ts'
import { endOf } from './attempt-report.ts'
import type { EstateDisaster } from './disaster.ts'
import type { Attempt } from './outcome.ts'
import type { AttemptReport } from './recovery-world.ts'

const LOST = 'the region failed over to was lost'

export const TARGET_LOST: Attempt['verdict'] = { status: 'violated', verdict: 'service-down', message: `${LOST} while the failover was under way` }

const PARTS = 1_000_000

/**
 * Up to an instant between the trigger and the first answer, the same part of that time in every strategy. What was under
 * way then ends then. Assumed: whoever carries the failover out sees at once that the region is gone.
 * @param seed of the history
 */
export function cutShort(report: AttemptReport, { index, detectionUs, decisionUs }: EstateDisaster, seed: string): AttemptReport {
  const triggeredUs = detectionUs + decisionUs
  const part = randomStream(`${seed}/loss-during-failover/${index}`).below(PARTS) / PARTS
  const lostUs = triggeredUs + Math.floor((endOf(report) - triggeredUs) * part)
  const steps = report.steps.filter(({ startUs }) => startUs <= lostUs).map((step) =>
    step.endUs !== null && step.endUs <= lostUs ? step : { ...step, endUs: lostUs, outcome: 'failed' as const, detail: LOST })
  return { ...report, steps, observation: null, answeredUs: null, next: [] }
}
