/** Runs beside that which is explored: of a plan that was made smaller, and of the same plan once more. */
import { canonical } from '../../oracle/canonical.ts'
import { guarded } from '../guarded.ts'
import type { Plan } from '../plan.ts'
import { closeView, openView } from './run-view.ts'
import type { RunView } from './run-view.ts'

/** The run that is explored where it is that of the plan, else a new one. */
export function inRunOf<T>(view: RunView, plan: Plan, work: (own: RunView) => Promise<T>): Promise<T> {
  return runOf(plan) === runOf(view.evidence.run.plan) ? work(view) : inNewRun(view, plan, work)
}

/** Disasters come after a run. */
const runOf = (plan: Plan): string => canonical({ ...plan, disasters: [] })

export async function inNewRun<T>({ evidence, locate }: RunView, plan: Plan, work: (own: RunView) => Promise<T>): Promise<T> {
  const { scenario } = evidence.run
  const own = await guarded(scenario, () => openView(scenario, plan, locate))
  try {
    return await work(own)
  } finally {
    closeView(own)
  }
}
