/** A run that is explored: what every look at it, and every crash of it, begins with. */
import type { Locate } from '../options.ts'
import type { Plan } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { gatherEvidence, runSource } from '../source-run.ts'
import type { Evidence } from '../source-run.ts'
import { CursorShelf } from './cursor-shelf.ts'
import { ModelView } from './model-view.ts'
import { ReplicaJournal } from './replica-journal.ts'
import { mapRun } from './run-map.ts'
import type { RunMap } from './run-map.ts'

export interface RunView {
  readonly evidence: Evidence
  readonly map: RunMap
  readonly shelf: CursorShelf
  readonly journal: ReplicaJournal
  readonly model: ModelView
  readonly locate: Locate | undefined
}

/** Runs the plan; the caller calls {@link closeView}, and guards. */
export async function openView(scenario: Scenario, plan: Plan, locate: Locate | undefined): Promise<RunView> {
  const journal = new ReplicaJournal()
  const evidence = gatherEvidence(await runSource(scenario, plan, { origins: locate !== undefined, watch: journal }))
  journal.end()
  const { log, keeper, disks } = evidence.run.site
  return {
    evidence,
    map: mapRun(log, disks.length),
    shelf: new CursorShelf(keeper.cursor(), log.end - log.base),
    journal,
    model: new ModelView(evidence),
    locate,
  }
}

/** The same run, as another plan with the same run would have it: one with a disaster more. */
export const evidenceUnder = ({ evidence }: Pick<RunView, 'evidence'>, plan: Plan): Evidence => ({ ...evidence, run: { ...evidence.run, plan } })

export function closeView({ shelf, evidence }: RunView): void {
  shelf.release()
  evidence.run.site.dispose()
}
