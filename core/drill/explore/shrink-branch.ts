/** Makes a failing branch small: the smallest plan and crash that fail alike, and the branch of these. */
import { Examiner } from '../examiner.ts'
import { sizes } from '../failure-report.ts'
import type { Finding } from '../findings.ts'
import { guarded } from '../guarded.ts'
import { recreate } from '../recreate.ts'
import type { ShrinkReport } from '../result.ts'
import type { Found } from '../search.ts'
import { shrink } from '../shrink.ts'
import type { Branch } from './branch.ts'
import type { Progress } from './engine.ts'
import { branchOf } from './make-branch.ts'
import { pullOfCrash } from './pull-of-crash.ts'
import { inNewRun } from './other-runs.ts'
import { evidenceUnder } from './run-view.ts'
import type { RunView } from './run-view.ts'
import type { Turns } from './turns.ts'

export interface ShrinkOptions {
  readonly attempts: number
  readonly codeHash: string
  readonly signal: { readonly aborted: boolean }
  readonly onProgress: (progress: Progress) => void
  /** Goes first between two attempts. */
  readonly turns: Turns
}

export interface ShrunkBranch {
  readonly branch: Branch
  readonly report: ShrinkReport
}

/**
 * @param view of the branch's run
 * @throws RangeError for a branch that does not fail, or not any more
 */
export async function shrinkBranch(view: RunView, branch: Branch, { attempts, codeHash, signal, onProgress, turns }: ShrinkOptions): Promise<ShrunkBranch> {
  const { scenario } = view.evidence.run
  const finding = await findAgain(view, branch)
  const from: Found = { plan: branch.plan, finding, evidence: evidenceUnder(view, branch.plan) }
  const onAttempt = async (done: number): Promise<void> => {
    onProgress({ what: 'shrink', done, of: attempts })
    await turns.pause()
  }
  const shrunk = await shrink(scenario, branch.plan, finding, { attempts, signal, onAttempt })
  const to = shrunk?.found ?? from
  const smaller = shrunk ? await branchAlone(view, to, codeHash) : branch
  const report: ShrinkReport = {
    ...(await sizes(from, to, smaller.cause)),
    attempts: shrunk?.attempts ?? 0,
    budget: attempts,
    ended: shrunk?.ended ?? 'not-shrunk',
  }
  shrunk?.found.evidence.run.site.dispose()
  return { branch: smaller, report }
}

async function findAgain(view: RunView, { plan, crash, verdict }: Branch): Promise<Finding> {
  const { scenario, arena } = view.evidence.run
  const examiner = new Examiner(scenario, plan, arena, {})
  await guarded(scenario, () => recreate(examiner, evidenceUnder(view, plan), crash))
  const finding = examiner.findings.all.find((one) => one.verdict === verdict)
  if (!finding) throw new RangeError(`shrink: the branch does not fail as ${verdict}: there is nothing to make smaller`)
  return finding
}

/** The branch in the run of its own plan. */
function branchAlone(view: RunView, { plan, finding: { crash, verdict } }: Found, codeHash: string): Promise<Branch> {
  return inNewRun(view, plan, (own) => branchOf(own, { plan, crash, ...pullOfCrash(own, plan, crash), wanted: verdict }, codeHash))
}
