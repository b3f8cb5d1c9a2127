/** Shows a saved failure again, as a case of a run. */
import { replay } from '../../core/index.ts'
import type { ReplayResult, Scenario } from '../../core/index.ts'
import type { CaseEnding, CaseOrder, SavedCase } from '../order.ts'
import { isContradiction } from '../replay-outcome.ts'
import { reportedFailure } from '../reported-failure.ts'
import { applicationFrame } from '../user-frame.ts'

/** In this thread, as it was found. */
export const replayAsFound = (scenario: Scenario, { payload, edited, stateBudget }: Pick<SavedCase, 'payload' | 'edited' | 'stateBudget'>): Promise<ReplayResult> =>
  replay(scenario, payload, { edited, locate: applicationFrame(process.cwd()), ...(stateBudget !== null && { stateBudget }) })

/** @throws ScenarioError when the scenario misbehaves in a way that no crash explains */
export async function replaySaved({ scenario: ref }: CaseOrder, saved: SavedCase, scenario: Scenario): Promise<CaseEnding> {
  const { payload, edited } = saved
  const result = await replayAsFound(scenario, saved)
  const ending = endingOf(saved, result)
  const failures = result.found ? [reportedFailure(ref, failureOf(saved, result, result.found), payload.plan)] : []
  if (!isContradiction(result, { payload, edited, codeHash: ref.codeHash })) return { ...ending, failures }
  const message = `saved failure ${saved.id}: recorded ${payload.verdict} with trace ${payload.traceHash}, now ${result.verdict} with ${result.traceHash}, with the same code`
  return { outcome: 'not-deterministic', result: null, failures, messages: [message] }
}

function endingOf({ payload }: SavedCase, { outcome, verdict, message }: ReplayResult): Omit<CaseEnding, 'failures'> {
  // A crash that was saved because it recovers is a failure that is not there, and is not there still.
  const savedOutcome = outcome === 'still-recovers' ? 'no-longer-fails' : outcome
  const base = { result: null, savedOutcome } as const
  if (savedOutcome === 'no-longer-fails') return { ...base, outcome: 'passed', messages: [] }
  if (outcome === 'plan-no-longer-applies') return { ...base, outcome: 'inconclusive', messages: [message] }
  return { ...base, outcome: 'violated', messages: verdict === payload.verdict ? [verdict] : [`${verdict}, it was ${payload.verdict}`] }
}

/** With the fingerprint of the file: whatever shows now, it is that entry which fails. @param result of a replay that still fails */
export function failureOf({ fingerprint, shrunk }: Pick<SavedCase, 'fingerprint' | 'shrunk'>, { timeline, cause, scene, traceHash }: ReplayResult, found: NonNullable<ReplayResult['found']>) {
  const { verdict, message, crash, phase } = found
  return { fingerprint, verdict, message, crash, phase, timeline, shrunk, cause, scene: scene!, traceHash, states: 1, foundAfter: 0 }
}
