/** The failure of a token, as a branch of its run. */
import { needsWholeDrill, replay } from '../replay.ts'
import type { TokenPayload } from '../token.ts'
import { encodeToken } from '../token.ts'
import type { Branch } from './branch.ts'
import { branchOf, notApplicable } from './make-branch.ts'
import { pullOfCrash } from './pull-of-crash.ts'
import type { RunView } from './run-view.ts'
import type { Subject } from './subject.ts'

/** @param view of the token's plan */
export async function failureBranch(view: RunView, payload: TokenPayload, codeHash: string): Promise<Branch> {
  const { plan, crash, verdict: wanted } = payload
  const subject: Subject = { plan, crash, ...pullOfCrash(view, plan, crash), wanted }
  if (!needsWholeDrill(payload)) return branchOf(view, subject, codeHash)
  // What is about the run, or about several states together, no single crash shows.
  const { locate } = view
  const { outcome, verdict, message, timeline, cause, traceHash } = await replay(view.evidence.run.scenario, payload, locate ? { locate } : {})
  const bare = notApplicable(view, subject, message)
  if (outcome === 'plan-no-longer-applies') return bare
  return { ...bare, verdict, timeline, cause, token: encodeToken({ ...payload, codeHash, verdict, traceHash }) }
}
