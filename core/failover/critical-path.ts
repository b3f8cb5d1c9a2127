/** Which steps decided how long a recovery took, and what that time rests on. */
import type { Provenance } from '../sim/duration.ts'
import type { StepRecord } from './step-record.ts'

/**
 * The chain of steps that ended last: each waited for the one before it. In the order of time, from the beginning of
 * the recovery to the end of the step asked for.
 *
 * @param towards the steps whose end is in question, of which the last one to end counts. Default: all
 */
export function criticalPath(steps: readonly StepRecord[], towards?: readonly string[]): readonly StepRecord[] {
  const byId = new Map(steps.filter(({ endUs }) => endUs !== null).map((step) => [step.id, step]))
  const path: StepRecord[] = []
  let step = latest(byId, towards ?? [...byId.keys()])
  while (step) {
    path.push(step)
    byId.delete(step.id)
    step = latest(byId, step.after)
  }
  return path.reverse()
}

/** Ties go to the first one named. */
function latest(byId: ReadonlyMap<string, StepRecord>, ids: readonly string[]): StepRecord | null {
  let found: StepRecord | null = null
  for (const id of ids) {
    const step = byId.get(id)
    if (step && (!found || step.endUs! > found.endUs!)) found = step
  }
  return found
}

/** How much of the time of some steps rests on what, in µs. */
export function timeByProvenance(steps: readonly StepRecord[]): Readonly<Record<Provenance, number>> {
  const sums = { documented: 0, measured: 0, assumed: 0 }
  for (const { provenance, startUs, endUs } of steps) if (endUs !== null) sums[provenance] += endUs - startUs
  return sums
}
